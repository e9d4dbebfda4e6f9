package reports

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

func TestRanks(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		values []float64
		higher bool
		want   []float64
	}{
		{[]float64{3, 1, 2}, false, []float64{3, 1, 2}},
		{[]float64{3, 1, 2}, true, []float64{1, 3, 2}},
		{[]float64{5, 3, 3, 7}, false, []float64{3, 1, 1, 4}},
		{[]float64{2, nan, 1}, false, []float64{2, nan, 1}},
		{nil, false, []float64{}},
	} {
		if got := Ranks(c.values, c.higher); !equalNaN(got, c.want) {
			t.Errorf("Ranks(%v, %v) = %v, want %v", c.values, c.higher, got, c.want)
		}
	}
}

func TestMeanRanks(t *testing.T) {
	nan := math.NaN()
	metrics := []tasks.Metric{{Higher: true}, {}, {}}
	rows := [][]float64{{0.9, 2, nan}, {0.8, 1, nan}, {0.9, nan, nan}}
	if got, want := MeanRanks(rows, metrics), []float64{1.5, 2, nan}; !equalNaN(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func equalNaN(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) })
}
