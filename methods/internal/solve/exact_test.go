package solve

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Few tasks allow the optimum to be found in fractions, without any rounding:
// the solvers must come to it.

// fraction is the float64 v as it is.
func fraction(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }

// eliminate solves a x = b in fractions; nil when a is singular.
func eliminate(a [][]*big.Rat, b []*big.Rat) []*big.Rat {
	n := len(b)
	for col := range n {
		pivot := col
		for pivot < n && a[pivot][col].Sign() == 0 {
			pivot++
		}
		if pivot == n {
			return nil
		}
		a[col], a[pivot], b[col], b[pivot] = a[pivot], a[col], b[pivot], b[col]
		for row := range n {
			if row == col || a[row][col].Sign() == 0 {
				continue
			}
			by := new(big.Rat).Quo(a[row][col], a[col][col])
			for j := col; j < n; j++ {
				a[row][j] = new(big.Rat).Sub(a[row][j], new(big.Rat).Mul(by, a[col][j]))
			}
			b[row] = new(big.Rat).Sub(b[row], new(big.Rat).Mul(by, b[col]))
		}
	}
	for i := range b {
		b[i] = new(big.Rat).Quo(b[i], a[i][i])
	}
	return b
}

// subsets calls f with the numbers in each subset of 0..n-1, until it is true.
func subsets(n int, f func(in []int) bool) bool {
	for set := range 1 << n {
		var in []int
		for k := range n {
			if set>>k&1 == 1 {
				in = append(in, k)
			}
		}
		if f(in) {
			return true
		}
	}
	return false
}

// exactMinNorm tries every set of tasks: the weights of the one that meets the
// conditions of the minimum, M w = nu on the set and at least nu elsewhere.
func exactMinNorm(gram *mat.SymDense) []float64 {
	n := gram.SymmetricDim()
	at := func(i, j int) *big.Rat { return fraction(gram.At(i, j)) }
	w := make([]float64, n)
	found := subsets(n, func(in []int) bool {
		m := len(in)
		a, b := make([][]*big.Rat, m+1), make([]*big.Rat, m+1)
		for i := range a {
			a[i], b[i] = make([]*big.Rat, m+1), new(big.Rat)
			for j := range a[i] {
				switch {
				case i < m && j < m:
					a[i][j] = at(in[i], in[j])
				case i == m && j == m:
					a[i][j] = new(big.Rat)
				default: // the border: M w - nu = 0 and, with its sign changed, sum w = 1
					a[i][j] = big.NewRat(-1, 1)
				}
			}
		}
		b[m].SetInt64(-1)
		x := eliminate(a, b)
		return x != nil && optimal(w, in, x[:m], at, func(int) *big.Rat { return x[m] })
	})
	if !found {
		return nil
	}
	return w
}

// exactNonNegative is the same for min x'Qx/2 - p'x over x >= 0.
func exactNonNegative(q, p []float64) []float64 {
	n := len(p)
	at := func(i, j int) *big.Rat { return fraction(q[i*n+j]) }
	x := make([]float64, n)
	found := subsets(n, func(in []int) bool {
		a, b := make([][]*big.Rat, len(in)), make([]*big.Rat, len(in))
		for i, k := range in {
			b[i] = fraction(p[k])
			for _, j := range in {
				a[i] = append(a[i], at(k, j))
			}
		}
		v := eliminate(a, b)
		return v != nil && optimal(x, in, v, at, func(i int) *big.Rat { return fraction(p[i]) })
	})
	if !found {
		return nil
	}
	return x
}

// optimal says whether the values x of a set, with zero elsewhere, are not
// negative and have sum_j M_ij x_j >= least(i) for every i, and writes them.
func optimal(dst []float64, in []int, x []*big.Rat, at func(i, j int) *big.Rat, least func(i int) *big.Rat) bool {
	clear(dst)
	for i, k := range in {
		if x[i].Sign() < 0 {
			return false
		}
		dst[k], _ = x[i].Float64()
	}
	for k := range dst {
		slack := new(big.Rat).Neg(least(k))
		for i, j := range in {
			slack.Add(slack, new(big.Rat).Mul(at(k, j), x[i]))
		}
		if slack.Sign() < 0 {
			return false
		}
	}
	return true
}

// exactInputs are gradients whose minimum is unique: fewer tasks than
// parameters, of one length or of lengths from 1e-6 to 1e6.
func exactInputs() []input {
	var all []input
	for _, k := range []int{2, 3, 5, 7} {
		for seed := range uint64(8) {
			r := rand.New(rand.NewPCG(uint64(k), seed))
			for _, kind := range []string{"random", "shared", "scaled", "parallel"} {
				all = append(all, input{fmt.Sprintf("%s/K=%d/%d", kind, k, seed), gradients(r, kind, k)})
			}
		}
	}
	return all
}

// The error is that of the combination, over its length.
func TestMinNormIsExact(t *testing.T) {
	var s Simplex
	for _, in := range exactInputs() {
		gram, w := in.gram(), make([]float64, in.tasks())
		want := exactMinNorm(gram)
		if want == nil || !s.MinNorm(w, gram) {
			t.Errorf("%s: no answer", in.name)
			continue
		}
		var worst, square float64
		for i, v := range want {
			worst = math.Max(worst, math.Abs(w[i]-v)*math.Sqrt(gram.At(i, i)))
			for j, u := range want {
				square += v * u * gram.At(i, j)
			}
		}
		if off := worst / math.Sqrt(square); !(off < 1e-12) {
			t.Errorf("%s: weights %v, want %v: %g off", in.name, w, want, off)
		}
	}
}

func TestNonNegativeIsExact(t *testing.T) {
	var s NonNegative
	for i, in := range exactInputs() {
		n := in.tasks()
		q, p, x := regularised(in, 1e-4), normal(rand.New(rand.NewPCG(uint64(i), 6)), n), make([]float64, n)
		want := exactNonNegative(q, p)
		if want == nil || !s.Solve(x, q, p) {
			t.Errorf("%s: no answer", in.name)
			continue
		}
		for k, v := range want {
			if !(math.Abs(x[k]-v) <= 1e-10*maxAbs(want)) {
				t.Errorf("%s: x %v, want %v", in.name, x, want)
				break
			}
		}
	}
}
