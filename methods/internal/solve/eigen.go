package solve

import (
	"math"

	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// Eps is the distance from 1 to the next float64, which the rank decisions of
// the reference implementations are multiples of.
const Eps = 0x1p-52

// Eigen is the eigendecomposition M = V diag(l) V' of a symmetric matrix.
type Eigen struct {
	vectors square // column j belongs to value j
	values  []float64
	work    []float64
	along   []float64
}

// Factorize decomposes m. It is false when m is not finite.
func (e *Eigen) Factorize(m *mat.SymDense) bool {
	e.vectors.copySym(m)
	if v := sum(e.vectors.data); math.IsNaN(v) || math.IsInf(v, 0) {
		return false
	}
	n := e.vectors.n
	e.values, e.along = resize(e.values, n), resize(e.along, n)
	e.work = resize(e.work, 64*n+64)
	return lapack64.Syev(lapack.EVCompute, e.vectors.sym(), e.values, e.work, len(e.work))
}

// Values are the eigenvalues in ascending order. They must not be changed.
func (e *Eigen) Values() []float64 { return e.values }

// Apply writes V diag(f(l)) V' b to dst, both of length K; they may be the
// same slice.
func (e *Eigen) Apply(dst, b []float64, f func(l float64) float64) {
	n := len(e.values)
	clear(e.along)
	for i, bi := range b {
		for j, v := range e.vectors.row(i) {
			e.along[j] += v * bi
		}
	}
	for j, l := range e.values {
		e.along[j] *= f(l)
	}
	for i := range n {
		dst[i] = dot(e.vectors.row(i), e.along)
	}
}
