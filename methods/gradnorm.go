package methods

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// GradNorm learns weights that keep the norms of the weighted gradients near
// a common one, larger for tasks that train slowly (Chen et al. 2018,
// equations 1 and 2): with weights v = K softmax(s), G_k = |v_k g_k| and the
// inverse training rate r_k = (L_k / L_k(0)) over its mean,
//
//	minimise sum_k |G_k - mean(G) r_k^alpha| over s, the target held constant,
//
// by one step of Adam after each mini-batch. The default follows LibMTL: L(0)
// are the mean losses of the first epoch, in which every weight is 1, and the
// weights come from a softmax; lr is that of the other learned weights here,
// where LibMTL uses the network's.
//
// Cost: K backward passes. Heads: weight v_k. State: s and its Adam, whose
// rate follows the network's schedule, and the first epoch's losses.
var GradNorm = Info{
	Name:           "gradnorm",
	Title:          "GradNorm",
	Kind:           GradientOriented,
	Year:           2018,
	Paper:          "Chen, Badrinarayanan, Lee, Rabinovich: GradNorm, ICML 2018",
	Rule:           "w = K softmax(s), s learned so that |w_k g_k| ~ r_k^alpha",
	Cost:           "K backwards",
	Heads:          "weight w_k",
	PositiveLosses: true,
	Params: []Param{
		{Name: "alpha", Default: "1.5", Number: true, Max: 100, Doc: "strength with which slow tasks are pulled"},
		{Name: "lr", Default: "0.025", Number: true, Max: 10, Doc: "Adam's rate on s"},
	},
	New: newGradNorm,
}

type gradNorm struct {
	Weighted
	s     learned
	alpha float64
	norms []float64 // of the weighted gradients
	rates []float64
	saved gradNormState
}

// gradNormState is what outlives a step.
type gradNormState struct {
	Learned *learnedState
	First   []float64 // mean losses of the first epoch; empty during it
}

func newGradNorm(c Config) (Method, error) {
	m := &gradNorm{
		s:     newLearned(c.Tasks, 1, c.Float("lr"), 0),
		alpha: c.Float("alpha"),
		norms: make([]float64, c.Tasks),
		rates: make([]float64, c.Tasks),
	}
	m.saved.Learned = &m.s.state
	return m, nil
}

// State implements Stateful.
func (m *gradNorm) State() any { return &m.saved }

// SetLRScale implements Scheduled.
func (m *gradNorm) SetLRScale(scale float64) { m.s.SetLRScale(scale) }

// EndEpoch implements EpochEnder: the first epoch's losses are the base.
func (m *gradNorm) EndEpoch(meanLosses []float64) {
	if len(m.saved.First) == 0 {
		m.saved.First = slices.Clone(meanLosses)
	}
}

func (m *gradNorm) Step(s Step) error {
	if len(m.saved.First) == 0 {
		return m.StepLosses(s, func(_, w []float64) error {
			for k := range w {
				w[k] = 1
			}
			return nil
		})
	}
	if err := m.StepGram(s, m.weights); err != nil {
		return err
	}
	m.s.learn()
	return nil
}

// weights writes v, and the gradient of the sum over s: with the sign e_k of
// G_k - target, the sum over k of e_k |g_k| v_k (delta_kj - v_j / K).
func (m *gradNorm) weights(gram *mat.SymDense, losses, shared, heads []float64) error {
	n := float64(len(shared))
	softmax(shared, m.s.state.S)
	scaleBy(shared, n)
	copy(heads, shared)
	var norm, rate float64
	for k, v := range shared {
		m.norms[k] = v * math.Sqrt(gram.At(k, k))
		m.rates[k] = losses[k] / m.saved.First[k]
		norm += m.norms[k] / n
		rate += m.rates[k] / n
	}
	var total float64
	for k, v := range m.norms {
		m.s.grad[k] = sign(v-norm*math.Pow(m.rates[k]/rate, m.alpha)) * v
		total += m.s.grad[k]
	}
	for k, v := range shared {
		m.s.grad[k] -= total * v / n
	}
	return nil
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
