package methods

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// pairDescent is the search for the minimum-norm point in the released code
// of MGDA (min_norm_solvers.py): it ends near the minimum, not at it.
type pairDescent struct {
	niter                    int
	next, gram, sorted, grad []float64
}

func newPairDescent(tasks, niter int) *pairDescent {
	buf := make([]float64, 4*tasks)
	return &pairDescent{
		niter: niter,
		next:  buf[:tasks], gram: buf[tasks : 2*tasks], sorted: buf[2*tasks : 3*tasks], grad: buf[3*tasks:],
	}
}

// run writes the weights. For two tasks, the pair is the answer.
func (d *pairDescent) run(w []float64, gram *mat.SymDense) bool {
	if len(w) == 1 {
		w[0] = 1
		return true
	}
	if !bestPair(w, gram) {
		return false
	}
	if len(w) == 2 {
		return true
	}
	for range d.niter {
		d.point(w, gram)
		var ww, wn, nn, change float64
		for i, wi := range w {
			row := gramDot(gram, i, d.next)
			ww += wi * d.gram[i]
			wn += wi * row
			nn += d.next[i] * row
		}
		keep, _ := pairWeight(ww, wn, nn)
		for i, wi := range w {
			d.next[i] = keep*wi + (1-keep)*d.next[i]
			change += math.Abs(d.next[i] - wi)
		}
		if change < 1e-5 {
			return true // the weights before this step
		}
		copy(w, d.next)
	}
	return true
}

// bestPair writes the weights of the pair whose segment comes nearest to
// zero. It is false when no distance is a number.
func bestPair(w []float64, gram *mat.SymDense) bool {
	least := math.Inf(1)
	for i := range w {
		for j := i + 1; j < len(w); j++ {
			first, square := pairWeight(gram.At(i, i), gram.At(i, j), gram.At(j, j))
			if square < least {
				least = square
				clear(w)
				w[i], w[j] = first, 1-first
			}
		}
	}
	return !math.IsInf(least, 1)
}

// pairWeight is the weight of the first of two vectors in their shortest
// combination, from inner products, and the square of its length; at a
// boundary the weight is 0.999 or 0.001.
func pairWeight(v11, v12, v22 float64) (first, square float64) {
	switch {
	case v12 >= v11:
		return 0.999, v11
	case v12 >= v22:
		return 0.001, v22
	}
	first = (v22 - v12) / (v11 + v22 - 2*v12)
	return first, v22 + first*(v12-v22)
}

// point sets next to where the projected gradient first meets a bound farther
// than 1e-7 away, at most one gradient away, projected on the simplex.
func (d *pairDescent) point(w []float64, gram *mat.SymDense) {
	var mean float64
	for i := range w {
		d.gram[i] = gramDot(gram, i, w)
		mean -= d.gram[i] / float64(len(w))
	}
	t, found := 1.0, false
	for i, wi := range w {
		d.grad[i] = -d.gram[i] - mean
		bound := -wi / d.grad[i]
		if d.grad[i] > 0 {
			bound = (1 - wi) / d.grad[i]
		}
		// The nearest lower bound may lie beyond 1, an upper one may not.
		if d.grad[i] < 0 && bound > 1e-7 && (!found || bound < t) {
			t, found = bound, true
		}
	}
	for i, wi := range w {
		if bound := (1 - wi) / d.grad[i]; d.grad[i] > 0 && bound > 1e-7 {
			t = math.Min(t, bound)
		}
	}
	for i, wi := range w {
		d.next[i] = t*d.grad[i] + wi
	}
	projectToSimplex(d.next, d.sorted)
}

// frankWolfe is TorchJD's search for the minimum-norm point.
type frankWolfe struct {
	niter int
	gram  []float64
}

func newFrankWolfe(tasks, niter int) *frankWolfe {
	return &frankWolfe{niter: niter, gram: make([]float64, tasks)}
}

func (f *frankWolfe) run(w []float64, gram *mat.SymDense) bool {
	for k := range w {
		w[k] = 1 / float64(len(w))
	}
	for range f.niter {
		var square float64
		to := 0
		for i := range w {
			f.gram[i] = gramDot(gram, i, w)
			square += w[i] * f.gram[i]
			if f.gram[i] < f.gram[to] {
				to = i
			}
		}
		step := frankWolfeStep(square, f.gram[to], gram.At(to, to))
		for k := range w {
			w[k] *= 1 - step
		}
		w[to] += step
		if step < 1e-3 {
			break
		}
	}
	return true
}

// frankWolfeStep is the exact step from a point to a corner, from the inner
// products of the two.
func frankWolfeStep(point, cross, corner float64) float64 {
	switch {
	case corner <= cross:
		return 1
	case point <= cross:
		return 0
	}
	return (point - cross) / (point + corner - 2*cross)
}
