package synthetic

import (
	"slices"
	"testing"

	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks"
)

// TestEigen holds eigenvalues and vectors, one after the other in the same
// memory, against those of mat.EigenSym, to the bit.
func TestEigen(t *testing.T) {
	r, w := tasks.Rand(5, "eigen"), new(eigen)
	for _, n := range []int{40, 3, 1, 33, 7, 60} {
		a := mat.NewSymDense(n, normal(r, n, n, 1))
		var want mat.EigenSym
		want.Factorize(a, true)
		var vectors mat.Dense
		want.VectorsTo(&vectors)
		w.begin(n).CopySym(a)
		values, columns := w.factorize(lapack.EVCompute)
		if !slices.Equal(values, want.Values(nil)) || !slices.Equal(columns, vectors.RawMatrix().Data) {
			t.Errorf("%d x %d: values or vectors differ", n, n)
		}
		want.Factorize(a, false)
		w.begin(n).CopySym(a)
		if values, _ := w.factorize(lapack.EVNone); !slices.Equal(values, want.Values(nil)) {
			t.Errorf("%d x %d: values %v, want %v", n, n, values, want.Values(nil))
		}
		if zeros := w.begin(n); mat.Norm(zeros, 1) != 0 {
			t.Errorf("%d x %d: begins with %v", n, n, mat.Formatted(zeros))
		}
	}
}
