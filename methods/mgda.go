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
//
// Cost: K backward passes. Heads: weight K w_k, those of the weighted loss.
// State: none.
var MGDA = Info{
	Name:  "mgda",
	Title: "MGDA",
	Kind:  GradientOriented,
	Year:  2018,
	Paper: "Sener, Koltun: Multi-Task Learning as Multi-Objective Optimization, NeurIPS 2018",
	Rule:  "w = argmin |sum_k w_k g_k| over the simplex, times K",
	Cost:  "K backwards",
	Heads: "weight K w_k",
	Params: append(minNormParams(),
		Param{Name: "normalisation", Default: "none", Choices: []string{"none", "l2", "loss", "loss+"},
			Doc: "what each gradient is divided by: nothing, its norm, the loss, both"},
		Param{Name: "total", Default: "tasks", Choices: []string{"tasks", "one"}, Doc: "what the weights sum to before the normalisation"},
	),
	New: newMGDA,
}

// minNormParams are the parameters of the methods that find a minimum-norm
// point.
func minNormParams() []Param {
	return []Param{
		{Name: "solver", Default: "exact", Choices: []string{"exact", "reference", "frankwolfe"},
			Doc: "exact minimum, or the iteration of the released code or of TorchJD"},
		{Name: "niter", Default: "10000", Number: true, Integer: true, Min: 1, Max: 1e9,
			Doc: "largest number of iterations of solvers reference and frankwolfe"},
	}
}

// minNorm writes the weights, which sum to 1, of the minimum-norm point. It is
// false, and w undefined, where the Gram matrix is not finite.
type minNorm func(w []float64, gram *mat.SymDense) bool

// newMinNorm is the solver that the parameters name.
func newMinNorm(c Config) minNorm {
	switch niter := c.Int("niter"); c.Word("solver") {
	case "reference":
		return newPairDescent(c.Tasks, niter).run
	case "frankwolfe":
		return newFrankWolfe(c.Tasks, niter).run
	}
	return new(solve.Simplex).MinNorm
}

// orEqual makes it equal weights where there is no answer, and says so.
func (f minNorm) orEqual(w []float64, gram *mat.SymDense) (event string) {
	if f(w, gram) {
		return ""
	}
	for k := range w {
		w[k] = 1 / float64(len(w))
	}
	return eventNotFinite
}

type mgda struct {
	Weighted
	find      minNorm
	normalise string
	total     float64
	divisor   []float64
	scaled    *mat.SymDense
}

const eventNotFinite = "gradients are not finite: equal weights"

func newMGDA(c Config) (Method, error) {
	m := &mgda{
		find:      newMinNorm(c),
		normalise: c.Word("normalisation"),
		total:     1,
		divisor:   make([]float64, c.Tasks),
		scaled:    mat.NewSymDense(c.Tasks, nil),
	}
	if c.Word("total") == "tasks" {
		m.total = float64(c.Tasks)
	}
	return m, nil
}

func (m *mgda) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *mgda) weights(gram *mat.SymDense, losses, shared, heads []float64) error {
	if m.normalise != "none" {
		m.divisors(gram, losses)
		divideGram(m.scaled, gram, m.divisor)
		gram = m.scaled
	}
	m.trace.Event = m.find.orEqual(shared, gram)
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
