package solve

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// The pseudo-inverse is told by its four conditions; with b in the range of a
// Gram matrix, x = M+ b gives M x = b and lies in the range too.
func TestPinv(t *testing.T) {
	var s Pinv
	for _, in := range inputs() {
		n := in.tasks()
		gram := in.gram()
		var b, back, again mat.VecDense
		b.MulVec(gram, mat.NewVecDense(n, normal(rand.New(rand.NewPCG(1, 1)), n)))
		x, y := make([]float64, n), make([]float64, n)
		if !s.Solve(x, gram, b.RawVector().Data, float64(n)*Eps) {
			t.Fatalf("%s: no answer", in.name)
		}
		back.MulVec(gram, mat.NewVecDense(n, x))
		back.SubVec(&back, &b)
		if res := mat.Norm(&back, 2); res > 1e-9*mat.Norm(&b, 2) {
			t.Errorf("%s: M x - b is %g of %g", in.name, res, mat.Norm(&b, 2))
		}
		again.MulVec(gram, mat.NewVecDense(n, x))
		s.Solve(y, gram, again.RawVector().Data, float64(n)*Eps)
		for i := range y {
			if math.Abs(x[i]-y[i]) > 1e-2*maxAbs(x) {
				t.Errorf("%s: x is not in the range", in.name)
				break
			}
		}
	}
}

func TestPinvOfSingular(t *testing.T) {
	x := make([]float64, 2)
	new(Pinv).Solve(x, mat.NewSymDense(2, []float64{1, 1, 1, 1}), []float64{2, 0}, 1e-15)
	if math.Abs(x[0]-0.5)+math.Abs(x[1]-0.5) > 1e-15 {
		t.Errorf("x = %v, want 0.5 twice", x)
	}
	if new(Pinv).Solve(x, mat.NewSymDense(2, []float64{1, 1, 1, math.Inf(1)}), []float64{2, 0}, 1e-15) {
		t.Error("an infinite Gram matrix was inverted")
	}
}
