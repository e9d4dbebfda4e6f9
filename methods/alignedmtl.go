package methods

import (
	"math"

	"github.com/mtobench/mtobench/methods/internal/solve"
	"gonum.org/v1/gonum/mat"
)

// AlignedMTL makes the gradient system perfectly conditioned: it keeps the
// singular directions of the gradients and gives them all the smallest
// singular value (Senushkin et al. 2023, section 4.2). With M = G G' =
// V diag(l) V' over the eigenvalues that count,
//
//	w = sqrt(min l) V diag(l^-1/2) V' 1.
//
// Eigenvalues up to K eps times the largest do not count. Eps is that of the
// float type, so the released code, which runs in float32, drops more of them
// (precision float32) than float64 does. LibMTL adds the tasks up (total
// tasks), TorchJD averages them (total one) and offers the median and the
// mean of the eigenvalues in place of the least.
//
// Cost: K backward passes. Heads: weight 1. State: none.
var AlignedMTL = Info{
	Name:  "alignedmtl",
	Title: "Aligned-MTL",
	Kind:  GradientOriented,
	Year:  2023,
	Paper: "Senushkin, Patakin, Kuznetsov, Konushin: Independent Component Alignment for Multi-Task Learning, CVPR 2023",
	Rule:  "w = sqrt(l_min) (G G')^(-1/2) 1",
	Cost:  "K backwards",
	Heads: "weight 1",
	Params: []Param{
		{Name: "scale", Default: "min", Choices: []string{"min", "median", "rmse"},
			Doc: "the common eigenvalue: the least, the lower median or the mean of those that count"},
		{Name: "total", Default: "tasks", Choices: []string{"tasks", "one"}, Doc: "sum over tasks, or mean"},
		{Name: "precision", Default: "float64", Choices: []string{"float64", "float32"}, Doc: "float type of the rank decision"},
	},
	New: newAlignedMTL,
}

type alignedMTL struct {
	Weighted
	scale string
	eps   float64
	sums  []float64 // the vector that the balance matrix is applied to
	eigen solve.Eigen
}

func newAlignedMTL(c Config) (Method, error) {
	m := &alignedMTL{scale: c.Word("scale"), eps: solve.Eps, sums: ones(c.Tasks)}
	if c.Word("total") == "one" {
		scaleBy(m.sums, 1/float64(c.Tasks))
	}
	if c.Word("precision") == "float32" {
		m.eps = 0x1p-23
	}
	return m, nil
}

func (m *alignedMTL) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *alignedMTL) weights(gram *mat.SymDense, _, shared, _ []float64) error {
	if !m.eigen.Factorize(gram) {
		m.trace.Event = eventNotFinite
		copy(shared, m.sums)
		return nil
	}
	l := m.eigen.Values()
	least := l[len(l)-1] * float64(len(l)) * m.eps
	first := 0
	for first < len(l) && l[first] <= least {
		first++
	}
	if first == len(l) { // no gradient at all
		copy(shared, m.sums)
		return nil
	}
	common := commonEigenvalue(l[first:], m.scale)
	m.eigen.Apply(shared, m.sums, func(l float64) float64 {
		if l <= least {
			return 0
		}
		return math.Sqrt(common / l)
	})
	return nil
}

// commonEigenvalue is the eigenvalue that all get, out of ascending ones.
func commonEigenvalue(l []float64, scale string) float64 {
	switch scale {
	case "median":
		return l[(len(l)-1)/2]
	case "rmse":
		var total float64
		for _, v := range l {
			total += v
		}
		return total / float64(len(l))
	}
	return l[0]
}
