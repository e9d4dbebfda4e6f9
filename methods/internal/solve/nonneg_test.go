package solve

import (
	"math"
	"math/rand/v2"
	"testing"
)

// regularised is the Gram matrix over its trace with eps on the diagonal, row
// by row.
func regularised(in input, eps float64) []float64 {
	g := in.gram()
	n := in.tasks()
	var trace float64
	for i := range n {
		trace += g.At(i, i)
	}
	q := make([]float64, n*n)
	for i := range n {
		for j := range n {
			q[i*n+j] = g.At(i, j) / trace
		}
		q[i*n+i] += eps
	}
	return q
}

func TestNonNegative(t *testing.T) {
	var s NonNegative
	for _, in := range append(inputs(), opposed(7, 2), opposed(40, 3), opposed(128, 300)) {
		n := in.tasks()
		r := rand.New(rand.NewPCG(uint64(n), 5))
		q, p, x := regularised(in, 1e-4), normal(r, n), make([]float64, n)
		if !s.Solve(x, q, p) {
			t.Errorf("%s: no answer", in.name)
			continue
		}
		for i := range n {
			z := -p[i]
			for j := range n {
				z += q[i*n+j] * x[j]
			}
			if !(x[i] >= 0) || z < -1e-10 || x[i] > 0 && math.Abs(z) > 1e-10 {
				t.Errorf("%s: x_%d = %g with multiplier %g", in.name, i, x[i], z)
				break
			}
		}
	}
}

func TestNonNegativeByHand(t *testing.T) {
	q := []float64{2, 1, 1, 2}
	for _, c := range []struct{ p, want []float64 }{
		{[]float64{3, 3}, []float64{1, 1}},
		{[]float64{2, -1}, []float64{1, 0}},
		{[]float64{-1, -1}, []float64{0, 0}},
		{[]float64{4, 1}, []float64{2, 0}},
	} {
		x := []float64{9, 9}
		if !new(NonNegative).Solve(x, q, c.p) || math.Abs(x[0]-c.want[0])+math.Abs(x[1]-c.want[1]) > 1e-14 {
			t.Errorf("p = %v: x = %v, want %v", c.p, x, c.want)
		}
	}
}

func TestNonNegativeRefuses(t *testing.T) {
	if x := make([]float64, 2); new(NonNegative).Solve(x, []float64{1, -1, -1, 1}, []float64{1, 1}) {
		t.Errorf("a singular, unbounded problem gave %v", x)
	}
}

func TestNonNegativeAllocates(t *testing.T) {
	var s NonNegative
	in := opposed(40, 2)
	q, x, p := regularised(in, 1e-4), make([]float64, 40), normal(rand.New(rand.NewPCG(1, 1)), 40)
	s.Solve(x, q, p)
	if n := testing.AllocsPerRun(5, func() { s.Solve(x, q, p) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}
