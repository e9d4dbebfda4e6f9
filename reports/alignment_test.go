package reports

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// history makes epochs of the values of two metrics after each.
func historyOf(val bool, a, b []float64) []record.Epoch {
	var out []record.Epoch
	for i := range a {
		e := record.Epoch{Test: record.Floats{a[i], b[i]}}
		if val {
			e.Val, e.Test = e.Test, record.Floats{1, 1}
		}
		out = append(out, e)
	}
	return out
}

func TestSettles(t *testing.T) {
	falling := []float64{100, 20, 10.4, 10, 10.2, 10.05}
	rising := []float64{0.1, 0.5, 0.9, 0.97, 1, 0.95}
	s := &suiteResult{}
	s.info.Metrics = []tasks.Metric{{Name: "error", Task: "a"}, {Name: "score", Task: "b", Higher: true}}
	for _, c := range []struct {
		task      string
		tolerance float64
		want      int
	}{
		{"a", 0.01, 6}, // 10.2 is 2 % away after it was at its best
		{"a", 0.03, 4},
		{"a", 0.05, 3},
		{"a", 20, 1},
		{"b", 0.01, 7}, // outside at the end
		{"b", 0.051, 4},
		{"b", 0.1, 3},
		{"b", 1, 1},
	} {
		for _, val := range []bool{false, true} {
			if got := s.settles(historyOf(val, falling, rising), c.task, c.tolerance); got != c.want {
				t.Errorf("task %s within %g: epoch %d, want %d", c.task, c.tolerance, got, c.want)
			}
		}
	}
	// A metric that is not a number before there is anything to measure.
	for task, unknown := range map[string][]float64{"a": {math.NaN(), 20, 10, 10.2}, "b": {math.NaN(), 0.5, 1, 0.98}} {
		if got := s.settles(historyOf(false, unknown, unknown), task, 0.05); got != 3 {
			t.Errorf("task %s, unknown at first: epoch %d, want 3", task, got)
		}
	}
	// Two metrics of one task: the mean of their distances counts. After epoch
	// 3 that is (4 % + 10 %) / 2.
	s.info.Metrics[0].Task = "b"
	for tolerance, want := range map[float64]int{0.05: 4, 0.08: 3} {
		if got := s.settles(historyOf(false, falling, rising), "b", tolerance); got != want {
			t.Errorf("two metrics within %g: epoch %d, want %d", tolerance, got, want)
		}
	}
}

// The deviation of epochs 4 and 6 is 1, and a seed each counts once.
func TestConverges(t *testing.T) {
	s := &suiteResult{info: record.Suite{
		Tasks:   []string{"a", "b"},
		Metrics: []tasks.Metric{{Name: "error", Task: "a"}, {Name: "error", Task: "b"}},
	}}
	s.protocol.Epochs = 6
	late := []float64{9, 9, 9, 9, 9, 1}
	early := []float64{9, 9, 9, 1, 1, 1}
	cell := func(a, b []float64) []*record.Cell {
		return []*record.Cell{{Parts: []record.Part{{Epochs: historyOf(false, a, b)}}}}
	}
	r := &row{runs: []run{
		{status: record.OK, cells: cell(early, late)}, {status: record.OK, cells: cell(late, late)},
		{status: record.OK, cells: cell(late, early)}, {status: record.Diverged, cells: cell(late, early)},
	}}
	c := s.converges(r, 0.05)
	if math.Abs(c.difference.mean-2.0/3) > 1e-12 || c.difference.n != 3 || c.unsettled != 0 {
		t.Errorf("%+v", c)
	}
	s.protocol.Epochs = 2 // too few to tell
	if c := s.converges(r, 0.05); c.difference.n != 0 || !math.IsNaN(c.difference.mean) || !math.IsNaN(c.unsettled) {
		t.Errorf("of two epochs: %+v", c)
	}
}

func TestAgreementWithPlantedGroups(t *testing.T) {
	s := &suiteResult{info: record.Suite{Groups: []int{0, 0, 1, 1}}}
	steps, ari := s.agreement(record.Part{Steps: []record.Step{
		{Step: 0, Groups: []int{1, 1, 0, 0}}, {Step: 5}, {Step: 9, Groups: []int{0, 1, 0, 1}},
	}})
	if len(steps) != 2 || steps[1] != 9 || ari[0] != 1 || math.Abs(ari[1]+0.5) > 1e-12 {
		t.Errorf("steps %v, index %v", steps, ari)
	}
}

// plantedRow is a row of the groups that each seed has in 200 steps; a nil seed
// diverged after groups that are right.
func plantedRow(label string, seeds ...func(step int) []int) *row {
	r := &row{label: label}
	for _, of := range seeds {
		one := run{status: record.OK}
		if of == nil {
			one.status, of = record.Diverged, func(int) []int { return []int{0, 0, 1, 1} }
		}
		var p record.Part
		for step := range 200 {
			p.Steps = append(p.Steps, record.Step{Step: step, Groups: of(step)})
		}
		one.cells = []*record.Cell{{Parts: []record.Part{p}}}
		r.runs = append(r.runs, one)
	}
	return r
}

// The indices of these groupings beside the planted one are 1, 0 and -0.5.
var (
	groupsRight  = []int{1, 1, 0, 0}
	groupsChance = []int{0, 0, 0, 0}
	groupsWrong  = []int{0, 1, 0, 1}
)

func always(of []int) func(int) []int { return func(int) []int { return of } }

