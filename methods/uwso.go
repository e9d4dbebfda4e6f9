package methods

// UWSO is UW-SO, uncertainty weighting by a softmax of the optimal weights of
// UW-O, with a temperature:
//
//	w = softmax((1/(L + 1e-8)) / T)
//
// with L the current losses, held constant. The weights sum to 1 and go to the
// task of the smallest loss. T has to be tuned, since it is in units of 1/L;
// the released code's default, which is kept, is 1.
//
// Cost: one backward pass. Heads: the same weights. State: none.
var UWSO = Info{
	Name:           "uwso",
	Title:          "UW-SO",
	Kind:           LossOriented,
	Year:           2024,
	Paper:          uwsoPaper,
	Rule:           "w = softmax((1/L)/T)",
	Cost:           "one backward",
	Heads:          "the same weights",
	PositiveLosses: true,
	Params: []Param{
		{Name: "temp", Default: "1", Number: true, Min: 1e-3, Max: 1e6, Doc: "temperature T, in units of 1/loss"},
	},
	New: func(c Config) (Method, error) { return &uwso{temp: c.Float("temp")}, nil },
}

const uwsoPaper = "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott, Köhler: Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, GCPR 2024"

type uwso struct {
	Weighted
	temp float64
}

func (m *uwso) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *uwso) weigh(losses, w []float64) error {
	m.wantPositive(losses)
	optimalUncertainty(losses, w)
	scaleBy(w, 1/m.temp)
	softmax(w, w)
	return nil
}
