package stats

import (
	"math"
	"testing"
)

// Values of scikit-learn's adjusted_rand_score, but for two groupings of no
// information, where 1 is the definition.
func TestAdjustedRand(t *testing.T) {
	thirds := []int{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}
	for _, c := range []struct {
		a, b []int
		want float64
	}{
		{[]int{0, 0, 1, 1}, []int{0, 0, 1, 1}, 1},
		{[]int{0, 0, 1, 1}, []int{1, 1, 0, 0}, 1},
		{[]int{0, 0, 1, 2}, []int{0, 0, 1, 1}, 0.5714285714285714},
		{[]int{0, 0, 0, 0}, []int{0, 1, 2, 3}, 0},
		{[]int{0, 0, 1, 1}, []int{0, 1, 0, 1}, -0.5},
		{thirds, []int{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2}, -0.14583333333333334},
		{thirds, []int{0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1}, 0.5217391304347826},
		{[]int{0, 0, 0}, []int{0, 0, 0}, 1},
		{[]int{0, 1, 2}, []int{0, 1, 2}, 1},
		{[]int{0}, []int{0}, 1},
	} {
		if got := AdjustedRand(c.a, c.b); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%v, %v: %v, want %v", c.a, c.b, got, c.want)
		}
		if got := AdjustedRand(c.b, c.a); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%v, %v: %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

// Values of scipy.stats.spearmanr.
func TestSpearman(t *testing.T) {
	for _, c := range []struct {
		x, y []float64
		want float64
	}{
		{[]float64{1, 2, 2, 5, 9, 3}, []float64{3, 1, 4, 4, 8, 0}, 0.4852941176470589},
		{[]float64{10, 20, 30, 40, 50}, []float64{5, 4, 3, 2, 1}, -1},
	} {
		if got := Spearman(c.x, c.y); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v, %v: %v, want %v", c.x, c.y, got, c.want)
		}
	}
	if got := Spearman([]float64{1, 1, 1}, []float64{1, 2, 3}); !math.IsNaN(got) {
		t.Errorf("of a constant: %v", got)
	}
}
