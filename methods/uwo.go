package methods

// UWO is UW-O, uncertainty weighting at its optimum: the least of
// L/(2 s) + log(s)/2 over s is at s = L, so that the weights are
//
//	w_k = 1 / (L_k + 1e-8)
//
// with L_k the current losses, held constant. The value of the loss is then K
// and its gradient that of SI.
//
// Cost: one backward pass. Heads: the same weights. State: none.
var UWO = Info{
	Name:           "uwo",
	Title:          "UW-O",
	Kind:           LossOriented,
	Year:           2024,
	Paper:          uwsoPaper,
	Rule:           "w_k = 1/L_k",
	Cost:           "one backward",
	Heads:          "the same weights",
	PositiveLosses: true,
	New:            func(Config) (Method, error) { return &uwo{}, nil },
}

type uwo struct{ Weighted }

func (m *uwo) Step(s Step) error {
	return m.StepLosses(s, func(losses, w []float64) error {
		m.wantPositive(losses)
		optimalUncertainty(losses, w)
		return nil
	})
}

// optimalUncertainty writes 1 / (L + 1e-8).
func optimalUncertainty(losses, w []float64) {
	for k, l := range losses {
		w[k] = reciprocal(1, l+1e-8)
	}
}
