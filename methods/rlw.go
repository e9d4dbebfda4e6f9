package methods

import "math/rand/v2"

// RLW is random loss weighting: at every step fresh weights, the softmax of
// standard normal numbers.
//
//	w = softmax(x), x_k ~ N(0, 1)
//
// The weights sum to 1, not to K; all released codes agree in that.
//
// Cost: one backward pass. Heads: the same weights. State: the random stream.
var RLW = Info{
	Name:  "rlw",
	Title: "RLW",
	Kind:  LossOriented,
	Year:  2022,
	Paper: "Lin, Ye, Zhang, Tsang: Reasonable Effectiveness of Random Weighting, TMLR 2022",
	Rule:  "w = softmax(x), x ~ N(0,1)",
	Cost:  "one backward",
	Heads: "the same weights",
	New: func(c Config) (Method, error) {
		return &rlw{source: c.Rand, normal: rand.New(c.Rand).NormFloat64}, nil
	},
}

type rlw struct {
	Weighted
	source *rand.PCG
	normal func() float64
}

func (m *rlw) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *rlw) weigh(_, w []float64) error {
	for k := range w {
		w[k] = m.normal()
	}
	softmax(w, w)
	return nil
}

// State implements Stateful.
func (m *rlw) State() any { return m.source }
