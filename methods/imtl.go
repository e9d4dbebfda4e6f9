package methods

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// IMTL is IMTL-L and IMTL-G together (Liu et al. 2021, Algorithm 1): the loss
// balance learns a log-scale s_k a task, and the gradient balance weighs the
// scaled losses' gradients impartially.
//
//	update = sum_k alpha_k exp(s_k) g_k, alpha of IMTL-G for the exp(s_k) g_k,
//	s_k learned on exp(s_k) L_k - s_k
//
// LibMTL's IMTL is this; s does not depend on alpha. It has the network's
// rate and decay for s, where the default here is the rate of the other
// learned weights, as in IMTLL. LibMTL gives up where the closed form is not
// finite; here it falls back as IMTLG does.
//
// Cost: K backward passes. Heads: weight exp(s_k), the loss balance alone.
// State: s and its Adam, whose rate follows the network's schedule.
var IMTL = Info{
	Name:   "imtl",
	Title:  "IMTL",
	Kind:   GradientOriented,
	Year:   2021,
	Paper:  "Liu, Li, Kuang, Xue, Chen, Yang, Liao, Zhang: Towards Impartial Multi-task Learning, ICLR 2021",
	Rule:   "w_k = alpha_k exp(s_k), s of IMTL-L and alpha of IMTL-G on the scaled losses",
	Cost:   "K backwards",
	Heads:  "weight exp(s_k)",
	Params: IMTLL.Params,
	New: func(c Config) (Method, error) {
		return &imtl{
			imtlg:   newImpartial(c.Tasks),
			learned: newLearned(c.Tasks, c.Float("init"), c.Float("lr"), c.Float("decay")),
			divisor: make([]float64, c.Tasks),
			scaled:  mat.NewSymDense(c.Tasks, nil),
		}, nil
	},
}

type imtl struct {
	imtlg
	learned
	divisor []float64
	scaled  *mat.SymDense // Gram matrix of the scaled losses' gradients
}

func (m *imtl) Step(s Step) error {
	if err := m.StepGram(s, m.balance); err != nil {
		return err
	}
	for k, l := range s.Losses() {
		m.grad[k] = l/m.divisor[k] - 1
	}
	m.learn()
	return nil
}

func (m *imtl) balance(gram *mat.SymDense, losses, shared, heads []float64) error {
	for k, s := range m.learned.state.S {
		m.divisor[k] = math.Exp(-s)
	}
	divideGram(m.scaled, gram, m.divisor)
	if err := m.imtlg.weights(m.scaled, losses, shared, heads); err != nil {
		return err
	}
	for k, d := range m.divisor {
		shared[k] /= d
		heads[k] = 1 / d
	}
	return nil
}
