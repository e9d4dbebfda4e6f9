package synthetic

import (
	"slices"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// eigen finds the eigenvalues of small symmetric matrices, one after the other
// in the same memory, to the bits of mat.EigenSym, which makes new memory for
// each.
type eigen struct {
	matrix       mat.SymDense
	data         []float64 // of matrix
	values, work []float64
}

// eigens are those that nobody uses.
var eigens = sync.Pool{New: func() any { return new(eigen) }}

// begin makes the matrix, n x n, of zeros, to be filled.
func (e *eigen) begin(n int) *mat.SymDense {
	e.data = room(e.data, n*n)
	clear(e.data)
	e.matrix.SetRawSymmetric(blas64.Symmetric{N: n, Stride: n, Data: e.data, Uplo: blas.Upper})
	return &e.matrix
}

// factorize gives the eigenvalues, ascending, and with EVCompute their
// vectors as the columns of an n x n matrix by rows. They hold until the next
// begin; the matrix is lost.
func (e *eigen) factorize(job lapack.EVJob) (values, vectors []float64) {
	a := e.matrix.RawSymmetric()
	e.values = room(e.values, a.N)
	var size [1]float64
	lapack64.Syev(job, a, e.values, size[:], -1)
	e.work = room(e.work, int(size[0]))
	if !lapack64.Syev(job, a, e.values, e.work, len(e.work)) {
		panic("synthetic: eigenvalues do not converge")
	}
	return e.values, e.data
}

// room is list with length n, in its own memory where that is enough.
func room(list []float64, n int) []float64 { return slices.Grow(list[:0], n)[:n] }
