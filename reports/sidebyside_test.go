package reports

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

func compareInputs(t *testing.T, a, b Input) *Comparison {
	t.Helper()
	c, err := Compare(a, b, "old", "new")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func verdicts(c *Comparison) string {
	var out []string
	for _, l := range c.Lines {
		out = append(out, fmt.Sprintf("%s %s", l.Method, l.Verdict))
	}
	return strings.Join(out, ", ")
}

// A folder is the same as itself; a method that got better, worse, or moved
// by its noise is told so over ten seeds.
func TestCompare(t *testing.T) {
	order := []string{"ls", "famo", "uw", "mgda"}
	a := Input{Profile: tasks.Quick, Order: order, Cells: manySeeds("tiny", 10, map[string]float64{"ls": 0.1, "famo": 0.1, "uw": 0.1, "mgda": 0.1})}
	if c := compareInputs(t, a, a); c.Count(Same) != 4 || len(c.Lines) != 4 || len(c.Notes) != 0 {
		t.Errorf("against itself: %s, %v", verdicts(c), c.Notes)
	}
	b := Input{Profile: tasks.Quick, Order: order, Cells: manySeeds("tiny", 10, map[string]float64{"ls": 0.1, "famo": 0.0, "uw": 0.2})}
	for i := range b.Cells {
		if c := &b.Cells[i]; c.Key.Method == "ls" { // noise of either sign
			c.Metrics[1] += 0.01 * float64(i%7-3)
		}
	}
	c := compareInputs(t, a, b)
	if got, want := verdicts(c), "LS ~, FAMO better, UW worse, MGDA only in A"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if l := c.Lines[1]; math.Abs(*l.Change+10) > 0.01 || l.A.N != 10 || *l.P > 0.01 {
		t.Errorf("FAMO: %+v", l)
	}
}

// A seed more that diverged is worse whatever the others say; what differs
// beside the results is named, and too few seeds are.
func TestCompareNotes(t *testing.T) {
	a := Input{Profile: tasks.Quick, Order: []string{"ls", "famo"}, Cells: tinyCells()}
	b := Input{Profile: tasks.Quick, Order: a.Order, Cells: tinyCells()}
	for i := range b.Cells {
		b.Cells[i].Key.Data = "other"
		b.Cells[i].Key.Protocol.Epochs = 9
	}
	b.Cells[0].Metrics = record.Floats{51, math.NaN()}
	b.Cells[7].Status, b.Cells[7].Metrics = record.Diverged, record.Floats{math.NaN(), math.NaN()}
	c := compareInputs(t, a, b)
	if got, want := verdicts(c), "LS ~, FAMO worse"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := "Tiny: the folders differ in protocol, data, single-task baseline.; Tiny: the folders share 2 seeds; to tell a difference from none among 2 comparisons takes 7 or more."
	if got := strings.Join(c.Notes, "; "); got != want {
		t.Errorf("got %s", got)
	}
}

// Metrics stand for delta-m in a suite without a baseline, each in its own
// direction; step times are told apart by their quartiles.
func TestCompareMetricsAndCosts(t *testing.T) {
	a, b := fakeInput(), fakeInput()
	for i := range b.Costs {
		if c := &b.Costs[i]; c.Key.Method == "famo" {
			c.Ratio, c.Low, c.High = 2*c.Ratio, 2*c.Low, 2*c.High
		}
	}
	var text strings.Builder
	c := compareInputs(t, a, b)
	if c.Count(Worse) != 2 { // FAMO's step on scenes and faces
		t.Errorf("%d worse: %s", c.Count(Worse), verdicts(c))
	}
	if err := c.Text(&text); err != nil {
		t.Fatal(err)
	}
	compare(t, "compare.txt", text.String())
}
