package reports

import (
	"math"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// tiny is a suite of two tasks with one metric each.
func tiny(method string, task int, seed uint64, values ...float64) record.Cell {
	info := record.Suite{Title: "Tiny", Tasks: []string{"a", "b"}, Metrics: []tasks.Metric{
		{Name: "acc", Task: "a", Higher: true, Digits: 1}, {Name: "err", Task: "b", Digits: 1},
	}}
	key := record.Key{Suite: "tiny", Method: method, Task: task, Seed: seed, Profile: tasks.Quick}
	return record.Cell{
		ID: key.ID(), Key: key, Suite: info, Method: record.Method{Title: strings.ToUpper(method)},
		Status: record.OK, Metrics: values, Parts: []record.Part{{}},
	}
}

// tinyCells are two seeds of a baseline, LS and FAMO.
func tinyCells() []record.Cell {
	nan := math.NaN()
	return []record.Cell{
		tiny("stl", 0, 1, 50, nan), tiny("stl", 1, 1, nan, 10),
		tiny("stl", 0, 2, 60, nan), tiny("stl", 1, 2, nan, 20),
		tiny("ls", tasks.AllTasks, 1, 55, 11), tiny("ls", tasks.AllTasks, 2, 55, 19),
		tiny("famo", tasks.AllTasks, 1, 60, 9), tiny("famo", tasks.AllTasks, 2, 66, 18),
	}
}

func tinySuite(t *testing.T, cells []record.Cell) *suiteResult {
	t.Helper()
	res, err := aggregate(Input{Profile: tasks.Quick, Cells: cells, Order: []string{"ls", "famo"}})
	if err != nil {
		t.Fatal(err)
	}
	return res.suites[0]
}

func TestAggregate(t *testing.T) {
	s := tinySuite(t, tinyCells())
	if got, want := s.stl.means(), []float64{55, 15}; !equalNaN(got, want) {
		t.Errorf("baseline: got %v, want %v", got, want)
	}
	famo := s.rows[1]
	if got, want := famo.means(), []float64{63, 13.5}; !equalNaN(got, want) {
		t.Errorf("FAMO: got %v, want %v", got, want)
	}
	want := -100 * (8.0/55 + 1.5/15) / 2 // of the mean metrics, not the mean over seeds
	if got := famo.against.over.mean; math.Abs(got-want) > 1e-12 {
		t.Errorf("delta-m: got %v, want %v", got, want)
	}
	if got, want := famo.against.bySeed[1], -15.0; math.Abs(got-want) > 1e-12 {
		t.Errorf("delta-m of seed 1: got %v, want %v", got, want)
	}
	if s.rows[0].mr != 2 || famo.mr != 1 || !math.IsNaN(s.stl.mr) {
		t.Errorf("MR: got %v, %v and %v", s.rows[0].mr, famo.mr, s.stl.mr)
	}
}

// A seed that diverged counts in neither the method's means nor the baseline
// that they are compared with.
func TestDivergedSeed(t *testing.T) {
	cells := tinyCells()
	c := &cells[7]
	c.Status, c.Error, c.Metrics = record.Diverged, "at step 3", record.Floats{math.NaN(), math.NaN()}
	s := tinySuite(t, cells)
	famo := s.rows[1]
	if got, want := famo.name(), "FAMO (diverged 1/2)"; got != want {
		t.Errorf("name: got %q, want %q", got, want)
	}
	if got, want := famo.means(), []float64{60, 9}; !equalNaN(got, want) {
		t.Errorf("means: got %v, want %v", got, want)
	}
	if got, want := famo.against.over.mean, -15.0; math.Abs(got-want) > 1e-12 {
		t.Errorf("delta-m: got %v, want %v", got, want)
	}
	note := strings.Join(s.notes(), "\n")
	if !strings.Contains(note, "FAMO: numbers are over 1 of 2 seeds (seed 2 diverged: at step 3).") {
		t.Errorf("notes:\n%s", note)
	}
}

// A seed of the baseline counts only when every task's training ended well.
func TestIncompleteBaseline(t *testing.T) {
	cells := tinyCells()
	cells[3].Status, cells[3].Error = record.Failed, "out of memory"
	s := tinySuite(t, cells)
	if got, want := s.stl.means(), []float64{50, 10}; !equalNaN(got, want) {
		t.Errorf("baseline: got %v, want %v", got, want)
	}
	if got, want := s.rows[1].against.over.mean, -15.0; math.Abs(got-want) > 1e-12 {
		t.Errorf("delta-m: got %v, want %v", got, want)
	}
	s = tinySuite(t, append(cells[1:3:3], cells[4:]...)) // a task missing in each seed
	if s.hasBaseline() || !math.IsNaN(s.rows[1].against.over.mean) {
		t.Error("delta-m against half a baseline")
	}
}

// A seed that only single-task training has is none of the table's.
func TestSeedsOfTheTable(t *testing.T) {
	s := tinySuite(t, append(tinyCells(), tiny("stl", 0, 3, 70, math.NaN())))
	if len(s.seeds) != 2 || !s.stl.complete() {
		t.Errorf("seeds %v, baseline complete: %v", s.seeds, s.stl.complete())
	}
	s = tinySuite(t, append(tinyCells(), tiny("ls", tasks.AllTasks, 3, 55, 10)))
	note := strings.Join(s.notes(), "\n")
	if !strings.Contains(note, "Seed 3 was not run to the end for STL, FAMO; the numbers there are over the other seeds.") {
		t.Errorf("notes:\n%s", note)
	}
}

// A zero baseline is left out of delta-m and named.
func TestZeroBaseline(t *testing.T) {
	cells := tinyCells()
	cells[0].Metrics[0], cells[2].Metrics[0] = 0, 0
	s := tinySuite(t, cells)
	if got, want := s.rows[1].against.over.mean, -10.0; math.Abs(got-want) > 1e-12 {
		t.Errorf("delta-m: got %v, want %v", got, want)
	}
	if note := strings.Join(s.notes(), "\n"); !strings.Contains(note, "Left out of Δm, because the baseline is zero or undefined: a acc.") {
		t.Errorf("notes:\n%s", note)
	}
}

func TestInconsistentCells(t *testing.T) {
	for _, c := range []struct {
		want  string
		spoil func(*record.Cell)
	}{
		{`is of profile "paper", the report of "quick"`, func(c *record.Cell) { c.Key.Profile = tasks.Paper }},
		{"has another protocol than cell", func(c *record.Cell) { c.Key.Protocol.Epochs = 7 }},
		{"has other data than cell", func(c *record.Cell) { c.Key.Data = "beef" }},
		{"has other metrics than cell", func(c *record.Cell) { c.Suite.Metrics = c.Suite.Metrics[:1] }},
		{"has 1 values for 2 metrics", func(c *record.Cell) { c.Metrics = c.Metrics[:1] }},
		{"are of the same method, settings, task and seed", func(c *record.Cell) { c.Key.Seed = 1 }},
		{"trains task 5 of 2", func(c *record.Cell) { c.Key.Task = 5 }},
	} {
		cells := tinyCells()
		c.spoil(&cells[7])
		err := Write(t.TempDir(), Input{Profile: tasks.Quick, Cells: cells})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with %q", err, c.want)
		}
	}
}
