package methods

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// combinedNorm is the norm of sum_k w[k] g_k, from the Gram matrix.
func combinedNorm(gram *mat.SymDense, w []float64) float64 {
	var n2 float64
	for i, wi := range w {
		n2 += wi * gramDot(gram, i, w)
	}
	return math.Sqrt(math.Max(0, n2))
}

// gramDot is the inner product of g_i and sum_k w[k] g_k.
func gramDot(gram *mat.SymDense, i int, w []float64) float64 {
	var d float64
	for k, wk := range w {
		d += gram.At(i, k) * wk
	}
	return d
}

// clipNorm scales w so that the norm of sum_k w[k] g_k is at most maxNorm, as
// torch's clip_grad_norm_ does: by maxNorm / (norm + 1e-6) where that is below
// 1. A maxNorm of 0 leaves w alone.
func clipNorm(gram *mat.SymDense, w []float64, maxNorm float64) {
	if maxNorm == 0 {
		return
	}
	if by := maxNorm / (combinedNorm(gram, w) + 1e-6); by < 1 {
		scaleBy(w, by)
	}
}

// finiteGram tells whether every entry is a finite number.
func finiteGram(gram *mat.SymDense) bool {
	for i := range gram.SymmetricDim() {
		for j := i; j < gram.SymmetricDim(); j++ {
			if v := gram.At(i, j); math.IsNaN(v) || math.IsInf(v, 0) {
				return false
			}
		}
	}
	return true
}

// divideGram writes the Gram matrix of the gradients g_k / by[k] to dst.
func divideGram(dst, gram *mat.SymDense, by []float64) {
	for i, di := range by {
		for j := i; j < len(by); j++ {
			dst.SetSym(i, j, gram.At(i, j)/di/by[j])
		}
	}
}

func scaleBy(w []float64, by float64) {
	for k := range w {
		w[k] *= by
	}
}

// maxNormParam is the Param of a gradient clip.
func maxNormParam(name, def, doc string) Param {
	return Param{Name: name, Default: def, Number: true, Max: 1e6, Doc: doc}
}

// unitTrace is TorchJD's normalisation of a Gram matrix: over its trace.
type unitTrace struct{ unit *mat.SymDense }

func newUnitTrace(tasks int) unitTrace { return unitTrace{mat.NewSymDense(tasks, nil)} }

// of gives the Gram matrix over its trace; zero, and false, where the trace
// is below eps.
func (u unitTrace) of(gram *mat.SymDense, eps float64) (*mat.SymDense, bool) {
	var trace float64
	for i := range gram.SymmetricDim() {
		trace += gram.At(i, i)
	}
	by := 1 / trace
	if trace < eps {
		by = 0
	}
	for i := range gram.SymmetricDim() {
		for j := i; j < gram.SymmetricDim(); j++ {
			u.unit.SetSym(i, j, by*gram.At(i, j))
		}
	}
	return u.unit, by > 0
}
