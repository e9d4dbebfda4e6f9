package methods

import "math"

// STCH is smooth Tchebycheff scalarisation: a soft maximum of the losses, each
// relative to a nadir, so that the worst task leads.
//
//	L = K mu log sum_k exp(y_k / mu), y_k = log(L_k / nadir_k + 1e-20)
//
// hence w = K softmax(y / mu) / L. Up to and including the epoch warmup the
// loss is sum_k log(L_k + 1e-20), hence w = 1/L; the nadir is the mean of the
// losses of the mini-batches of the epoch warmup. A run of fewer epochs never
// leaves the warm-up. This is LibMTL, whose value lacks the largest y_k but
// whose gradient, which is all that acts, does not.
//
// Variant torchjd has no logarithm, nadir, warm-up or factor K: with a
// preference v and a reference point, which the other has not,
//
//	L = mu log sum_k exp(y_k / mu), y_k = v_k (L_k - reference_k)
//
// Cost: one backward pass. Heads: the same weights. State: the epoch and the
// nadir.
var STCH = Info{
	Name:           "stch",
	Title:          "STCH",
	Kind:           LossOriented,
	Year:           2024,
	Paper:          "Lin, Zhang, Yang, Liu, Wang, Zhang: Smooth Tchebycheff Scalarization for Multi-Objective Optimization, ICML 2024",
	Rule:           "w_k = K softmax(log(L/nadir)/mu)_k / L_k",
	Cost:           "one backward",
	Heads:          "the same weights",
	PositiveLosses: true,
	Params: []Param{
		{Name: "variant", Default: "libmtl", Doc: "released code to follow", Choices: []string{"libmtl", "torchjd"}},
		{Name: "mu", Default: "1", Doc: "smoothness of the maximum", Number: true, Min: 1e-3, Max: 1e3},
		{Name: "warmup", Default: "4", Doc: "the epoch, from 0, whose losses give the nadir", Number: true, Integer: true, Min: 0, Max: 1e6},
		preferenceParam("mean", "of variant torchjd, one number a task; mean is 1/K"),
		referenceParam,
	},
	New: func(c Config) (Method, error) {
		if c.Word("variant") == "torchjd" {
			return newSmoothMax(c)
		}
		m := &stch{mu: c.Float("mu"), warmup: c.Int("warmup")}
		m.state.Sum = make([]float64, c.Tasks)
		return m, nil
	},
}

// stchEps keeps the logarithms finite.
const stchEps = 1e-20

type stch struct {
	Weighted
	mu     float64
	warmup int
	state  struct {
		Epoch int
		// Sum is of the losses of the epoch warmup, over Count mini-batches.
		Sum   []float64
		Count int
	}
}

func (m *stch) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *stch) weigh(losses, w []float64) error {
	m.wantPositive(losses)
	if m.state.Epoch > m.warmup {
		m.lead(losses, w)
		return nil
	}
	for k, l := range losses {
		w[k] = 1 / (l + stchEps)
	}
	if m.state.Epoch == m.warmup {
		for k, l := range losses {
			m.state.Sum[k] += l
		}
		m.state.Count++
	}
	return nil
}

// lead writes the weights after the warm-up.
func (m *stch) lead(losses, w []float64) {
	for k, l := range losses {
		w[k] = math.Log(l/m.nadir(k)+stchEps) / m.mu
	}
	softmax(w, w)
	for k, l := range losses {
		w[k] *= float64(len(w)) / (l + stchEps*m.nadir(k))
	}
}

func (m *stch) nadir(k int) float64 { return m.state.Sum[k] / float64(m.state.Count) }

// EndEpoch implements EpochEnder.
func (m *stch) EndEpoch([]float64) { m.state.Epoch++ }

// State implements Stateful.
func (m *stch) State() any { return &m.state }

// smoothMax is TorchJD's form.
type smoothMax struct {
	Weighted
	mu                    float64
	preference, reference []float64
}

func newSmoothMax(c Config) (Method, error) {
	v, err := c.preference(1 / float64(c.Tasks))
	if err != nil {
		return nil, err
	}
	reference, err := c.PerTask(referenceParam.Name)
	return &smoothMax{mu: c.Float("mu"), preference: v, reference: reference}, err
}

func (m *smoothMax) Step(s Step) error {
	return m.StepLosses(s, func(losses, w []float64) error {
		for k, l := range losses {
			w[k] = m.preference[k] * (l - m.reference[k]) / m.mu
		}
		softmax(w, w)
		for k, v := range m.preference {
			w[k] *= v
		}
		return nil
	})
}
