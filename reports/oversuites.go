package reports

import (
	"fmt"
	"math"
	"slices"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/internal/stats"
	"github.com/mtobench/mtobench/tasks"
)

// minSuites is the fewest suites over which a Friedman test is given. A suite
// is one observation, whatever the number of its metrics, tasks or seeds.
const minSuites = 6

// contender is a method that has runs in every compared suite.
type contender struct {
	row *row // of the first suite
	// runs are delta-m over metrics of each suite's seeds; infinite where a
	// run diverged or failed.
	runs [][]float64
	// iqm is the interquartile mean of all runs, with its bootstrap interval
	// over the seeds of each suite.
	iqm, low, high float64
	improves       float64 // mean over suites of the probability to be better than LS
}

// contend finds the methods with runs in every suite of compared, in table
// order; none when there are fewer than two suites.
func (res *results) contend() []contender {
	suites := res.compared()
	if len(suites) < 2 {
		return nil
	}
	var out []contender
	for _, r := range suites[0].rows {
		c := contender{row: r}
		for _, s := range suites {
			if same := s.labelled(r.label); same != nil && len(s.deltas(same)) > 0 {
				c.runs = append(c.runs, s.deltas(same))
			}
		}
		if len(c.runs) == len(suites) {
			out = append(out, c)
		}
	}
	ls := slices.IndexFunc(out, func(c contender) bool { return c.row.key.method == reference })
	for i := range out {
		out[i].summarise()
		out[i].improves = math.NaN()
		if ls >= 0 && i != ls {
			out[i].improves = out[i].improvement(out[ls])
		}
	}
	return out
}

// labelled is the suite's row of a label, or nil.
func (s *suiteResult) labelled(label string) *row {
	i := slices.IndexFunc(s.rows, func(r *row) bool { return r.label == label })
	if i < 0 {
		return nil
	}
	return s.rows[i]
}

// summarise fills in the interquartile mean; without an interval where a
// suite has too few seeds for one.
func (c *contender) summarise() {
	var all []float64
	sizes := make([]int, len(c.runs))
	for j, runs := range c.runs {
		all = append(all, runs...)
		sizes[j] = len(runs)
	}
	c.iqm, c.low, c.high = stats.IQM(all), math.NaN(), math.NaN()
	if slices.Min(sizes) < minSeeds {
		return
	}
	rng := tasks.Rand(reader, "bootstrap over suites "+c.row.key.method+" "+c.row.key.settings)
	c.low, c.high = stats.Bootstrap(rng, sizes, func(drawn [][]int) float64 {
		all = all[:0]
		for j, at := range drawn {
			for _, i := range at {
				all = append(all, c.runs[j][i])
			}
		}
		return stats.IQM(all)
	})
}

// improvement averages over suites the probability to be better than another.
func (c contender) improvement(other contender) float64 {
	var sum float64
	for j := range c.runs {
		sum += stats.Improvement(c.runs[j], other.runs[j])
	}
	return sum / float64(len(c.runs))
}

// count is the number of runs.
func (c contender) count() int {
	n := 0
	for _, runs := range c.runs {
		n += len(runs)
	}
	return n
}

// median is the median of runs, by which suites compare methods in the
// Friedman test: infinite only where half the runs went wrong.
func median(runs []float64) float64 {
	return stats.Quantile(slices.Sorted(slices.Values(runs)), 0.5)
}

// friedman tests whether the contenders differ; nil where there are too few
// suites or methods.
func friedman(list []contender) *stats.FriedmanResult {
	if len(list) < 3 || len(list[0].runs) < minSuites {
		return nil
	}
	values := make([][]float64, len(list[0].runs))
	for j := range values {
		for _, c := range list {
			values[j] = append(values[j], median(c.runs[j]))
		}
	}
	r := stats.Friedman(values)
	return &r
}

// contenderTable has a line for each contender.
func contenderTable(list []contender) *table {
	t := &table{head: []string{"Method", "runs", "IQM of Δm % ↓", "95 % interval\n(bootstrap)", "P(better\nthan LS)"}}
	means := make([]float64, len(list))
	for i, c := range list {
		means[i] = c.iqm
		t.add(plain(c.row.label, fmt.Sprint(c.count()), fixed(c.iqm, 2), between(c.low, c.high), fixed(c.improves, 2))...)
	}
	t.markBest(2, means, false)
	return t
}

