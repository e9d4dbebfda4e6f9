package solve

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// simplexGradient is the gradient of MinNorm's function, or with c > 0 of
// Cone's, task by task over the norm of the task's gradient, and the rounding
// of its terms.
func simplexGradient(gram *mat.SymDense, w, b []float64, c, eps float64) (grad []float64, rounding float64) {
	n := len(w)
	grad = make([]float64, n)
	var square float64
	for i := range n {
		for j := range n {
			grad[i] += gram.At(i, j) * w[j]
		}
		square += w[i] * grad[i]
	}
	for i := range n {
		rounding = math.Max(rounding, gram.At(i, i))
		if c > 0 {
			grad[i] = b[i] + c*grad[i]/math.Sqrt(square+eps)
		}
	}
	return grad, 1e-14 * float64(n) * rounding
}

// checkSimplex checks that w is a convex combination and that no task's
// derivative is below the mean: the Frank-Wolfe gap bounds the distance from
// the optimum.
func checkSimplex(t *testing.T, name string, w, grad []float64, tolerance float64) {
	t.Helper()
	var total, mean float64
	least := math.Inf(1)
	for k, v := range w {
		if !(v >= 0) {
			t.Errorf("%s: weight %d is %g", name, k, v)
		}
		total += v
		mean += v * grad[k]
		least = math.Min(least, grad[k])
	}
	if math.Abs(total-1) > 1e-12 {
		t.Errorf("%s: weights sum to %g", name, total)
	}
	if gap := mean - least; !(gap <= tolerance) {
		t.Errorf("%s: gap %g, want at most %g", name, gap, tolerance)
	}
}

func simplexInputs() []input {
	all := append(inputs(),
		input{"zero row", mat.NewDense(3, 2, []float64{1, 2, 0, 0, -1, 1})},
		input{"all zero", mat.NewDense(3, 2, nil)},
		input{"opposite", mat.NewDense(2, 3, []float64{1, 2, 3, -1.5, -3, -4.5})})
	for _, k := range []int{2, 7, 40, 128} {
		for _, e := range []float64{1, 4, 7, 300} {
			all = append(all, opposed(k, e))
		}
	}
	return all
}

func TestMinNorm(t *testing.T) {
	var s Simplex
	for _, in := range simplexInputs() {
		w, gram := make([]float64, in.tasks()), in.gram()
		if !s.MinNorm(w, gram) {
			t.Errorf("%s: no answer", in.name)
			continue
		}
		grad, rounding := simplexGradient(gram, w, nil, 0, 0)
		least := math.Inf(1) // what rounding of the shortest gradient allows
		for k := range w {
			least = math.Min(least, gram.At(k, k))
		}
		checkSimplex(t, in.name, w, grad, math.Min(rounding, 1e-12*least+1e-9*math.Abs(grad[0])))
	}
}

func TestCone(t *testing.T) {
	var s Simplex
	for _, in := range simplexInputs() {
		n := in.tasks()
		w, b, gram := make([]float64, n), make([]float64, n), in.gram()
		c := 0.0
		for i := range b {
			for j := range b {
				b[i] += gram.At(i, j) / float64(n)
			}
			c += b[i] / float64(n)
		}
		c = 0.4*math.Sqrt(math.Max(0, c)) + 1e-8
		if in.name == "all zero" {
			continue
		}
		if !s.Cone(w, gram, b, c, 1e-8) {
			t.Errorf("%s: no answer", in.name)
			continue
		}
		grad, rounding := simplexGradient(gram, w, b, c, 1e-8)
		checkSimplex(t, in.name, w, grad, rounding)
	}
}

func TestMinNormOfTwo(t *testing.T) {
	cases := []struct {
		name string
		rows []float64 // two gradients in the plane
		want float64   // weight of the first
	}{
		{"orthogonal", []float64{1, 0, 0, 1}, 0.5},
		{"first shorter", []float64{1, 0, 2, 1}, 1},
		{"opposite", []float64{1, 0, -3, 0}, 0.75},
		{"wide", []float64{1e-6, 0, -1e-6, 1e6}, 1},
	}
	var s Simplex
	for _, c := range cases {
		w := make([]float64, 2)
		s.MinNorm(w, input{"", mat.NewDense(2, 2, c.rows)}.gram())
		if math.Abs(w[0]-c.want) > 1e-9 {
			t.Errorf("%s: weights %v, want %g first", c.name, w, c.want)
		}
	}
}

func TestSimplexRefusesNaN(t *testing.T) {
	var s Simplex
	w, bad := []float64{7, 7}, mat.NewSymDense(2, []float64{1, math.NaN(), math.NaN(), 1})
	if s.MinNorm(w, bad) || s.Cone(w, bad, []float64{1, 1}, 1, 1) || w[0] != 7 {
		t.Error("a Gram matrix with NaN was accepted")
	}
}

func TestSimplexAllocates(t *testing.T) {
	var s Simplex
	in := opposed(40, 1)
	w, b, gram := make([]float64, 40), make([]float64, 40), in.gram()
	run := func() { s.MinNorm(w, gram); s.Cone(w, gram, b, 1, 1e-8) }
	run()
	if n := testing.AllocsPerRun(5, run); n != 0 {
		t.Errorf("%g allocations", n)
	}
}
