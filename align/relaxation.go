package align

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// relaxation solves the problem for Y = Q - 1 1'/M by the alternating
// direction method of multipliers (Boyd et al. 2011), between two sets that
// are easy to project on:
//
//	spectral  Y 1 = 0, tr Y = K-1, eigenvalues in [0, 1]
//	entries   Y >= -1/M
//
// No eigenvalue of Q is above 1, as its rows are positive and sum to 1: to say
// so keeps the iterates closer.
type relaxation struct {
	n      int
	trace  float64
	gain   *mat.SymDense // D over its only eigenvalue
	rho    float64
	x      *mat.Dense    // in spectral
	z, u   *mat.SymDense // in entries; scaled multipliers
	target *mat.SymDense
}

const (
	sdpTolerance  = 1e-9
	sdpIterations = 10000
	// sdpAdapt is the iteration up to which rho follows the residuals, after
	// that it stays, so that the method converges.
	sdpAdapt = 600
	sdpRelax = 1.6 // over-relaxation
)

func newRelaxation(x []float64, groups int) *relaxation {
	n := len(x)
	r := &relaxation{
		n: n, trace: float64(groups - 1), rho: 0.1,
		gain: mat.NewSymDense(n, nil), x: mat.NewDense(n, n, nil),
		z: mat.NewSymDense(n, nil), u: mat.NewSymDense(n, nil), target: mat.NewSymDense(n, nil),
	}
	r.gain.SymOuterK(1/floats.Dot(x, x), mat.NewDense(n, 1, x))
	for i := range n {
		for j := range i + 1 {
			r.z.SetSym(i, j, -r.trace/float64(n-1)/float64(n))
		}
		r.z.SetSym(i, i, r.z.At(i, i)+r.trace/float64(n-1))
	}
	return r
}

// solve returns Q.
func (r *relaxation) solve() *mat.SymDense {
	for it := 1; it <= sdpIterations; it++ {
		r.projectSpectral()
		primal, dual := r.projectEntries()
		if max(primal, dual) < sdpTolerance {
			break
		}
		if it%20 == 0 && it <= sdpAdapt {
			r.balance(primal, dual)
		}
	}
	for i := range r.n {
		for j := range i + 1 {
			r.z.SetSym(i, j, r.z.At(i, j)+1/float64(r.n))
		}
	}
	return r.z
}

// projectSpectral sets x to the point of the set next to z - u + gain/rho.
func (r *relaxation) projectSpectral() {
	r.target.ScaleSym(-r.rho, r.u)
	r.target.AddSym(r.target, r.gain)
	r.target.ScaleSym(1/r.rho, r.target)
	r.target.AddSym(r.target, r.z)
	centreRows(r.target)
	var eigen mat.EigenSym
	if !eigen.Factorize(r.target, true) {
		panic("align: no eigenvalues of a finite matrix")
	}
	values := eigen.Values(nil)
	projectSimplex(values[1:], r.trace)
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	r.x.Zero()
	for k, v := range values[1:] {
		if v > 0 {
			column := vectors.ColView(k + 1)
			r.x.RankOne(r.x, v, column, column)
		}
	}
}

// projectEntries sets z to the point of the set next to x + u, x
// over-relaxed, and moves u. It returns the norms of the residuals.
func (r *relaxation) projectEntries() (primal, dual float64) {
	least := -1 / float64(r.n)
	for i := range r.n {
		for j := range i + 1 {
			twice := 2.0
			if i == j {
				twice = 1
			}
			x, z, u := r.x.At(i, j), r.z.At(i, j), r.u.At(i, j)
			relaxed := sdpRelax*x + (1-sdpRelax)*z
			next := max(relaxed+u, least)
			r.z.SetSym(i, j, next)
			r.u.SetSym(i, j, u+relaxed-next)
			primal += twice * (x - next) * (x - next)
			dual += twice * (next - z) * (next - z)
		}
	}
	return math.Sqrt(primal), r.rho * math.Sqrt(dual)
}

// balance doubles or halves rho so that neither residual falls behind.
func (r *relaxation) balance(primal, dual float64) {
	switch {
	case primal > 5*dual:
		r.rho *= 2
		r.u.ScaleSym(0.5, r.u)
	case dual > 5*primal:
		r.rho /= 2
		r.u.ScaleSym(2, r.u)
	}
}

// centreRows makes the vector of ones an eigenvector of a, of an eigenvalue
// below all others, which is then the first.
func centreRows(a *mat.SymDense) {
	n := a.SymmetricDim()
	means, total := make([]float64, n), 0.0
	for i := range n {
		for j := range n {
			means[i] += a.At(i, j) / float64(n)
		}
		total += means[i] / float64(n)
	}
	below := 2*mat.Norm(a, 2)/float64(n) + 1
	for i := range n {
		for j := range i + 1 {
			a.SetSym(i, j, a.At(i, j)-means[i]-means[j]+total-below)
		}
	}
}

// projectSimplex moves ascending values, by one shift, to the nearest in
// [0, 1] of this sum, which is below their number. The sum falls with the
// shift in straight pieces: the ends of the right one are found by bisection.
func projectSimplex(values []float64, sum float64) {
	low, high := values[0]-1, values[len(values)-1]
	for range 200 {
		shift := low + (high-low)/2
		if shift == low || shift == high {
			break
		}
		if clippedSum(values, shift) > sum {
			low = shift
		} else {
			high = shift
		}
	}
	for i, v := range values {
		values[i] = min(max(v-high, 0), 1)
	}
}

func clippedSum(values []float64, shift float64) float64 {
	var total float64
	for _, v := range values {
		total += min(max(v-shift, 0), 1)
	}
	return total
}