// becoming are groups that are of from a step on, and chance's before.
func becoming(of []int, from int) func(int) []int {
	return func(step int) []int {
		if step < from {
			return groupsChance
		}
		return of
	}
}

// The whole run and its last tenth, over the seeds that ended well.
func TestFoundPlantedGroups(t *testing.T) {
	s := &suiteResult{info: record.Suite{Groups: []int{0, 0, 1, 1}}}
	for _, c := range []struct {
		row          *row
		all, allSD   float64
		last, lastSD float64 // deviations NaN below minSeeds
		seeds        int
	}{
		// The last tenth begins at step 180: half of it from 190 on.
		{plantedRow("late", becoming(groupsRight, 180), becoming(groupsRight, 190), always(groupsChance), nil),
			0.05, 0.05, 0.5, 0.5, 3},
		{plantedRow("wrong", always(groupsWrong), always(groupsWrong), always(groupsWrong)), -0.5, 0, -0.5, 0, 3},
		{plantedRow("two seeds", always(groupsRight), always(groupsChance)), 0.5, math.NaN(), 0.5, math.NaN(), 2},
	} {
		all, last := s.found(c.row)
		for _, e := range []struct {
			got      estimate
			mean, sd float64
		}{{all, c.all, c.allSD}, {last, c.last, c.lastSD}} {
			if math.Abs(e.got.mean-e.mean) > 1e-12 || e.got.n != c.seeds {
				t.Errorf("%s: %+v, want mean %v of %d seeds", c.row.label, e.got, e.mean, c.seeds)
			}
			if math.IsNaN(e.got.sd) != math.IsNaN(e.sd) || math.Abs(e.got.sd-e.sd) > 1e-12 {
				t.Errorf("%s: deviation %v, want %v", c.row.label, e.got.sd, e.sd)
			}
		}
	}
	if all, last := s.found(plantedRow("no groups", always(nil))); all.n != 0 || last.n != 0 {
		t.Errorf("a method without groups found %+v, %+v", all, last)
	}
}

// A panel a row that groups tasks, its line the mean over seeds, all of it
// within the picture.
func TestAgreementCurves(t *testing.T) {
	s := &suiteResult{info: record.Suite{Groups: []int{0, 0, 1, 1}}, rows: []*row{
		plantedRow("none", always(nil)),
		plantedRow("half", always(groupsRight), becoming(groupsRight, 100), nil),
		plantedRow("three", always(groupsRight), always(groupsChance), always(groupsChance)),
	}}
	f := s.agreementCurves()
	if len(f.Panels) != 2 || f.Panels[0].Title != "half" || math.Abs(f.Range[0]-(1.0/3-math.Sqrt(1.0/3)-0.05)) > 1e-12 {
		t.Fatalf("%d panels, range %v", len(f.Panels), f.Range)
	}
	half := f.Panels[0].Lines[0]
	if len(half.X) != weightBins || len(f.Panels[0].Bands[0].X) != 0 {
		t.Errorf("%d points, band of %d", len(half.X), len(f.Panels[0].Bands[0].X))
	}
	for i, y := range half.Y {
		want := 0.5
		if half.X[i] >= 100 {
			want = 1
		}
		if y != want {
			t.Errorf("at step %v: %v, want %v", half.X[i], y, want)
		}
	}
	// 1, 0 and 0: mean 1/3, deviation sqrt(1/3).
	line, band := f.Panels[1].Lines[0], f.Panels[1].Bands[0]
	for i := range line.Y {
		sd := math.Sqrt(1.0 / 3)
		if math.Abs(line.Y[i]-1.0/3) > 1e-12 || math.Abs(band.Low[i]-(1.0/3-sd)) > 1e-12 || math.Abs(band.High[i]-(1.0/3+sd)) > 1e-12 {
			t.Fatalf("point %d: %v within %v and %v", i, line.Y[i], band.Low[i], band.High[i])
		}
	}
	s.rows = append(s.rows, plantedRow("wrong", always(groupsWrong)))
	if f = s.agreementCurves(); f.Range[0] >= -0.5 {
		t.Errorf("range %v has no room for -0.5", f.Range)
	}
	s.info.Groups = nil
	if f = s.agreementCurves(); len(f.Panels) != 0 {
		t.Errorf("%d panels without planted groups", len(f.Panels))
	}
}

// TestStackAddsUpToOne: shares of losses that change sign within a bin add up to
// one: the mean of signed ones is zero here.
func TestStackAddsUpToOne(t *testing.T) {
	trace := []record.Step{
		{Step: 0, Losses: record.Floats{1, -3}, Weights: record.Floats{3, 1}},
		{Step: 1, Losses: record.Floats{-1, 3}, Weights: record.Floats{3, 1}},
	}
	for name, c := range map[string]struct {
		of   func(record.Step) []float64
		want []float64
	}{
		"before": {func(st record.Step) []float64 { return st.Losses }, []float64{0.25, 0.75}},
		"after":  {weightedLosses, []float64{0.5, 0.5}},
	} {
		steps, shares := sharesOf(trace, 1, magnitudes(c.of))
		if len(shares) != 1 || !slices.Equal(shares[0], c.want) {
			t.Errorf("%s: %v, want %v", name, shares, c.want)
			continue
		}
		p := stack(name, steps, shares)
		if top := p.Bands[len(p.Bands)-1].High[0]; top != 1 {
			t.Errorf("%s: the stack's top is %g", name, top)
		}
	}
	if trace[1].Losses[0] != -1 {
		t.Error("the trace was changed")
	}
}
