package methods

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// PBI is penalty boundary intersection (Zhang and Li 2007, section III-C): the
// losses less a reference point go down along a direction d, with a penalty
// for their distance from it.
//
//	s = L - reference,  d1 = <s, d>,  p = s - d1 d,  d2 = sqrt(|p|^2 + 1e-12)
//	loss = d1 + theta d2,  w = d + theta p / d2
//
// with d the preference over its norm, as in TorchJD. Weights can be negative.
// theta 5 is usual in evolutionary search.
//
// Cost: one backward pass. Heads: the same weights. State: none.
var PBI = Info{
	Name:  "pbi",
	Title: "PBI",
	Kind:  LossOriented,
	Year:  2007,
	Paper: "Zhang, Li: MOEA/D: A Multiobjective Evolutionary Algorithm Based on Decomposition, IEEE Transactions on Evolutionary Computation 2007",
	Rule:  "w = d + theta p / |p|, p the part of L across the direction d",
	Cost:  "one backward",
	Heads: "the same weights",
	Params: []Param{
		{Name: "theta", Default: "5", Number: true, Max: 1e6, Doc: "penalty for the distance from the direction"},
		preferenceParam("ones", "direction d before it is made to norm 1, one number a task"),
		referenceParam,
	},
	New: newPBI,
}

// referenceParam is a reference point of the losses.
var referenceParam = Param{
	Name: "reference", Default: "0", Number: true, Min: -1e300, Max: 1e300, List: true,
	Doc: "reference point that is taken off the losses",
}

type pbi struct {
	Weighted
	theta                float64
	direction, reference []float64
}

func newPBI(c Config) (Method, error) {
	d, err := c.preference(1)
	if err != nil {
		return nil, err
	}
	if norm := floats.Norm(d, 2); norm > 0 {
		scaleBy(d, 1/norm)
	}
	reference, err := c.PerTask(referenceParam.Name)
	return &pbi{theta: c.Float("theta"), direction: d, reference: reference}, err
}

func (m *pbi) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *pbi) weigh(losses, w []float64) error {
	var along float64
	for k, l := range losses {
		along += (l - m.reference[k]) * m.direction[k]
	}
	for k, l := range losses {
		w[k] = l - m.reference[k] - along*m.direction[k]
	}
	across := math.Hypot(floats.Norm(w, 2), 1e-6)
	for k, d := range m.direction {
		w[k] = d + m.theta*(w[k]/across)
	}
	return nil
}
