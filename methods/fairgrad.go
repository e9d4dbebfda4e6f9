package methods

import (
	"github.com/mtobench/mtobench/methods/internal/solve"
	"gonum.org/v1/gonum/mat"
)

// FairGrad weights the tasks so that their local improvements are alpha-fair
// (Ban and Ji 2024, equation 5):
//
//	(G G' w)_i = w_i^(-1/alpha)    for every i, w > 0.
//
// Alpha 1 is Nash-MTL without its clip. LibMTL runs a least-squares solver
// from equal weights, which may stop early on small or widely scaled
// gradients; the root is found exactly here. It does not exist when a convex
// combination of the gradients is zero; then the weights of the step before
// stay, 1/K at the first step, and the trace says so. (LibMTL then uses
// whatever its solver ends at.)
//
// Cost: K backward passes. Heads: weight w_k, those of the weighted loss.
// State: the weights of the step before.
var FairGrad = Info{
	Name:  "fairgrad",
	Title: "FairGrad",
	Kind:  GradientOriented,
	Year:  2024,
	Paper: "Ban, Ji: Fair Resource Allocation in Multi-Task Learning, ICML 2024",
	Rule:  "(G G' w)_i = w_i^(-1/alpha)",
	Cost:  "K backwards",
	Heads: "weight w_k",
	Params: []Param{
		{Name: "alpha", Default: "1", Number: true, Min: 0.05, Max: 100, Doc: "fairness"},
		maxNormParam("max_norm", "0", "largest norm of the shared gradient; 0 does not clip"),
	},
	New: newFairGrad,
}

type fairGrad struct {
	Weighted
	power, maxNorm float64
	state          fairState
	root           solve.Nash
}

// fairState is what outlives a step: the weights, for a step without a root.
type fairState struct{ Weights []float64 }

func newFairGrad(c Config) (Method, error) {
	w := ones(c.Tasks)
	scaleBy(w, 1/float64(c.Tasks))
	return &fairGrad{power: 1 / c.Float("alpha"), maxNorm: c.Float("max_norm"), state: fairState{w}}, nil
}

// State implements Stateful.
func (m *fairGrad) State() any { return &m.state }

func (m *fairGrad) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *fairGrad) weights(gram *mat.SymDense, _, shared, heads []float64) error {
	if !m.root.SolvePower(m.state.Weights, gram, m.power) {
		m.trace.Event = noBargain(gram)
	}
	copy(shared, m.state.Weights)
	copy(heads, shared)
	clipNorm(gram, shared, m.maxNorm)
	return nil
}
