package align

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Labels is how spectral clustering makes groups out of eigenvectors.
type Labels int

const (
	// ClusterQR is by a pivoted QR decomposition: Damle, Minden, Ying, "Simple,
	// direct and efficient multi-way spectral clustering", Information and
	// Inference 8/1, 2019. It draws no random numbers.
	ClusterQR Labels = iota
	// Discretize rotates the eigenvectors towards a partition: Yu and Shi,
	// "Multiclass spectral clustering", ICCV 2003.
	Discretize
	// KMeansLabels is Lloyd's K-means by the rule of ScikitLearn, best of 10.
	KMeansLabels
)

// Spectral is spectral clustering of the indicators with linear affinity, as
// in the released code's comparison: the affinity of tasks i and j is x_i x_j,
// that of a task to itself is left out, and the eigenvectors are those of the
// K largest eigenvalues of the normalised affinity (Shi and Malik, "Normalized
// cuts and image segmentation", PAMI 22/8, 2000). An affinity of rank one
// tells outliers from the rest, so the groups are not those of K-means. A
// group may stay empty; the released code's weights are then all NaN.
//
// Indicators must not be negative: there all tasks get into one group. The
// eigen decomposition allocates at every step.
type Spectral struct {
	Labels Labels
	Rand   Rand // not needed by ClusterQR

	lloyd Lloyd
}

// Group implements Grouping.
func (s *Spectral) Group(of []int, values []float64, groups int) {
	if oneGroup(of, values, groups) {
		return
	}
	vectors, ok := embedding(values, groups)
	if !ok {
		return
	}
	switch s.Labels {
	case ClusterQR:
		clusterQR(of, vectors)
	case Discretize:
		discretize(of, vectors, s.Rand.IntN(len(of)))
	case KMeansLabels:
		s.lloyd.Restarts, s.lloyd.Rand = 10, s.Rand
		s.lloyd.begin(vectors.RawMatrix().Data, groups, groups)
		s.lloyd.cluster(of)
	}
}

// embedding is M x K: the eigenvectors in columns by descending eigenvalue, rows
// over the square root of the task's degree. It is not ok if a value is
// negative, or the affinity out of range.
func embedding(values []float64, groups int) (vectors *mat.Dense, ok bool) {
	affinity, root := normalised(values)
	for _, r := range root {
		if !(r > 0) || math.IsInf(r, 0) {
			return nil, false
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(affinity, true) {
		return nil, false
	}
	var all mat.Dense
	eigen.VectorsTo(&all)
	vectors = mat.NewDense(len(values), groups, nil)
	for i, r := range root {
		for k := range groups {
			vectors.Set(i, k, all.At(i, len(values)-1-k)/r)
		}
	}
	return vectors, true
}

// normalised is D^-1/2 A D^-1/2 for the affinity A with its diagonal left out,
// and the diagonal of D^1/2: the root of the row sums of A, 1 where the sum is
// 0, NaN where a value is negative.
func normalised(values []float64) (affinity *mat.SymDense, root []float64) {
	affinity = mat.NewSymDense(len(values), nil)
	root = make([]float64, len(values))
	for i, x := range values {
		for j, y := range values {
			if j != i {
				root[i] += x * y
			}
		}
		root[i] = math.Sqrt(root[i])
		switch {
		case x < 0:
			root[i] = math.NaN()
		case root[i] == 0:
			root[i] = 1
		}
	}
	for i, x := range values {
		for j := range i {
			affinity.SetSym(i, j, x*values[j]/(root[i]*root[j]))
		}
	}
	return affinity, root
}
