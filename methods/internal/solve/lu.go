package solve

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// LU solves square linear systems by factors with pivots.
type LU struct{ pivots []int }

// Solve overwrites a, n x n row by row, by its factors and b, of length n, by
// the solution of a x = b. It is false, and b as it was, when a is exactly
// singular.
func (s *LU) Solve(a, b []float64) bool {
	n := len(b)
	if n == 0 {
		return true
	}
	if len(s.pivots) != n {
		s.pivots = make([]int, n)
	}
	m := blas64.General{Rows: n, Cols: n, Stride: n, Data: a}
	if !lapack64.Getrf(m, s.pivots) {
		return false
	}
	lapack64.Getrs(blas.NoTrans, m, blas64.General{Rows: n, Cols: 1, Stride: 1, Data: b}, s.pivots)
	return true
}
