package methods

import "gonum.org/v1/gonum/mat"

// LogCAGrad is CAGrad on the logarithms of the losses, a comparison in FAMO's
// code: with d the update that CAGrad makes of the gradients g_k / L_k, as
// weights of these,
//
//	update = sum_k d_k g_k / L_k
//
// times K as the tables' CAGrad, whose parameters it has. No 1e-8 is added to
// the losses here, other than in LogMGDA and LogIMTLG.
//
// Cost: K backward passes. Heads: weight 1/L_k, the plain sum of the
// logarithms. State: none.
var LogCAGrad = Info{
	Name:           "logcagrad",
	Title:          "log-CAGrad",
	Kind:           GradientOriented,
	Year:           2023,
	Paper:          "Liu, Feng, Stone, Liu: FAMO: Fast Adaptive Multitask Optimization, NeurIPS 2023 (CAGrad on log losses, in its code)",
	Rule:           "CAGrad of the gradients g_k / L_k",
	Cost:           "K backwards",
	Heads:          "weight 1/L_k",
	PositiveLosses: true,
	Params:         CAGrad.Params,
	New: func(c Config) (Method, error) {
		inner, err := newCAGrad(c)
		return &logCAGrad{cagrad: inner.(*cagrad), log: newLogged(c.Tasks, 0)}, err
	},
}

type logCAGrad struct {
	*cagrad
	log logged
}

func (m *logCAGrad) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *logCAGrad) weights(gram *mat.SymDense, losses, shared, heads []float64) error {
	m.log.set(gram, losses)
	m.wantPositive(losses)
	if err := m.cagrad.weights(m.log.gram, losses, shared, heads); err != nil {
		return err
	}
	m.log.divide(shared)
	m.log.divide(heads)
	return nil
}
