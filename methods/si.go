package methods

// SI is the scale-invariant baseline of the family of code that made the
// published tables: the sum of the logarithms of the losses, so that a task's
// unit does not matter.
//
//	L = sum_k v_k log L_k, hence w_k = v_k / L_k; v_k = 1 unless weights
//	says otherwise
//
// There is no epsilon, and a negative loss gives a negative weight, as in the
// released code. A loss of 0 gives an infinite weight there, and 0 here.
//
// Cost: one backward pass. Heads: the same weights. State: none. The code
// reports v, not w.
var SI = Info{
	Name:           "si",
	Title:          "SI",
	Kind:           LossOriented,
	Year:           2022,
	Paper:          "Navon et al.: Multi-Task Learning as a Bargaining Game, ICML 2022 (as baseline)",
	Rule:           "w_k = 1/L_k",
	Cost:           "one backward",
	Heads:          "the same weights",
	PositiveLosses: true,
	Params:         []Param{taskWeights},
	New: func(c Config) (Method, error) {
		v, err := c.PerTask(taskWeights.Name)
		return &si{weights: v}, err
	},
}

type si struct {
	Weighted
	weights []float64
}

func (m *si) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *si) weigh(losses, w []float64) error {
	m.trace.Reported = m.weights
	m.wantPositive(losses)
	for k, l := range losses {
		w[k] = reciprocal(m.weights[k], l)
	}
	return nil
}