// writeOverSuites writes the section that compares methods over suites.
func (res *results) writeOverSuites(w *writer, pictures []picture) {
	list := res.contenders
	if len(list) == 0 {
		return
	}
	suites := len(list[0].runs)
	w.line("### Over suites")
	w.table(contenderTable(list))
	w.para(fmt.Sprintf("Over the %d suites with a Δm, for the methods with runs in all of them (Agarwal et al. 2021): the interquartile mean (IQM) of Δm over metrics of all runs, "+
		"with the percentiles of 5000 resamples of the seeds within each suite; P(better than LS) averaged over suites. In full precision: [over_suites.csv](tables/over_suites.csv). A run that diverged or failed counts as infinitely bad. "+
		"A large suite-wide Δm weighs more in the IQM; the mean ranks above do not have that fault.", suites))
	w.para(friedmanText(list, suites))
	for _, p := range pictures {
		w.picture(p)
	}
}

// friedmanText says what the Friedman test finds, or why there is none.
func friedmanText(list []contender, suites int) string {
	r := friedman(list)
	switch {
	case r == nil && suites < minSuites:
		return fmt.Sprintf("No Friedman test and no critical difference of mean ranks: they need %d suites or more, and neither metrics nor seeds are independent suites; there are %d.", minSuites, suites)
	case r == nil:
		return "No Friedman test: it needs three methods or more."
	}
	k := len(list)
	text := fmt.Sprintf("Friedman test over %d suites and %d methods, ranked within a suite by the median Δm of their runs (Demšar 2006): χ² = %s, F(%d, %d) = %s, p = %s.",
		suites, k, fixed(r.ChiSquare, 2), k-1, (k-1)*(suites-1), fixed(r.F, 2), fixed(r.P, 4))
	if r.P > level {
		return text + " The methods do not differ significantly, so that no pair is compared."
	}
	return text + fmt.Sprintf(" Mean ranks that differ by %s or more differ significantly (Nemenyi, %s).", fixed(r.Critical, 2), short(level))
}

// profilePicture is the performance profile of the contenders.
func (res *results) profilePicture() (figure.Picture, string, bool) {
	list := res.contenders
	if len(list) < 2 {
		return figure.Picture{}, "", false
	}
	low, high := profileRange(list)
	rows := make([]*row, len(list))
	for i := range list {
		rows[i] = list[i].row
	}
	styles, featured := res.styles(rows)
	panel := figure.Panel{}
	f := figure.Curves{X: "threshold of Δm %", Y: "fraction of runs at or below", Range: [2]float64{0, 1.02}}
	for _, pass := range []bool{false, true} {
		for i, c := range list {
			if featured[i] == pass {
				panel.Lines = append(panel.Lines, profileLine(c.runs, low, high, styles[i]))
			}
		}
	}
	f.Panels = []figure.Panel{panel}
	f.Legend = (&suiteResult{}).curveLegend(rows, styles, featured)
	return f.Picture(), "performance profiles (Agarwal et al. 2021): the fraction of runs whose Δm is at or below a threshold, averaged over suites; the higher the curve the better. " +
		"Runs that diverged or failed are never below.", true
}

// profileLine is a profile as steps from low to high, upright at each of the
// runs.
func profileLine(runs [][]float64, low, high float64, style figure.Style) figure.Line {
	at := []float64{low, high}
	for _, v := range slices.Concat(runs...) {
		if v > low && v < high {
			at = append(at, v)
		}
	}
	slices.Sort(at)
	at = slices.Compact(at)
	line := figure.Line{Style: style}
	for i, y := range stats.Profile(runs, at) {
		if i > 0 {
			line.X, line.Y = append(line.X, at[i]), append(line.Y, line.Y[len(line.Y)-1])
		}
		line.X, line.Y = append(line.X, at[i]), append(line.Y, y)
	}
	return line
}

// profileRange is from the least delta-m of any run to the largest finite one,
// that of the upper tenth cut off.
func profileRange(list []contender) (low, high float64) {
	var all []float64
	for _, c := range list {
		for _, runs := range c.runs {
			all = append(all, slices.DeleteFunc(slices.Clone(runs), func(v float64) bool { return math.IsInf(v, 0) })...)
		}
	}
	slices.Sort(all)
	return stats.Quantile(all, 0), stats.Quantile(all, 0.9)
}

// rankPicture is the critical-difference diagram of the contenders.
func (res *results) rankPicture() (figure.Picture, string, bool) {
	list := res.contenders
	r := friedman(list)
	if r == nil || r.P > level {
		return figure.Picture{}, "", false
	}
	f := figure.Critical{Difference: r.Critical, X: "mean rank over suites"}
	for i, c := range list {
		f.Names = append(f.Names, c.row.label)
		f.Ranks = append(f.Ranks, r.MeanRanks[i])
	}
	return f.Picture(), fmt.Sprintf("mean ranks over %d suites, within each by the median Δm of the runs (the table above: by the Δm of the means); a bar joins methods that do not differ significantly (Nemenyi test, critical difference %s).", len(list[0].runs), fixed(r.Critical, 2)), true
}
