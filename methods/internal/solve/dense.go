package solve

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// resize gives v the length n, keeping its memory where that is enough. The
// values are whatever was there.
func resize(v []float64, n int) []float64 {
	if cap(v) < n {
		return make([]float64, n)
	}
	return v[:n]
}

// fill sets every entry of v.
func fill(v []float64, to float64) {
	for i := range v {
		v[i] = to
	}
}

// square is an n x n matrix, row by row, of which symmetric ones use the
// upper triangle.
type square struct {
	n    int
	data []float64
}

func (m *square) resize(n int) {
	m.n, m.data = n, resize(m.data, n*n)
}

func (m *square) row(i int) []float64 { return m.data[i*m.n : (i+1)*m.n] }

func (m *square) sym() blas64.Symmetric {
	return blas64.Symmetric{Uplo: blas.Upper, N: m.n, Stride: m.n, Data: m.data}
}

// mul writes m x to dst, for a symmetric m.
func (m *square) mul(dst, x []float64) {
	blas64.Symv(1, m.sym(), vector(x), 0, vector(dst))
}

// scaled writes diag(d) a diag(d), whole, to m.
func (m *square) scaled(a *square, d []float64) {
	m.resize(a.n)
	for i, di := range d {
		src, dst := a.row(i), m.row(i)
		for j := i; j < m.n; j++ {
			v := src[j] * di * d[j]
			dst[j], m.data[j*m.n+i] = v, v
		}
	}
}

// copySym copies a symmetric matrix, whole.
func (m *square) copySym(a *mat.SymDense) {
	m.resize(a.SymmetricDim())
	raw := a.RawSymmetric()
	for i := range m.n {
		for j := i; j < m.n; j++ {
			v := raw.Data[i*raw.Stride+j]
			m.data[i*m.n+j], m.data[j*m.n+i] = v, v
		}
	}
}

// cholesky solves m x = b for a positive definite m, which it overwrites by
// its factor, and leaves x in b. It is false, and b as it was, when m is not
// positive definite in floating point.
func (m *square) cholesky(b []float64) bool {
	t, ok := lapack64.Potrf(m.sym())
	if !ok {
		return false
	}
	lapack64.Potrs(t, blas64.General{Rows: m.n, Cols: 1, Stride: 1, Data: b})
	return true
}

// again solves one more system by the factor that cholesky left.
func (m *square) again(b []float64) {
	s := m.sym()
	t := blas64.Triangular{Uplo: s.Uplo, Diag: blas.NonUnit, N: s.N, Data: s.Data, Stride: s.Stride}
	lapack64.Potrs(t, blas64.General{Rows: m.n, Cols: 1, Stride: 1, Data: b})
}

func scaleBy(v []float64, by float64) {
	for i := range v {
		v[i] *= by
	}
}

func vector(x []float64) blas64.Vector { return blas64.Vector{N: len(x), Inc: 1, Data: x} }

func dot(x, y []float64) float64 { return blas64.Dot(vector(x), vector(y)) }

func sum(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v
	}
	return s
}

// unitScale writes 1/sqrt(gram_ii): the scaling that gives every task's
// gradient the norm 1. It is false where a gradient is zero or not finite.
func unitScale(dst []float64, gram *square) bool {
	for i := range dst {
		d := gram.data[i*gram.n+i]
		if !(d > 0) || math.IsInf(d, 1) {
			return false
		}
		dst[i] = 1 / math.Sqrt(d)
		if math.IsInf(dst[i], 1) {
			return false
		}
	}
	return true
}

func maxAbs(v []float64) float64 { return math.Abs(v[blas64.Iamax(vector(v))]) }
