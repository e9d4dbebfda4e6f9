package methods

// Fixed weights the tasks as the user says, times their number: GROUP in the
// released code of GO4Align, where it stands for a static assignment of
// weights. Its default there is 0.1, 0.1, 0.8, made for NYUv2; here it is 1
// for every task, which is K times the gradient of LS. (LS takes weights too,
// without the factor K.)
//
//	L = K sum_k v_k L_k, hence w_k = K v_k
//
// Cost: one backward pass. Heads: the same weights. State: none. The code
// reports v, not w.
var Fixed = Info{
	Name:   "fixed",
	Title:  "Fixed",
	Kind:   LossOriented,
	Year:   2024,
	Paper:  "Shen et al.: GO4Align, NeurIPS 2024 (fixed weights, in its ablations)",
	Rule:   "w_k = K v_k",
	Cost:   "one backward",
	Heads:  "the same weights",
	Params: []Param{taskWeights},
	New: func(c Config) (Method, error) {
		v, err := c.PerTask(taskWeights.Name)
		return &fixed{weights: v}, err
	},
}

type fixed struct {
	Weighted
	weights []float64
}

func (m *fixed) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *fixed) weigh(_, w []float64) error {
	for k, v := range m.weights {
		w[k] = float64(len(w)) * v
	}
	m.trace.Reported = m.weights
	return nil
}
