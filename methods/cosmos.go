package methods

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// COSMOS is the scalarisation of conditioned one-shot multi-objective search
// (Ruchte and Grabocka 2021, equation 5): linear scalarisation with a reward
// for losses that point along the preference r.
//
//	loss = <r, L> - lambda cos(r, L)
//	w_k = r_k - lambda (r_k / (|r| |L|) - cos L_k / |L|^2)
//
// Weights can be negative. The norms are at least 1e-8, as in torch. The paper
// draws r from a Dirichlet distribution at every batch and gives it to the
// network as an input, so that one network holds a whole front; here, as in
// TorchJD, r is one preference, and a front takes a run for each. The paper
// tunes lambda for each data set; 2 is its value for Multi-MNIST.
//
// Cost: one backward pass. Heads: the same weights. State: none.
var COSMOS = Info{
	Name:  "cosmos",
	Title: "COSMOS",
	Kind:  LossOriented,
	Year:  2021,
	Paper: "Ruchte, Grabocka: Scalable Pareto Front Approximation for Deep Multi-Objective Learning, ICDM 2021",
	Rule:  "w = d/dL (<r, L> - lambda cos(r, L))",
	Cost:  "one backward",
	Heads: "the same weights",
	Params: []Param{
		{Name: "lambda", Default: "2", Number: true, Max: 1e6, Doc: "weight of the angle between losses and preference"},
		preferenceParam("mean", "preference r, one number a task; mean is 1/K"),
	},
	New: func(c Config) (Method, error) {
		r, err := c.preference(1 / float64(c.Tasks))
		return &cosmos{lambda: c.Float("lambda"), r: r, norm: math.Max(floats.Norm(r, 2), torchEps)}, err
	},
}

// torchEps is what torch's cosine similarity takes for the least norm.
const torchEps = 1e-8

type cosmos struct {
	Weighted
	lambda, norm float64 // norm of r
	r            []float64
}

func (m *cosmos) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *cosmos) weigh(losses, w []float64) error {
	size := math.Max(floats.Norm(losses, 2), torchEps)
	var cos float64
	for k, l := range losses {
		cos += m.r[k] / m.norm * (l / size)
	}
	if size == torchEps {
		cos = 0 // at the least norm, the norm does not move
	}
	for k, l := range losses {
		w[k] = m.r[k] - m.lambda*(m.r[k]/m.norm-cos*(l/size))/size
	}
	return nil
}
