package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// manySeeds are n seeds of a baseline of 50 and 10 on the suite tiny, and of
// methods whose delta-m is their shift and a little noise.
func manySeeds(suite string, n int, shifts map[string]float64) []record.Cell {
	nan := math.NaN()
	var cells []record.Cell
	for seed := uint64(1); seed <= uint64(n); seed++ {
		cells = append(cells, tiny("stl", 0, seed, 50, nan), tiny("stl", 1, seed, nan, 10))
		for _, method := range []string{"ls", "famo", "uw", "mgda"} {
			shift, has := shifts[method]
			if has {
				shift += 0.01 * tasks.Rand(seed, method+suite).NormFloat64()
				cells = append(cells, tiny(method, tasks.AllTasks, seed, 50*(1-shift), 10*(1+shift)))
			}
		}
	}
	for i := range cells {
		cells[i].Key.Suite = suite
		cells[i].ID = cells[i].Key.ID()
	}
	return cells
}

// With ten seeds a difference of many deviations is significant, one of a
// fraction is not, and nobody is warned; with three seeds everybody is.
func TestSignificance(t *testing.T) {
	s := tinySuite(t, manySeeds("tiny", 10, map[string]float64{"ls": 0.1, "famo": -0.1, "uw": 0.1002}))
	famo, uw := s.rows[1].against, s.rows[2].against
	if s.best != s.rows[1] || !famo.toLS.significant() || math.Abs(famo.toLS.p-2.0/1024) > 1e-12 || math.Abs(famo.toLS.holm-4.0/1024) > 1e-12 {
		t.Errorf("FAMO against LS: %+v", famo.toLS)
	}
	if uw.toLS.significant() || uw.toLS.text() != "~" || !uw.toBest.significant() {
		t.Errorf("UW: %+v, %+v", uw.toLS, uw.toBest)
	}
	if famo.improves != 1 || math.Abs(uw.improves-0.5) > 0.3 {
		t.Errorf("better than LS: %v and %v", famo.improves, uw.improves)
	}
	if w := s.warnings(); w != nil {
		t.Errorf("warned: %v", w)
	}
	few := tinySuite(t, manySeeds("tiny", 3, map[string]float64{"ls": 0.1, "famo": -0.1, "uw": 0.1}))
	if w := strings.Join(few.warnings(), ""); !strings.Contains(w, "**3 seeds cannot show a significant difference**: a paired test over so many seeds gives p = 0.25 at the least") {
		t.Errorf("not warned: %q", w)
	}
	some := tinySuite(t, manySeeds("tiny", 6, map[string]float64{"ls": 0.1, "famo": -0.1, "uw": 0.1}))
	if w := strings.Join(some.warnings(), ""); !strings.Contains(w, "**6 seeds are too few for so many comparisons**") || !strings.Contains(w, "at least 7 seeds") {
		t.Errorf("not warned: %q", w)
	}
}

// The baseline is resampled with the method: where a method repeats its
// baseline, delta-m is 0 in every resample however the seeds differ.
func TestIntervalResamplesTheBaseline(t *testing.T) {
	nan := math.NaN()
	var cells []record.Cell
	for seed := uint64(1); seed <= 4; seed++ {
		a, b := 40+5*float64(seed), 8+float64(seed*seed)
		cells = append(cells, tiny("stl", 0, seed, a, nan), tiny("stl", 1, seed, nan, b),
			tiny("ls", tasks.AllTasks, seed, a, b), tiny("famo", tasks.AllTasks, seed, 50, 10))
	}
	s := tinySuite(t, cells)
	if c := s.rows[0].against; math.Abs(c.low) > 1e-12 || math.Abs(c.high) > 1e-12 {
		t.Errorf("interval %v to %v of a method that repeats its baseline", c.low, c.high)
	}
	// FAMO never changes, so that all of its interval is the baseline's.
	if c := s.rows[1].against; !(c.low < c.over.mean-1) || !(c.high > c.over.mean+1) {
		t.Errorf("interval %v to %v about %v with an uncertain baseline", c.low, c.high, c.over.mean)
	}
}

// overInput is a benchmark of n suites on which the order of methods is kept.
func overInput(n int) Input {
	in := Input{Profile: tasks.Quick, Order: []string{"ls", "uw", "mgda", "famo"}}
	for i := range n {
		in.Cells = append(in.Cells, manySeeds(fmt.Sprintf("suite%d", i), 4, map[string]float64{"ls": 0.2, "uw": 0.1, "mgda": 0.11, "famo": -0.1})...)
	}
	return in
}

// A Friedman test is given over six suites and not over five, whatever the
// number of seeds and metrics.
func TestFriedmanNeedsSixSuites(t *testing.T) {
	five, six := write(t, overInput(5)), write(t, overInput(6))
	if text := five["report.md"]; !strings.Contains(text, "they need 6 suites or more, and neither metrics nor seeds are independent suites; there are 5.") {
		t.Error("five suites: the report does not say why there is no test")
	}
	if five["figures/summary_ranks.svg"] != "" {
		t.Error("a critical difference over five suites")
	}
	text := six["report.md"]
	if !strings.Contains(text, "Friedman test over 6 suites and 4 methods") || !strings.Contains(text, "differ significantly (Nemenyi, 0.05)") {
		t.Error("six suites: no test")
	}
	// Ranked by the median it need not be the order of the table of means.
	if strings.Count(text, "by the median Δm of the") != 2 {
		t.Error("six suites: the test and the picture do not both say what is ranked")
	}
	if six["figures/summary_ranks.svg"] == "" || six["figures/summary_profiles.svg"] == "" {
		t.Error("six suites: no pictures")
	}
}

// A run that diverged counts as the worst that can be.
func TestDivergedRunIsTheWorst(t *testing.T) {
	in := overInput(2)
	for i := range in.Cells {
		if c := &in.Cells[i]; c.Key.Method == "famo" && c.Key.Seed == 1 {
			c.Status, c.Metrics = record.Diverged, record.Floats{math.NaN(), math.NaN()}
		}
	}
	res, err := aggregate(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res.contenders {
		if c.row.key.method == "famo" && (c.improves != 0.75 || !math.IsInf(c.high, 1) || math.IsInf(c.iqm, 1)) {
			t.Errorf("P(better than LS) %v, interval %v to %v about %v", c.improves, c.low, c.high, c.iqm)
		}
	}
}

// A profile is made of level and upright pieces, with its steps at the runs: of
// two suites with two runs each, one diverged, each is a quarter.
func TestProfileLine(t *testing.T) {
	line := profileLine([][]float64{{1, 2}, {2.5, math.Inf(1)}}, 1, 4, figure.Nth(0))
	x, y := []float64{1, 2, 2, 2.5, 2.5, 4, 4}, []float64{0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 0.75}
	if !slices.Equal(line.X, x) || !slices.Equal(line.Y, y) {
		t.Errorf("got %v %v", line.X, line.Y)
	}
}
