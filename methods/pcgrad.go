package methods

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// PCGrad projects each task's gradient off the original gradients that it
// conflicts with, one after the other in a random order, and adds up the
// results (Yu et al. 2020, Algorithm 1):
//
//	g_i <- g_i - (g_i.g_j / |g_j|^2) g_j    where g_i.g_j < 0
//
// The default follows the code behind the published tables (nash-mtl,
// GO4Align): the order also visits the task itself, whose projected gradient
// may conflict with its original one when K > 2. The paper and TorchJD leave
// it out (variant paper). LibMTL visits it too and adds 1e-8 to |g_j|^2
// (variant libmtl). FAMO's copy clips the sum to norm 1 (clip).
//
// All of it happens on K x K coefficients over the Gram matrix, so that the
// cost beside the K backward passes does not depend on the parameters.
//
// Cost: K backward passes. Heads: weight 1, the gradient of the plain sum.
// State: the random stream.
var PCGrad = Info{
	Name:  "pcgrad",
	Title: "PCGrad",
	Kind:  GradientOriented,
	Year:  2020,
	Paper: "Yu, Kumar, Gupta, Levine, Hausman, Finn: Gradient Surgery for Multi-Task Learning, NeurIPS 2020",
	Rule:  "g_i <- g_i - (g_i.g_j / |g_j|^2) g_j where g_i.g_j < 0; sum over i",
	Cost:  "K backwards",
	Heads: "weight 1",
	Params: []Param{
		{Name: "variant", Default: "family", Choices: []string{"family", "paper", "libmtl"},
			Doc: "whether a task is projected off its own original gradient (family, libmtl) or not (paper); libmtl adds 1e-8 to squared norms"},
		{Name: "reduction", Default: "sum", Choices: []string{"sum", "mean"}, Doc: "over the projected gradients"},
		maxNormParam("clip", "0", "largest norm of the shared gradient; 0 does not clip"),
	},
	New: newPCGrad,
}

type pcgrad struct {
	Weighted
	source   *rand.PCG
	order    func(task int) []int // the order in which a task meets the others
	ownToo   bool
	eps      float64
	mean     bool
	clip     float64
	coef     []float64 // of the projected gradient over the originals
	products []float64 // of the projected gradient with the originals
}

func newPCGrad(c Config) (Method, error) {
	m := &pcgrad{
		source:   c.Rand,
		ownToo:   c.Word("variant") != "paper",
		mean:     c.Word("reduction") == "mean",
		clip:     c.Float("clip"),
		coef:     make([]float64, c.Tasks),
		products: make([]float64, c.Tasks),
	}
	if c.Word("variant") == "libmtl" {
		m.eps = 1e-8
	}
	m.order = shuffled(rand.New(c.Rand), c.Tasks)
	return m, nil
}

// shuffled gives a fresh permutation of 0..n-1 at each call, in one slice.
func shuffled(r *rand.Rand, n int) func(int) []int {
	perm := make([]int, n)
	swap := func(i, j int) { perm[i], perm[j] = perm[j], perm[i] }
	return func(int) []int {
		for i := range perm {
			perm[i] = i
		}
		r.Shuffle(n, swap)
		return perm
	}
}

// State implements Stateful: the random stream is all there is.
func (m *pcgrad) State() any { return m.source }

func (m *pcgrad) Step(s Step) error {
	return m.StepGram(s, m.weights)
}

func (m *pcgrad) weights(gram *mat.SymDense, _, shared, _ []float64) error {
	clear(shared)
	for i := range shared {
		m.project(gram, i)
		for k, c := range m.coef {
			shared[k] += c
		}
	}
	if m.mean {
		scaleBy(shared, 1/float64(len(shared)))
	}
	clipNorm(gram, shared, m.clip)
	return nil
}

// project sets coef to the coefficients of task i's projected gradient.
func (m *pcgrad) project(gram *mat.SymDense, i int) {
	clear(m.coef)
	m.coef[i] = 1
	for k := range m.products {
		m.products[k] = gram.At(i, k)
	}
	for _, j := range m.order(i) {
		if m.products[j] >= 0 || j == i && !m.ownToo {
			continue
		}
		by := m.products[j] / (gram.At(j, j) + m.eps)
		m.coef[j] -= by
		for k := range m.products {
			m.products[k] -= by * gram.At(j, k)
		}
	}
}
