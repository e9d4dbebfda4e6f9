package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"github.com/mtobench/mtobench/reports/internal/stats"
	"github.com/mtobench/mtobench/reports/record"
)

// Comparison sets two result folders side by side, in the manner of
// benchstat.
type Comparison struct {
	A     string         `json:"a"` // names of the folders
	B     string         `json:"b"`
	Lines []ComparedLine `json:"lines"` // in the order of the reports, costs last
	Notes []string       `json:"notes"` // what else differs, and what the seeds cannot show
}

// ComparedLine is one figure of one method on one suite in both folders.
type ComparedLine struct {
	Suite  string `json:"suite"`
	Method string `json:"method"`
	What   string `json:"what"` // "Δm %", a metric, or "step × LS"
	A      Side   `json:"a"`
	B      Side   `json:"b"`
	// Change is B - A: the mean over the seeds of both, or of the medians of
	// step times.
	Change *float64 `json:"change"`
	// P is of the paired test over seeds, corrected by Holm's method for the
	// lines of the suite; nil for step times.
	P       *float64 `json:"p"`
	Verdict Verdict  `json:"verdict"`

	title  string // of the suite
	digits int
	higher bool
}

// Side is a figure in one of the folders: over seeds a mean with its sample
// deviation, of step times a median with its quartiles.
type Side struct {
	Value *float64 `json:"value"`
	SD    *float64 `json:"sd,omitempty"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
	N     int      `json:"n"`             // seeds that ended well, or pairs of steps
	Bad   int      `json:"bad,omitempty"` // seeds that diverged or failed
}

// Verdict is how folder B stands to folder A in a line.
type Verdict string

// The verdicts.
const (
	Same   Verdict = "same" // to the last bit, on every seed
	Better Verdict = "better"
	Worse  Verdict = "worse" // also where more seeds diverged or failed
	Unsure Verdict = "~"     // a difference that the seeds, or quartiles, do not tell from none
	OnlyA  Verdict = "only in A"
	OnlyB  Verdict = "only in B"
)

// Compare sets the records of two folders, named a and b, side by side: for
// every method and suite delta-m over metrics, or each metric of a suite
// without a baseline, and the time of a step.
func Compare(inA, inB Input, a, b string) (*Comparison, error) {
	ra, err := aggregate(inA)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a, err)
	}
	rb, err := aggregate(inB)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b, err)
	}
	c := &Comparison{A: a, B: b}
	for _, name := range union(suiteNames(ra), suiteNames(rb)) {
		sa, sb := ra.named(name), rb.named(name)
		switch {
		case sb == nil:
			c.Notes = append(c.Notes, fmt.Sprintf("%s: only in %s.", sa.title(), a))
		case sa == nil:
			c.Notes = append(c.Notes, fmt.Sprintf("%s: only in %s.", sb.title(), b))
		default:
			lines := compareSuites(sa, sb)
			c.Notes = append(c.Notes, suiteNotes(sa, sb, lines)...)
			c.Lines = append(c.Lines, lines...)
		}
	}
	c.Lines = append(c.Lines, compareCosts(ra, rb)...)
	return c, nil
}

// union is the values of a, then those that only b has.
func union[T comparable](a, b []T) []T {
	out := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func suiteNames(res *results) []string {
	var names []string
	for _, s := range res.suites {
		names = append(names, s.name)
	}
	return names
}

// named is the suite of a name, or nil.
func (res *results) named(name string) *suiteResult {
	i := slices.IndexFunc(res.suites, func(s *suiteResult) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return res.suites[i]
}

// suiteNotes say what makes two results of a suite hard to compare.
func suiteNotes(a, b *suiteResult, lines []ComparedLine) []string {
	var what, notes []string
	for _, d := range []struct {
		name   string
		differ bool
	}{
		{"protocol", a.protocol != b.protocol},
		{"data", a.cells[0].Key.Data != b.cells[0].Key.Data},
		{"metrics", !slices.Equal(a.info.Metrics, b.info.Metrics)},
		{"single-task baseline", a.hasBaseline() && b.hasBaseline() && !slices.Equal(a.stl.means(), b.stl.means())},
	} {
		if d.differ {
			what = append(what, d.name)
		}
	}
	if len(what) > 0 {
		notes = append(notes, fmt.Sprintf("%s: the folders differ in %s.", a.title(), strings.Join(what, ", ")))
	}
	both := slices.DeleteFunc(slices.Clone(a.seeds), func(seed uint64) bool { return !slices.Contains(b.seeds, seed) })
	unsure := slices.ContainsFunc(lines, func(l ComparedLine) bool { return l.Verdict == Unsure })
	if unsure && len(both) < seedsNeeded(len(lines)) {
		notes = append(notes, fmt.Sprintf("%s: the folders share %s; to tell a difference from none among %s takes %d or more.",
			a.title(), count(len(both), "seed"), count(len(lines), "comparison"), seedsNeeded(len(lines))))
	}
	return notes
}

// measure is a figure by which two results of a row are compared.
type measure struct {
	what   string
	higher bool
	digits int
	mean   func(*row) estimate
	seed   func(r *row, i int) float64 // of the row's i-th run; NaN where there is none
}

// measures are the figures that both results of a suite have.
func measures(a, b *suiteResult) []measure {
	if a.hasBaseline() && b.hasBaseline() {
		return []measure{{
			what: "Δm %", digits: 2,
			mean: func(r *row) estimate { return r.against.over },
			seed: func(r *row, i int) float64 {
				if d, has := r.against.bySeed[r.runs[i].seed]; has {
					return d
				}
				return math.NaN()
			},
		}}
	}
	if !slices.Equal(a.info.Metrics, b.info.Metrics) {
		return nil
	}
	var out []measure
	for i, m := range a.info.Metrics {
		out = append(out, measure{
			what: strings.TrimSpace(m.Task + " " + m.Name), higher: m.Higher, digits: m.Digits,
			mean: func(r *row) estimate { return r.metrics[i] },
			seed: func(r *row, k int) float64 {
				if r.runs[k].metrics == nil {
					return math.NaN()
				}
				return r.runs[k].metrics[i]
			},
		})
	}
	return out
}

// compareSuites compares the rows of a suite.
func compareSuites(a, b *suiteResult) []ComparedLine {
	var keys, keysB []rowKey
	for _, r := range a.rows {
		keys = append(keys, r.key)
	}
	for _, r := range b.rows {
		keysB = append(keysB, r.key)
	}
	var lines []ComparedLine
	var p []float64
	for _, m := range measures(a, b) {
		for _, key := range union(keys, keysB) {
			l, v := m.compare(a.find(key), b.find(key))
			l.Suite, l.title = a.name, a.title()
			lines, p = append(lines, l), append(p, v)
		}
	}
	for i, v := range stats.Holm(p) {
		lines[i].P = number(v)
		if l := &lines[i]; l.Verdict == "" {
			l.Verdict = l.told(v <= level)
		}
	}
	return lines
}

// compare compares the rows of a method, either of which may be nil, and
// gives the p-value of their difference. The verdict is left open where it
// depends on that.
func (m measure) compare(a, b *row) (ComparedLine, float64) {
	l := ComparedLine{What: m.what, digits: m.digits, higher: m.higher}
	for _, side := range []struct {
		row *row
		to  *Side
	}{{a, &l.A}, {b, &l.B}} {
		if side.row != nil {
			l.Method = side.row.label
			*side.to = m.side(side.row)
		}
	}
	switch {
	case b == nil:
		l.Verdict = OnlyA
		return l, math.NaN()
	case a == nil:
		l.Verdict = OnlyB
		return l, math.NaN()
	}
	diffs := m.pairs(a, b)
	p := stats.Paired(diffs)
	if len(diffs) > 0 {
		l.Change = number(stat.Mean(diffs, nil))
	}
	switch {
	case l.B.Bad > l.A.Bad:
		l.Verdict = Worse
	case len(diffs) == 0:
		l.Verdict = Unsure
	case l.A.N == l.B.N && l.A.Bad == l.B.Bad && !slices.ContainsFunc(diffs, func(d float64) bool { return d != 0 }):
		l.Verdict = Same
	}
	return l, p
}

func (m measure) side(r *row) Side {
	e := m.mean(r)
	s := Side{Value: number(e.mean), SD: number(e.sd), N: e.n}
	for _, run := range r.runs {
		if run.status == record.Diverged || run.status == record.Failed {
			s.Bad++
		}
	}
	return s
}

// pairs are the differences B - A over the seeds of both.
func (m measure) pairs(a, b *row) []float64 {
	var out []float64
	for i := range a.runs {
		k := slices.IndexFunc(b.runs, func(other run) bool { return other.seed == a.runs[i].seed })
		if k < 0 {
			continue
		}
		if d := m.seed(b, k) - m.seed(a, i); !math.IsNaN(d) {
			out = append(out, d)
		}
	}
	return out
}

// told is the verdict of a change that was told from none, or was not.
func (l ComparedLine) told(apart bool) Verdict {
	switch {
	case !apart:
		return Unsure
	case (*l.Change > 0) == l.higher:
		return Better
	}
	return Worse
}

// compareCosts compares the measured step times, as ratios to LS, which a
// slower machine changes less than seconds. Two are told apart when their
// quartiles do not overlap.
func compareCosts(a, b *results) []ComparedLine {
	var lines []ComparedLine
	for _, s := range a.suites {
		for _, r := range s.rows {
			o := b.named(s.name)
			if r.cost == nil || r.key.method == reference || o == nil {
				continue
			}
			other := o.find(r.key)
			if other == nil || other.cost == nil {
				continue
			}
			x, y := r.cost, other.cost
			change := y.Ratio - x.Ratio
			l := ComparedLine{Suite: s.name, title: s.title(), Method: r.label, What: "step × LS", A: costSide(x), B: costSide(y), Change: &change, digits: 2}
			l.Verdict = l.told(x.High < y.Low || y.High < x.Low)
			lines = append(lines, l)
		}
	}
	return lines
}

func costSide(c *record.Cost) Side {
	return Side{Value: number(c.Ratio), Low: number(c.Low), High: number(c.High), N: c.Pairs}
}
