package solve

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// checkNashLinear checks the optimality conditions in units of the gradients'
// norms: multipliers, fitted to the active constraints by least squares, that
// are not negative and explain the cost.
func checkNashLinear(t *testing.T, name string, gram *mat.SymDense, cost, alpha []float64) {
	t.Helper()
	n := len(alpha)
	var y mat.VecDense
	y.MulVec(gram, mat.NewVecDense(n, alpha))
	var active []int
	for i, a := range alpha {
		switch gap := a*y.AtVec(i) - 1; {
		case !(a > 0) || !(gap > -1e-10):
			t.Errorf("%s: constraint %d: alpha %g, gap %g", name, i, a, gap)
		case gap < 1e-6:
			active = append(active, i)
		}
	}
	if len(active) == 0 {
		t.Errorf("%s: no active constraint", name)
		return
	}
	normals := mat.NewDense(n, len(active), nil)
	target := mat.NewVecDense(n, nil)
	var size float64
	for j := range n {
		target.SetVec(j, cost[j]*alpha[j])
		size = math.Max(size, math.Abs(target.AtVec(j)))
		for col, i := range active {
			v := gram.At(i, j) / y.AtVec(i)
			if i == j {
				v += 1 / alpha[i]
			}
			normals.Set(j, col, v*alpha[j])
		}
	}
	var v, fit mat.VecDense
	if err := v.SolveVec(normals, target); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	fit.MulVec(normals, &v)
	fit.SubVec(&fit, target)
	if res := mat.Norm(&fit, math.Inf(1)); res > 1e-7*size || mat.Min(&v) < -1e-9*size {
		t.Errorf("%s: residual %g, smallest multiplier %g, of %g", name, res, mat.Min(&v), size)
	}
}

func TestNashLinear(t *testing.T) {
	var s NashLinear
	for _, in := range inputs() {
		n := in.tasks()
		if n > 40 {
			continue
		}
		for _, spread := range []float64{0, 1, 3} {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			cost, gram, alpha := make([]float64, n), in.gram(), make([]float64, n)
			for i := range cost {
				cost[i] = math.Sqrt(gram.At(i, i)) * math.Exp(spread*r.NormFloat64())
			}
			if !s.Solve(alpha, gram, cost) {
				t.Errorf("%s, cost spread %g: no solution", in.name, spread)
				continue
			}
			checkNashLinear(t, in.name, gram, cost, alpha)
		}
	}
}

func TestNashLinearWithoutSolution(t *testing.T) {
	plane := mat.NewSymDense(2, []float64{1, 0.5, 0.5, 1})
	cases := []struct {
		name string
		gram *mat.SymDense
		cost []float64
	}{
		{"infeasible", mat.NewSymDense(2, []float64{1, -1, -1, 1}), []float64{1, 1}},
		{"unbounded", plane, []float64{1, -1}},
		{"unbounded in both", plane, []float64{-1, -1}},
		{"zero cost", plane, []float64{0, 0}},
		{"cost not finite", plane, []float64{math.Inf(1), 1}},
	}
	var s NashLinear
	for _, c := range cases {
		if alpha := make([]float64, 2); s.Solve(alpha, c.gram, c.cost) {
			t.Errorf("%s: solved, to %v", c.name, alpha)
		}
	}
}

func TestNashLinearAllocates(t *testing.T) {
	var s NashLinear
	in := inputs()[14] // three tasks
	n := in.tasks()
	alpha, cost, gram := make([]float64, n), []float64{1, 1e-3, 30}, in.gram()
	s.Solve(alpha, gram, cost)
	if n := testing.AllocsPerRun(10, func() { s.Solve(alpha, gram, cost) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}
