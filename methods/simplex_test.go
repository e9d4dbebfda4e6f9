package methods

import "testing"

// Weights are right however far a step leads from the simplex.
func TestSimplexPoint(t *testing.T) {
	for _, c := range []struct{ y, want []float64 }{
		{[]float64{0.2, 0.4}, []float64{0.4, 0.6}},
		{[]float64{5, 1, 0}, []float64{1, 0, 0}},
		{[]float64{-1e60}, []float64{1}},
		{[]float64{1e20, 1e20, -1e20}, []float64{0.5, 0.5, 0}},
	} {
		newSimplexPoint(len(c.y)).project(c.y)
		checkClose(t, "point", c.y, c.want, 1e-15)
	}
}
