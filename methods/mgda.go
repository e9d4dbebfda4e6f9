package methods

import (
	"math"

	"github.com/mtobench/mtobench/methods/internal/solve"
	"gonum.org/v1/gonum/mat"
)

// MGDA follows the shortest convex combination of the task gradients, which
// is a descent direction of every task unless it is zero (Désidéri 2012; Sener
// and Koltun 2018, equation 3):
//
//	min |sum_k w_k g_k|,    w >= 0, sum_k w_k = 1.
//
// The code behind the published tables multiplies the weights by K, so that
// they sum to K as those of LS do (total tasks); LibMTL and TorchJD do not
// (total one). Solver exact finds the minimum. Solver reference repeats the
// released one: the best pair of tasks, which at a boundary gets 0.999 and
// 0.001, then projected-gradient steps with a line search, until the weights
// change by less than 1e-5; its counter of iterations is never raised, so it
// may not end, and niter bounds it here (LibMTL: 250). Solver frankwolfe is
// TorchJD's: at most niter steps from equal weights, ended by a step below
// 1e-3.
//
// A normalisation divides the gradients by a number before they are weighed
// and combined, as in LibMTL: their norm (l2), the loss, or both (loss+). In
// the tables' own code only l2 and none do not crash.
var MGDA = Info{
	Name:  "mgda",
	Title: "MGDA",
	Kind:  GradientOriented,
	Year:  2018,
	Paper: "Sener, Koltun: Multi-Task Learning as Multi-Objective Optimization, NeurIPS 2018",
	Rule:  "w = argmin |sum_k w_k g_k| over the simplex, times K",
	Cost:  "K backwards",
	Heads: "weight K w_k",
	Params: []Param{
		{Name: "solver", Default: "exact", Choices: []string{"exact", "reference", "frankwolfe"},
			Doc: "exact minimum, or the iteration of the released code or of TorchJD"},
		{Name: "normalisation", Default: "none", Choices: []string{"none", "l2", "loss", "loss+"},
			Doc: "what each gradient is divided by: nothing, its norm, the loss, both"},
		{Name: "total", Default: "tasks", Choices: []string{"tasks", "one"}, Doc: "what the weights sum to before the normalisation"},
		{Name: "niter", Default: "10000", Number: true, Integer: true, Min: 1, Max: 1e9,
			Doc: "largest number of iterations of solvers reference and frankwolfe"},
	},
	New: newMGDA,
}

type mgda struct {
	Weighted
	find      func(w []float64, gram *mat.SymDense) bool
	normalise string
	total     float64
	divisor   []float64
	scaled    *mat.SymDense
	exact     solve.Simplex
}

const eventNotFinite = "gradients are not finite: equal weights"

func newMGDA(c Config) (Method, error) {
	m := &mgda{
		normalise: c.Word("normalisation"),
		total:     1,
		divisor:   make([]float64, c.Tasks),
		scaled:    mat.NewSymDense(c.Tasks, nil),
	}
	if c.Word("total") == "tasks" {
		m.total = float64(c.Tasks)
	}
	switch niter := c.Int("niter"); c.Word("solver") {
	case "exact":
		m.find = m.exact.MinNorm
	case "reference":
		m.find = newPairDescent(c.Tasks, niter).run
	case "frankwolfe":
		m.find = newFrankWolfe(c.Tasks, niter).run
	}
	return m, nil
}

func (m *mgda) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *mgda) weights(gram *mat.SymDense, losses, shared, heads []float64) error {
	if m.normalise != "none" {
		m.divisors(gram, losses)
		gram = m.divide(gram)
	}
	if !m.find(shared, gram) {
		m.trace.Event = eventNotFinite
		for k := range shared {
			shared[k] = 1 / float64(len(shared))
		}
	}
	scaleBy(shared, m.total)
	if m.normalise != "none" {
		for k, d := range m.divisor {
			shared[k] /= d
		}
	}
	copy(heads, shared)
	return nil
}

// divisors sets what the gradients are divided by; 1 in place of 0.
func (m *mgda) divisors(gram *mat.SymDense, losses []float64) {
	for k := range m.divisor {
		d := 1.0
		if m.normalise != "loss" {
			d = math.Sqrt(gram.At(k, k))
		}
		if m.normalise != "l2" {
			d *= losses[k]
		}
		if d == 0 {
			d = 1
		}
		m.divisor[k] = d
	}
}

// divide gives the Gram matrix of the divided gradients.
func (m *mgda) divide(gram *mat.SymDense) *mat.SymDense {
	for i, di := range m.divisor {
		for j := i; j < len(m.divisor); j++ {
			m.scaled.SetSym(i, j, gram.At(i, j)/di/m.divisor[j])
		}
	}
	return m.scaled
}
