package align

import (
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
