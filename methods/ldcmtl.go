package methods

import (
	"math"
	"slices"
)

// LDCMTL balances losses by their discrepancies (Xiao et al. 2025): a router learns weights w that also shrink the gaps between weighted
// losses of neighbours in the order of the tasks. It is presented as bilevel;
// the released code, which this follows, minimises one scalar over network and
// router together:
//
//	loss = sum_k w_k m_k / sum w + lambda sum_k |w_k m_k - w_(k+1) m_(k+1)|
//
// Its four trainers differ, and form names one:
//
//	celeba      m = L
//	nyuv2       m = L / (L0 / min L0), L0 the losses of the first mini-batch;
//	            sum w is differentiated, which it is not elsewhere
//	qm9         m = log(L / L0), L0 from the first mini-batch of every epoch
//	cityscapes  m = L, no division by sum w, gaps |L_k - L_(k+1)|
//
// The router's weights are w(theta). celeba has w = sigmoid(theta) from
// theta = 1 and qm9 w = sigmoid(relu(theta)) from U(0.2, 1), with free theta
// as here. nyuv2 and cityscapes have a softmax, clamped to [0.2, 0.8], of a
// linear layer on the features; theta is free here too, from 0. A gap of 0 has
// gradient 0. Where L or L0 is 0, log(L / L0) counts as 0.
//
// Cost: one backward pass. Heads: the same weights. State: theta and its Adam,
// whose rate follows the network's schedule, and L0.
var LDCMTL = Info{
	Name:           "ldcmtl",
	Title:          "LDC-MTL",
	Kind:           LossOriented,
	Year:           2025,
	Paper:          "Xiao, Dong, Zou, Ji: LDC-MTL: Balancing Multi-Task Learning through Scalable Loss Discrepancy Control, arXiv 2502.08585, 2025",
	Rule:           "d/dL (sum_k w_k m_k / sum w + lambda sum_k |w_k m_k - w_(k+1) m_(k+1)|), w learned",
	Cost:           "one backward",
	Heads:          "the same weights",
	PositiveLosses: true,
	Ordered:        true,
	Params: []Param{
		{Name: "form", Default: "celeba", Choices: []string{"celeba", "nyuv2", "qm9", "cityscapes"}, Doc: "released trainer to follow"},
		{Name: "lambda", Default: "auto", Choices: []string{"auto"}, Number: true, Max: 1e6, Doc: "weight of the gaps; auto is 0.01, 0.05, 0.05 and 0.1 by form"},
		{Name: "lr", Default: "0.001", Number: true, Max: 10, Doc: "Adam's rate for theta: the network's own in the released code"},
		{Name: "init", Default: "auto", Choices: []string{"auto"}, Number: true, Min: -50, Max: 50, List: true, Doc: "theta at the start; auto is by form"},
	},
	New: newLDCMTL,
}

type ldcMTL struct {
	Weighted
	form   string
	lambda float64
	router learned
	state  ldcState
	m      []float64 // normalised losses
	w      []float64 // of the router
	signs  []float64 // s_k - s_(k-1), s_k the sign of gap k
	slope  []float64 // dloss/dw
	route  func(w []float64)
}

// ldcState is what outlives a step.
type ldcState struct {
	Router *learnedState
	First  []float64 // L0
	Stale  bool      // the next mini-batch gives L0
}

func newLDCMTL(c Config) (Method, error) {
	m := &ldcMTL{form: c.Word("form"), router: newLearned(c.Tasks, 0, c.Float("lr"), 0)}
	m.lambda = map[string]float64{"celeba": 0.01, "nyuv2": 0.05, "qm9": 0.05, "cityscapes": 0.1}[m.form]
	if c.Word("lambda") != "auto" {
		m.lambda = c.Float("lambda")
	}
	for _, v := range []*[]float64{&m.m, &m.w, &m.signs, &m.slope} {
		*v = make([]float64, c.Tasks)
	}
	m.route = m.ofTheta
	m.state = ldcState{Router: &m.router.state, First: make([]float64, c.Tasks), Stale: true}
	return m, m.start(c)
}

// start sets theta.
func (m *ldcMTL) start(c Config) error {
	theta := m.router.state.S
	if c.Word("init") != "auto" {
		given, err := c.PerTask("init")
		copy(theta, given)
		return err
	}
	for k := range theta {
		switch m.form {
		case "celeba":
			theta[k] = 1
		case "qm9":
			theta[k] = 0.2 + 0.8*float64(c.Rand.Uint64()>>11)/(1<<53)
		}
	}
	return nil
}

