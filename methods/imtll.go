package methods

import "math"

// IMTLL is IMTL-L, the loss balance of impartial multi-task learning: each
// task has a log-scale s_k, learned along with the network, that brings its
// scaled loss towards 1.
//
//	L = sum_k (exp(s_k) L_k - s_k), hence w_k = exp(s_k)
//
// No released code runs it alone: LibMTL follows it with IMTL-G, on which s
// does not depend. There s is one of the network's parameters, with the
// network's rate and decay; here it has those of UW in the family of code that
// made the published tables, an Adam of rate 0.025 without decay.
//
// Cost: one backward pass. Heads: the same weights. State: s and its Adam,
// whose rate follows the network's schedule.
var IMTLL = Info{
	Name:  "imtll",
	Title: "IMTL-L",
	Kind:  LossOriented,
	Year:  2021,
	Paper: "Liu, Li, Kuang, Xue, Chen, Yang, Liao, Zhang: Towards Impartial Multi-task Learning, ICLR 2021",
	Rule:  "w_k = exp(s_k), s learned towards w_k L_k = 1",
	Cost:  "one backward",
	Heads: "the same weights",
	Params: []Param{
		{Name: "lr", Default: "0.025", Doc: "Adam's rate for s", Number: true, Min: 0, Max: 10},
		{Name: "init", Default: "0", Doc: "s at the start", Number: true, Min: -50, Max: 50},
		{Name: "decay", Default: "0", Doc: "weight decay of s", Number: true, Min: 0, Max: 1},
	},
	New: func(c Config) (Method, error) {
		return &imtll{learned: newLearned(c.Tasks, c.Float("init"), c.Float("lr"), c.Float("decay"))}, nil
	},
}

type imtll struct {
	Weighted
	learned
}

func (m *imtll) Step(s Step) error {
	if err := m.StepLosses(s, m.weigh); err != nil {
		return err
	}
	for k, l := range s.Losses() {
		m.grad[k] = math.Exp(m.state.S[k])*l - 1
	}
	m.learn()
	return nil
}

func (m *imtll) weigh(_, w []float64) error {
	for k, s := range m.state.S {
		w[k] = math.Exp(s)
	}
	return nil
}
