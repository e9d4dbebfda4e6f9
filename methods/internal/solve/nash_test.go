package solve

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// nashResidual is max |1 - a_i (M a)_i|, and the size that rounding of M
// gives it.
func nashResidual(gram *mat.SymDense, a []float64) (residual, rounding float64) {
	n := len(a)
	for i := range n {
		var s float64
		for j := range n {
			s += gram.At(i, j) * a[j]
			rounding = math.Max(rounding, 1e-15*float64(n)*a[i]*a[j]*math.Abs(gram.At(i, j)))
		}
		residual = math.Max(residual, math.Abs(1-a[i]*s))
	}
	return residual, rounding
}

func TestNashFixedPoint(t *testing.T) {
	var s Nash
	for _, in := range inputs() {
		a := make([]float64, in.tasks())
		gram := in.gram()
		if !s.Solve(a, gram) {
			t.Errorf("%s: no solution", in.name)
			continue
		}
		if res, _ := nashResidual(gram, a); res > 1e-12 {
			t.Errorf("%s: residual %g", in.name, res)
		}
	}
}

// opposed are k gradients the last of which is minus a positive combination
// of the others plus noise of relative size 10^-e: the closer zero is to
// their hull, the larger the weights.
func opposed(k int, e float64) input {
	r := rand.New(rand.NewPCG(uint64(k), uint64(e)))
	rows := gradients(r, "random", k)
	last := rows.RawRowView(k - 1)
	scaleRow(last, math.Pow(10, -e))
	for i := range k - 1 {
		w := 0.1 + r.Float64()
		for p, v := range rows.RawRowView(i) {
			last[p] -= w * v
		}
	}
	return input{fmt.Sprintf("opposed to 1e-%g/K=%d", e, k), rows}
}

func TestNashNearTheHull(t *testing.T) {
	var s Nash
	for _, k := range []int{2, 3, 7, 40, 128} {
		for e := 0.0; e <= 4; e++ {
			in := opposed(k, e)
			a, gram := make([]float64, k), in.gram()
			if !s.Solve(a, gram) {
				t.Errorf("%s: no solution", in.name)
			} else if res, rounding := nashResidual(gram, a); res > 1e-12+rounding {
				t.Errorf("%s: residual %g, rounding %g", in.name, res, rounding)
			}
		}
	}
}

func TestNashWithoutSolution(t *testing.T) {
	var s Nash
	cases := []input{
		{"zero row", mat.NewDense(2, 2, []float64{1, 2, 0, 0})},
		{"all zero", mat.NewDense(2, 2, nil)},
		{"not finite", mat.NewDense(2, 2, []float64{1, 2, math.NaN(), 0})},
		{"opposite", mat.NewDense(2, 3, []float64{1, 2, 3, -1.5, -3, -4.5})},
		{"opposite, wide", mat.NewDense(3, 2, []float64{1e6, 2e6, -1e-6, -2e-6, 1, -1})},
	}
	for _, k := range []int{3, 7, 40, 128} {
		cases = append(cases, opposed(k, 9), opposed(k, 300))
		r := rand.New(rand.NewPCG(uint64(k), 1))
		cases = append(cases, input{fmt.Sprintf("surrounded/K=%d", k), mat.NewDense(k, 1+k/8, normal(r, k*(1+k/8)))})
	}
	for _, in := range cases {
		a := make([]float64, in.tasks())
		fill(a, 7)
		if s.Solve(a, in.gram()) {
			t.Errorf("%s: solved, to %v", in.name, a)
		}
		for _, v := range a {
			if v != 7 {
				t.Errorf("%s: dst was changed", in.name)
				break
			}
		}
	}
}

func TestNashScales(t *testing.T) {
	in := inputs()[21]
	gram, k := in.gram(), in.tasks()
	a, b := make([]float64, k), make([]float64, k)
	var s Nash
	s.Solve(a, gram)
	by := func(i int) float64 { return math.Pow(10, float64(3*i%13-6)) }
	for i := range k {
		scaleRow(in.rows.RawRowView(i), by(i))
	}
	s.Solve(b, in.gram())
	for i := range k {
		if got := b[i] * by(i); math.Abs(got-a[i]) > 1e-12*a[i] {
			t.Errorf("task %d scaled by %g: weight %g, want %g", i, by(i), b[i], a[i]/by(i))
		}
	}
}

func TestNashAllocates(t *testing.T) {
	var s Nash
	a := make([]float64, 40)
	gram := input{"", gradients(rand.New(rand.NewPCG(1, 1)), "random", 40)}.gram()
	s.Solve(a, gram)
	if n := testing.AllocsPerRun(10, func() { s.Solve(a, gram) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func TestNashPower(t *testing.T) {
	var s Nash
	for _, in := range append(inputs(), opposed(7, 2), opposed(40, 2), opposed(128, 1)) {
		for _, p := range []float64{0.1, 0.5, 1, 2, 5} {
			w, gram := make([]float64, in.tasks()), in.gram()
			if !s.SolvePower(w, gram, p) {
				t.Errorf("%s, p = %g: no solution", in.name, p)
				continue
			}
			for i := range w {
				var mw, size float64
				for j, v := range w {
					mw += gram.At(i, j) * v
					size += math.Abs(gram.At(i, j) * v)
				}
				power := math.Pow(w[i], p)
				if math.Abs(1-power*mw) > 1e-9+1e-13*power*size {
					t.Errorf("%s, p = %g, task %d: residual %g", in.name, p, i, 1-power*mw)
					break
				}
			}
		}
	}
	for _, p := range []float64{0.5, 2} {
		if w := make([]float64, 40); s.SolvePower(w, opposed(40, 300).gram(), p) {
			t.Errorf("p = %g: a solution where zero is in the hull", p)
		}
	}
}
