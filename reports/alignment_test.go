package reports

import (
	"math"
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
