package reports

import (
	"math"
	"slices"
)

// verdict is how a printed number stands to the recomputed one.
type verdict string

const (
	agrees    verdict = "="
	rounding  verdict = "≈" // what the printed digits of the metrics leave open
	disagrees verdict = "≠"
	unchecked verdict = "" // the metrics are not published, or nothing is printed
)

// judge compares a printed number with the recomputed one and with the range
// that the rounding of its ingredients leaves. slack is how far rounding, or
// cutting off, its own last digit may move it.
func judge(p *printed, got, low, high, slack float64) verdict {
	const eps = 1e-9
	switch {
	case p == nil || math.IsNaN(got):
		return unchecked
	case math.Abs(p.value-got) <= slack+eps:
		return agrees
	case p.value >= low-slack-eps && p.value <= high+slack+eps:
		return rounding
	}
	return disagrees
}

// deltaAudit is a row's delta-m, printed and recomputed.
type deltaAudit struct {
	row *publishedRow
	// over and per are recomputed from the printed metrics, by both
	// definitions; low and high bound over by the rounding of the metrics of
	// row and baseline. All are NaN where no metrics are printed.
	over, per, low, high float64
	verdict              verdict
}

// auditDelta recomputes every row's delta-m. A printed delta-m is compared
// with the definition over metrics, which all these tables use.
func (p *Published) auditDelta() []deltaAudit {
	base := p.row(p.Baseline)
	var out []deltaAudit
	for i := range p.Rows {
		r := &p.Rows[i]
		a := deltaAudit{row: r, over: math.NaN(), per: math.NaN(), low: math.NaN(), high: math.NaN()}
		if base != nil && r.Values != nil && r != base {
			values, reference := numbers(r.Values), numbers(base.Values)
			a.over, a.per = DeltaMetrics(values, reference, p.metrics()), DeltaTasks(values, reference, p.metrics())
			a.low, a.high = p.bounds(r, base)
		}
		slack := 0.0
		if r.Delta != nil {
			slack = r.Delta.half()
		}
		a.verdict = judge(r.Delta, a.over, a.low, a.high, slack)
		out = append(out, a)
	}
	return out
}

// bounds are the least and largest delta-m of metrics that print the same.
// Each relative change is monotonic in the value and, as all metrics are
// positive, in the baseline, so that the bounds lie at the corners.
func (p *Published) bounds(r, base *publishedRow) (low, high float64) {
	corner := func(sign float64) float64 {
		values, reference := numbers(r.Values), numbers(base.Values)
		for i, m := range p.Metrics {
			s := sign
			if m.Higher {
				s = -sign
			}
			values[i] += s * r.Values[i].half()
			reference[i] -= s * base.Values[i].half()
		}
		return DeltaMetrics(values, reference, p.metrics())
	}
	return corner(-1), corner(1)
}

// rankAudit is the MR column of one table, printed and recomputed.
type rankAudit struct {
	table *publishedTable
	rows  []rankedRow
	sum   float64 // of the printed column
}

type rankedRow struct {
	method  string
	printed printed
	// recomputed is from the rows as the table prints them; mended, where
	// the table repeats a row in the place of another, from the true rows.
	recomputed, mended     float64
	verdict, mendedVerdict verdict // by what the rounding of the metrics leaves open
}

// auditRanks recomputes the MR columns of the tables all of whose rows are
// known.
func (p *Published) auditRanks() []rankAudit {
	var out []rankAudit
	for i := range p.Tables {
		t := &p.Tables[i]
		if t.Ranks {
			out = append(out, p.auditTable(t))
		}
	}
	return out
}

func (p *Published) auditTable(t *publishedTable) rankAudit {
	a := rankAudit{table: t}
	var asPrinted, intact [][]printed
	for _, r := range p.Rows {
		mr, has := r.MR[t.Name]
		if !has {
			continue
		}
		a.rows = append(a.rows, rankedRow{method: r.Method, printed: mr})
		a.sum += mr.value
		intact = append(intact, p.shown(t, r.Values))
		if other := p.row(t.Copied[r.Method]); other != nil {
			r.Values = other.Values
		}
		asPrinted = append(asPrinted, p.shown(t, r.Values))
	}
	recomputed, low, high := p.rankBounds(asPrinted)
	mended, lowMended, highMended := p.rankBounds(intact)
	first := 1.0
	if t.From0 {
		first = 0
	}
	for i := range a.rows {
		r := &a.rows[i]
		slack := 2 * r.printed.half() // some papers cut digits off
		printed := printed{r.printed.text, r.printed.value + 1 - first}
		r.verdict = judge(&printed, recomputed[i], low[i], high[i], slack)
		r.mendedVerdict = judge(&printed, mended[i], lowMended[i], highMended[i], slack)
		r.recomputed, r.mended = recomputed[i]-1+first, mended[i]-1+first
	}
	return a
}

// shown are a row's values with the digits that the table prints.
func (p *Published) shown(t *publishedTable, values []printed) []printed {
	out := slices.Clone(values)
	for i := range out {
		if digits, shorter := t.Digits[p.Metrics[i].Name]; shorter {
			out[i] = out[i].to(digits)
		}
	}
	return out
}

// rankBounds gives MR with ties sharing the best rank, and the least and
// largest that the rounding of the values leaves, whatever becomes of ties.
func (p *Published) rankBounds(rows [][]printed) (mr, low, high []float64) {
	low, high = make([]float64, len(rows)), make([]float64, len(rows))
	values := make([][]float64, len(rows))
	for i, r := range rows {
		values[i] = numbers(r)
		if r == nil {
			return nans(len(rows)), nans(len(rows)), nans(len(rows))
		}
	}
	for m, metric := range p.Metrics {
		column := make([]printed, len(rows))
		for i, r := range rows {
			column[i] = r[m]
		}
		for i := range rows {
			first, last := rankRange(column, i, metric.Higher)
			low[i] += float64(first) / float64(len(p.Metrics))
			high[i] += float64(last) / float64(len(p.Metrics))
		}
	}
	return MeanRanks(values, p.metrics()), low, high
}

// rankRange is the best and the worst rank of the i-th value that rounding
// leaves.
func rankRange(column []printed, i int, higher bool) (first, last int) {
	first, last = 1, 1
	for j, o := range column {
		gap := o.value - column[i].value
		if !higher {
			gap = -gap
		}
		near := math.Abs(gap) <= o.half()+column[i].half()+1e-12
		switch {
		case i == j:
		case near:
			last++
		case gap > 0:
			first, last = first+1, last+1
		}
	}
	return first, last
}

func nans(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}
