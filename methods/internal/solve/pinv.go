package solve

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Pinv applies the pseudo-inverse of a Gram matrix: the x of least norm among
// those that minimise |M x - b|.
//
// Eigenvalues up to cutoff times the largest absolute one count as zero.
// Where none does, M is solved by its Cholesky factor over gradients of norm
// 1, which norms that differ by orders of magnitude do not spoil.
type Pinv struct {
	eigen      Eigen
	gram, unit square
	scale, rhs []float64
}

// Solve writes the pseudo-inverse of gram times b to dst. It is false, and
// dst as it was, when gram is not finite.
func (s *Pinv) Solve(dst []float64, gram *mat.SymDense, b []float64, cutoff float64) bool {
	if !s.eigen.Factorize(gram) {
		return false
	}
	least := cutoff * maxAbs(s.eigen.values)
	if s.eigen.values[0] > least && s.regular(dst, gram, b) {
		return true
	}
	s.eigen.Apply(dst, b, func(l float64) float64 {
		if math.Abs(l) <= least {
			return 0
		}
		return 1 / l
	})
	return true
}

// regular solves by Cholesky.
func (s *Pinv) regular(dst []float64, gram *mat.SymDense, b []float64) bool {
	n := len(dst)
	s.scale, s.rhs = resize(s.scale, n), resize(s.rhs, n)
	s.gram.copySym(gram)
	if !unitScale(s.scale, &s.gram) {
		return false
	}
	s.unit.scaled(&s.gram, s.scale)
	for i, v := range b {
		s.rhs[i] = v * s.scale[i]
	}
	if !s.unit.cholesky(s.rhs) {
		return false
	}
	for i, v := range s.rhs {
		dst[i] = v * s.scale[i]
	}
	return true
}
