package methods

import "math"

// GLS is the geometric loss strategy: the geometric mean of the losses.
//
//	L = (prod_k L_k)^(1/K), hence w_k = L / (K L_k)
//
// It is computed in logarithms, since the product leaves the range of floats
// with many tasks. LibMTL, the one released code of the family, differentiates
// this loss too, but logs L_k / (K prod L), which is not its weight; that is
// not repeated here. TorchJD's GeometricMean is the same loss. One loss of 0
// makes the mean 0, and the released codes NaN; here all weights are 0 then.
//
// Cost: one backward pass. Heads: the same weights. State: none.
var GLS = Info{
	Name:           "gls",
	Title:          "GLS",
	Kind:           LossOriented,
	Year:           2019,
	Paper:          "Chennupati, Sistu, Yogamani, Rawashdeh: MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss Strategy, CVPR Workshops 2019",
	Rule:           "w_k = (prod L)^(1/K) / (K L_k)",
	Cost:           "one backward",
	Heads:          "the same weights",
	PositiveLosses: true,
	New:            func(Config) (Method, error) { return &gls{}, nil },
}

type gls struct{ Weighted }

func (m *gls) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *gls) weigh(losses, w []float64) error {
	m.wantPositive(losses)
	tasks := float64(len(losses))
	var mean float64
	for k, l := range losses {
		w[k] = math.Log(l)
		mean += w[k] / tasks
	}
	if math.IsInf(mean, -1) {
		clear(w)
		return nil
	}
	for k, log := range w {
		w[k] = math.Exp(min(mean-log, maxLog)) / tasks
	}
	return nil
}

// maxLog is the logarithm of a number near the largest float.
const maxLog = 709
