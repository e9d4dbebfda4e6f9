package align

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// SDP groups by the semidefinite relaxation of K-means (Peng and Wei,
// "Approximating K-means-type clustering via semidefinite programming", SIAM
// J. Optim. 18/1, 2007), as in the released code's comparison (Tepper et al.
// 2017):
//
//	max tr(D Q) over Q positive semidefinite, Q >= 0, Q 1 = 1, tr Q = K
//
// with D = x x', x the centred indicators over the largest of their sizes. A
// partition is a Q that is 1 over the group's size within groups and 0
// between; the groups are the connected components of Q > 1e-4 max(Q), whose
// number can differ from K, to both sides.
//
// The released code's solver stops at an error of about 1e-5, this one at
// 1e-9 or after 10,000 iterations. Each takes an eigen decomposition, O(M^3),
// and allocates: it is by far the slowest way.
type SDP struct {
	// Q is the solution of the last Group with K from 2 to M-1, M x M.
	Q *mat.SymDense
}

const sdpThreshold = 1e-4 // of the largest entry of Q, for a link

// Group implements Grouping.
func (s *SDP) Group(of []int, values []float64, groups int) {
	if oneGroup(of, values, groups) {
		return
	}
	if groups == len(of) {
		Single{}.Group(of, values, groups) // Q is the identity
		return
	}
	x, ok := centred(values)
	if !ok {
		return
	}
	s.Q = newRelaxation(x, groups).solve()
	components(of, s.Q, sdpThreshold*mat.Max(s.Q))
}

// centred is the values less their mean, over the largest of their sizes. It
// is not ok if the values are equal: then every Q is a solution.
func centred(values []float64) (x []float64, ok bool) {
	x = append([]float64(nil), values...)
	size := max(floats.Max(x), -floats.Min(x))
	if floats.Max(x) == floats.Min(x) {
		return nil, false
	}
	floats.Scale(1/size, x)
	floats.AddConst(-floats.Sum(x)/float64(len(x)), x)
	return x, true
}

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

// components numbers the connected components of the tasks whose entry of q
// is above the threshold, in the order of their first tasks.
func components(of []int, q mat.Symmetric, threshold float64) {
	for i := range of {
		of[i] = -1
	}
	next := 0
	for i := range of {
		if of[i] < 0 {
			spreadLabel(of, q, threshold, i, next)
			next++
		}
	}
}

// spreadLabel gives task i, and all that it reaches, the label.
func spreadLabel(of []int, q mat.Symmetric, threshold float64, i, label int) {
	of[i] = label
	for j := range of {
		if of[j] < 0 && q.At(i, j) > threshold {
			spreadLabel(of, q, threshold, j, label)
		}
	}
}
