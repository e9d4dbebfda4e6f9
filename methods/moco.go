package methods

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// MoCo follows a common descent direction of tracked gradients (Fernando et
// al. 2023, Algorithm 1): y_k is a moving average of task k's gradient, which
// takes the bias off, and the weights follow the min-norm problem by one step.
//
//	y_k <- y_k - b_t (y_k - L_k g_k / (|g_k| + 1e-8)),    b_t = beta / t^beta_sigma
//	w <- softmax(w - c_t (Y Y' + rho I) w),               c_t = gamma / t^gamma_sigma
//	update = sum_k w_k y_k
//
// for steps t = 1, 2, ..., from y = 0 and w = 1/K. The default follows LibMTL:
// the gradients are given the lengths L_k, and w goes through a softmax, that
// of weights which were softmaxed before, where the paper projects it on the
// simplex and tracks plain gradients.
//
// Cost: K backward passes. Heads: weight 1. State: y (8 K P bytes), w, t.
var MoCo = Info{
	Name:           "moco",
	Title:          "MoCo",
	Kind:           GradientOriented,
	Year:           2023,
	Paper:          "Fernando, Shen, Liu, Chaudhury, Murugesan, Chen: Mitigating Gradient Bias in Multi-objective Learning: A Provably Convergent Approach, ICLR 2023",
	Rule:           "y_k tracks L_k g_k / |g_k|, w <- softmax(w - c Y Y' w), update = sum_k w_k y_k",
	Cost:           "K backwards",
	Heads:          "weight 1",
	NoWeights:      true,
	PositiveLosses: true,
	Params: []Param{
		{Name: "beta", Default: "0.5", Number: true, Max: 1, Doc: "rate of the tracked gradients"},
		{Name: "beta_sigma", Default: "0.5", Number: true, Max: 10, Doc: "power with which beta decays"},
		{Name: "gamma", Default: "0.1", Number: true, Max: 1e6, Doc: "rate of the weights"},
		{Name: "gamma_sigma", Default: "0.5", Number: true, Max: 10, Doc: "power with which gamma decays"},
		{Name: "rho", Default: "0", Number: true, Max: 1e6, Doc: "added to the diagonal of Y Y'"},
	},
	New: newMoCo,
}

type moco struct {
	beta, betaSigma, gamma, gammaSigma, rho float64

	state  mocoState
	rate   float64   // b_t
	scale  []float64 // what a step's gradients are multiplied by
	cross  []float64 // Y Y' w
	track  func(rows [][]float64, dst []float64)
	follow func(rows [][]float64, dst []float64)
}

// mocoState is what outlives a step.
type mocoState struct {
	Y       running
	Weights []float64
	Steps   int
}

func newMoCo(c Config) (Method, error) {
	k := c.Tasks
	m := &moco{
		beta: c.Float("beta"), betaSigma: c.Float("beta_sigma"),
		gamma: c.Float("gamma"), gammaSigma: c.Float("gamma_sigma"), rho: c.Float("rho"),
		state: mocoState{Weights: ones(k)},
		scale: make([]float64, k), cross: make([]float64, k),
	}
	scaleBy(m.state.Weights, 1/float64(k))
	m.track, m.follow = m.trackBlock, m.followBlock
	return m, nil
}

// State implements Stateful.
func (m *moco) State() any { return &m.state }

// Trace implements Tracer. The update is no combination of the step's own
// gradients.
func (m *moco) Trace() Trace { return Trace{Reported: m.state.Weights} }

func (m *moco) Step(s Step) error {
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	m.state.Steps++
	t := float64(m.state.Steps)
	m.rate = m.beta / math.Pow(t, m.betaSigma)
	gram := j.Gram()
	for k, l := range s.Losses() {
		m.scale[k] = l / (math.Sqrt(gram.At(k, k)) + 1e-8)
	}
	clear(m.cross)
	m.state.Y.begin(j)
	if err := j.Map(m.track, nil); err != nil {
		return err
	}
	by := m.gamma / math.Pow(t, m.gammaSigma)
	for k, w := range m.state.Weights {
		m.state.Weights[k] = w - by*(m.cross[k]+m.rho*w)
	}
	softmax(m.state.Weights, m.state.Weights)
	m.state.Y.begin(j)
	return j.Map(m.follow, nil)
}

// trackBlock moves y and adds up Y Y' w, for which dst holds Y'w.
func (m *moco) trackBlock(rows [][]float64, dst []float64) {
	y := m.state.Y.next(len(dst))
	for k, row := range rows {
		own, by := y[k], m.scale[k]
		for p, g := range row {
			own[p] -= m.rate * (own[p] - by*g)
		}
	}
	sumRows(dst, m.state.Weights, y)
	for k, row := range y {
		m.cross[k] += floats.Dot(row, dst)
	}
}

func (m *moco) followBlock(_ [][]float64, dst []float64) {
	sumRows(dst, m.state.Weights, m.state.Y.next(len(dst)))
}
