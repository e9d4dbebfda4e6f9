package methods

import (
	"math"

	"github.com/mtobench/mtobench/tasks/optim"
)

// UW is uncertainty weighting: each task has a log-variance s_k that is
// learned along with the network.
//
//	L = sum_k (exp(-s_k) L_k + s_k) / 2, hence w_k = exp(-s_k) / 2
//
// The variants have this loss in common. In the family of code that made the
// published tables (the default) s starts at 0 and is a group of its own, of
// rate 0.025, in the network's Adam, and the weights reported are exp(-s),
// twice those that act. In LibMTL s starts at -0.5 and is one of the network's
// parameters: lr and decay are then to be set to the network's own; it reports
// the weights that act.
//
// Cost: one backward pass. Heads: the same weights. State: s and its Adam,
// whose rate follows the network's schedule.
var UW = Info{
	Name:  "uw",
	Title: "UW",
	Kind:  LossOriented,
	Year:  2018,
	Paper: "Kendall, Gal, Cipolla: Multi-Task Learning Using Uncertainty to Weigh Losses, CVPR 2018",
	Rule:  "w_k = exp(-s_k)/2, s learned",
	Cost:  "one backward",
	Heads: "the same weights",
	Params: []Param{
		{Name: "variant", Default: "family", Doc: "released code to follow in the start of s and in what is reported", Choices: []string{"family", "libmtl"}},
		{Name: "lr", Default: "0.025", Doc: "Adam's rate for s", Number: true, Min: 0, Max: 10},
		{Name: "init", Default: "auto", Doc: "s at the start; auto is 0, or -0.5 in libmtl", Choices: []string{"auto"}, Number: true, Min: -50, Max: 50},
		{Name: "decay", Default: "0", Doc: "weight decay of s", Number: true, Min: 0, Max: 1},
	},
	New: func(c Config) (Method, error) { return newUW(c), nil },
}

func newUW(c Config) *uw {
	m := &uw{family: c.Word("variant") == "family"}
	init := 0.0
	switch {
	case c.Word("init") != "auto":
		init = c.Float("init")
	case !m.family:
		init = -0.5
	}
	m.learned = newLearned(c.Tasks, init, c.Float("lr"), c.Float("decay"))
	m.reported = make([]float64, c.Tasks)
	return m
}

type uw struct {
	Weighted
	learned
	family   bool
	reported []float64
}

func (m *uw) Step(s Step) error {
	if err := m.StepLosses(s, m.weigh); err != nil {
		return err
	}
	for k, l := range s.Losses() {
		m.grad[k] = 0.5 * (1 - math.Exp(-m.state.S[k])*l)
	}
	m.learn()
	return nil
}

func (m *uw) weigh(_, w []float64) error {
	for k, s := range m.state.S {
		m.reported[k] = math.Exp(-s)
		w[k] = 0.5 * m.reported[k]
	}
	if m.family {
		m.trace.Reported = m.reported
	}
	return nil
}

// learned is embedded by methods that learn one number s_k a task by Adam,
// in step with the network.
type learned struct {
	lr    float64
	grad  []float64 // of s at the last step
	state learnedState
}

type learnedState struct {
	S       []float64
	Adam    *optim.Adam[float64]
	LRScale float64 // of the network's schedule
}

func newLearned(tasks int, init, lr, decay float64) learned {
	s := ones(tasks)
	for k := range s {
		s[k] = init
	}
	return learned{
		lr:    lr,
		grad:  make([]float64, tasks),
		state: learnedState{S: s, Adam: optim.NewAdam[float64](decay), LRScale: 1},
	}
}

func (m *learned) learn() { m.state.Adam.Step(m.state.S, m.grad, m.lr*m.state.LRScale) }

// SetLRScale implements Scheduled.
func (m *learned) SetLRScale(scale float64) { m.state.LRScale = scale }

// State implements Stateful.
func (m *learned) State() any { return &m.state }
