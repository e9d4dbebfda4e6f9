package reports

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// Levels are of shares over those of equal weights, here 1/4.
func TestWeightLevels(t *testing.T) {
	got := weightLevels([][]float64{
		{0.25, 0.25, 0.25, 0.25},
		{0.001, 0.02, 0.07, 0.9},
		{-0.1, 0, 0.5, 0.4},
	})
	want := [][]int{{4, 0, 0}, {4, 1, 0}, {4, 2, 5}, {4, 6, 5}}
	for k := range want {
		if !slices.Equal(got[k], want[k]) {
			t.Errorf("task %d: levels %v, want %v", k, got[k], want[k])
		}
	}
	if len(weightNames) != len(weightBounds)+1 || !slices.IsSorted(weightBounds) {
		t.Errorf("%d names for the bounds %v", len(weightNames), weightBounds)
	}
}

func TestEdges(t *testing.T) {
	for _, c := range []struct{ middles, want []float64 }{
		{[]float64{0, 1, 2}, []float64{0, 0.5, 1.5, 2.5}},
		{[]float64{4.5, 14.5, 20}, []float64{0, 9.5, 17.25, 22.75}},
	} {
		if got := edges(c.middles); !slices.Equal(got, c.want) {
			t.Errorf("middles %v: edges %v, want %v", c.middles, got, c.want)
		}
	}
}

// Rows of one Δm are one line with all their names.
func TestTied(t *testing.T) {
	of := func(label string, mean float64) *row {
		r := &row{label: label}
		r.against.over.mean = mean
		return r
	}
	got := tied([]*row{of("a", 1), of("b", 2), of("c", 1)})
	if want := []tie{{1, "a = c"}, {2, "b"}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := of("a", 1.234).withDelta() + of("b", math.NaN()).withDelta(); got != "a (Δm 1.23)b" {
		t.Errorf("labels %q", got)
	}
}

// The sweep's sentence names the best given number and how far above its Δm
// those are that choose one.
func TestSweepText(t *testing.T) {
	a := ablated{Ablation: Ablation{Sweep: true}, suite: &suiteResult{}}
	for _, r := range []struct {
		groups string
		delta  float64
	}{{"1", 4}, {"2", -1.5}, {"3", 2}, {"4", math.NaN()}, {"auto", -2}, {"auto", 1.25}} {
		one := &row{label: "auto: x", settings: map[string]string{"groups": r.groups}}
		one.against.over = estimateOf([]float64{r.delta, r.delta, r.delta})
		a.suite.rows = append(a.suite.rows, one)
	}
	const want = "The best given number of groups is 2, with Δm -1.50 ± 0.00: it takes 3 runs a seed to find, and is the best of so many by the same numbers. " +
		"At one run a seed: auto: x -2.00 (-0.50), auto: x 1.25 (+2.75); in brackets, how much above it."
	if got := a.sweepText(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Where rows are too many for a panel each, the caption says which have one.
func TestPaneledText(t *testing.T) {
	res := &results{in: Input{Order: []string{"ls", "go4align"}}, labels: map[rowKey]string{}}
	rows := []*row{{label: "LS", key: rowKey{"ls", ""}}, {label: "GO4Align", key: rowKey{"go4align", ""}}}
	for len(rows) < maxPanels+1 {
		name := fmt.Sprintf("agrm(%d)", len(rows))
		rows = append(rows, &row{label: name, key: rowKey{name, ""}})
	}
	for _, of := range []int{maxPanels - 1, maxPanels, maxPanels + 1} {
		want := ""
		if of > maxPanels {
			want = fmt.Sprintf(" %d methods: LS, GO4Align and the best of the others.", maxPanels)
		}
		if got := res.paneledText(res.paneled(rows[:of]), of); got != want {
			t.Errorf("of %d rows: %q, want %q", of, got, want)
		}
	}
}

// The caption of the training losses names the row that stands out, which
// need not be the last: AGRM on a gradient-oriented method comes after it.
func TestAccentText(t *testing.T) {
	rowOf := func(method, label string) *row {
		r := &row{label: label, key: rowKey{method, ""}}
		r.method.Title = label
		return r
	}
	ls, go4align, agrm := rowOf("ls", "LS"), rowOf("go4align", "GO4Align"), rowOf("agrm(mgda)", "AGRM(MGDA)")
	for _, c := range []struct {
		order []string
		rows  []*row
		want  string
	}{
		{[]string{"ls", "mgda", "go4align"}, []*row{ls, go4align, agrm}, ", GO4Align"},
		{[]string{"ls", "mgda", "go4align"}, []*row{ls, agrm}, ""},
		{[]string{"mgda", "ls"}, []*row{ls, agrm}, ""},
	} {
		res := &results{in: Input{Order: c.order}, labels: map[rowKey]string{}}
		for _, r := range c.rows {
			res.labels[r.key] = r.label
		}
		if got := res.accentText(c.rows); got != c.want {
			t.Errorf("%v: %q, want %q", c.order, got, c.want)
		}
	}
}
