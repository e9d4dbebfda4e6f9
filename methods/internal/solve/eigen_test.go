package solve

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestEigenByHand(t *testing.T) {
	var e Eigen
	e.Factorize(mat.NewSymDense(2, []float64{2, 1, 1, 2}))
	if v := e.Values(); math.Abs(v[0]-1) > 1e-15 || math.Abs(v[1]-3) > 1e-15 {
		t.Errorf("eigenvalues %v, want 1 and 3", v)
	}
	x := []float64{1, 0}
	e.Apply(x, x, func(l float64) float64 { return l * l })
	if math.Abs(x[0]-5) > 1e-14 || math.Abs(x[1]-4) > 1e-14 {
		t.Errorf("square times the first unit vector is %v, want 5 and 4", x)
	}
	if e.Factorize(mat.NewSymDense(1, []float64{math.NaN()})) {
		t.Error("NaN was decomposed")
	}
}