// Step learns theta after the update's weights are set, at the same losses.
func (m *ldcMTL) Step(s Step) error {
	if err := m.StepLosses(s, m.weigh); err != nil {
		return err
	}
	m.routerGradient()
	m.router.learn()
	return nil
}

func (m *ldcMTL) weigh(losses, w []float64) error {
	m.wantPositive(losses)
	if m.state.Stale {
		copy(m.state.First, losses)
		m.state.Stale = false
	}
	m.normalise(losses, w)
	m.route(m.w)
	m.gaps()
	var total float64
	for _, v := range m.w {
		total += v
	}
	m.slopes(total)
	for k, v := range m.w {
		if m.form == "cityscapes" {
			w[k] *= v + m.lambda*m.signs[k]
		} else {
			w[k] *= v/total + m.lambda*v*m.signs[k]
		}
	}
	return nil
}

// normalise sets m, and by to dm/dL.
func (m *ldcMTL) normalise(losses, by []float64) {
	least := slices.Min(m.state.First)
	for k, l := range losses {
		first := m.state.First[k]
		m.m[k], by[k] = l, 1
		switch {
		case m.form == "nyuv2" && least > 0:
			by[k] = least / first
			m.m[k] = l * by[k]
		case m.form == "qm9":
			m.m[k], by[k] = 0, reciprocal(1, l)
			if l > 0 && first > 0 {
				m.m[k] = math.Log(l / first)
			}
		}
	}
}

// ofTheta sets w(theta).
func (m *ldcMTL) ofTheta(w []float64) {
	switch m.form {
	case "celeba", "qm9":
		for k, theta := range m.router.state.S {
			if m.form == "qm9" {
				theta = max(theta, 0)
			}
			w[k] = 1 / (1 + math.Exp(-theta))
		}
	default:
		softmax(w, m.router.state.S)
		for k, v := range w {
			w[k] = min(max(v, routerLeast), routerMost)
		}
	}
}

// The bounds of a softmax router.
const (
	routerLeast = 0.2
	routerMost  = 0.8
)

// gaps sets signs: gap k, between tasks k and k+1, pulls at both.
func (m *ldcMTL) gaps() {
	clear(m.signs)
	for k := range len(m.m) - 1 {
		gap := m.m[k] - m.m[k+1]
		if m.form != "cityscapes" {
			gap = m.w[k]*m.m[k] - m.w[k+1]*m.m[k+1]
		}
		if gap != 0 {
			sign := math.Copysign(1, gap)
			m.signs[k] += sign
			m.signs[k+1] -= sign
		}
	}
}

// slopes sets dloss/dw; total is sum w.
func (m *ldcMTL) slopes(total float64) {
	var mean float64
	for k, v := range m.w {
		mean += v / total * m.m[k]
	}
	for k, v := range m.m {
		switch m.form {
		case "cityscapes":
			m.slope[k] = v
		case "nyuv2":
			m.slope[k] = (v-mean)/total + m.lambda*v*m.signs[k]
		default:
			m.slope[k] = v/total + m.lambda*v*m.signs[k]
		}
	}
}

// routerGradient sets the gradient of theta. A clamped weight passes none.
func (m *ldcMTL) routerGradient() {
	grad, theta := m.router.grad, m.router.state.S
	if m.form == "celeba" || m.form == "qm9" {
		for k, w := range m.w {
			grad[k] = m.slope[k] * w * (1 - w)
			if m.form == "qm9" && theta[k] <= 0 {
				grad[k] = 0
			}
		}
		return
	}
	softmax(grad, theta)
	var mean float64
	for k, v := range grad {
		if v < routerLeast || v > routerMost {
			m.slope[k] = 0
		}
		mean += v * m.slope[k]
	}
	for k, v := range grad {
		grad[k] = v * (m.slope[k] - mean)
	}
}

// EndEpoch implements EpochEnder.
func (m *ldcMTL) EndEpoch([]float64) { m.state.Stale = m.state.Stale || m.form == "qm9" }

// SetLRScale implements Scheduled.
func (m *ldcMTL) SetLRScale(scale float64) { m.router.SetLRScale(scale) }

// State implements Stateful.
func (m *ldcMTL) State() any { return &m.state }
