package methods

// LS is linear scalarisation, also called equal weighting: the sum of the
// task losses, every weight 1. The family of code that made the published
// tables sums; it does not average. (LibMTL does the same, though its
// documentation speaks of weights 1/K.)
//
//	L = sum_k w_k L_k, w_k = 1 unless weights says otherwise
//
// Cost: one backward pass. Heads: the same weights. State: none.
var LS = Info{
	Name:   "ls",
	Title:  "LS",
	Kind:   LossOriented,
	Year:   2010,
	Paper:  "Linear scalarisation: the plain sum of the losses",
	Rule:   "w_k = 1",
	Cost:   "one backward",
	Heads:  "the same weights",
	Params: []Param{taskWeights},
	New: func(c Config) (Method, error) {
		w, err := c.PerTask(taskWeights.Name)
		return &ls{weights: w}, err
	},
}

type ls struct {
	Weighted
	weights []float64
}

func (m *ls) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *ls) weigh(_, w []float64) error {
	copy(w, m.weights)
	return nil
}
