package methods

// LS is linear scalarisation, also called equal weighting: the sum of the
// task losses, every weight 1. The family of code that made the published
// tables sums; it does not average.
//
//	L = sum_k L_k
var LS = Info{
	Name:  "ls",
	Title: "LS",
	Kind:  LossOriented,
	Year:  2010,
	Paper: "Linear scalarisation: the plain sum of the losses",
	Rule:  "w_k = 1",
	Cost:  "one backward",
	Heads: "weight 1",
	New:   func(Config) (Method, error) { return &ls{}, nil },
}

type ls struct{ Weighted }

func (m *ls) Step(s Step) error {
	return m.StepLosses(s, func(losses, w []float64) error {
		for k := range w {
			w[k] = 1
		}
		return nil
	})
}
