package methods

import "gonum.org/v1/gonum/mat"

// LogIMTLG is IMTL-G on the logarithms of the losses, a comparison in FAMO's
// code:
//
//	update = sum_k alpha_k g_k / (L_k + 1e-8), alpha of IMTL-G for these
//
// IMTL-G's direction does not depend on the gradients' lengths, so that this
// has the direction of IMTL-G and another length. Parameters and fallback are
// those of IMTLG.
//
// Cost: K backward passes. Heads: the same weights. State: none. The code
// reports alpha.
var LogIMTLG = Info{
	Name:           "logimtlg",
	Title:          "log-IMTL-G",
	Kind:           GradientOriented,
	Year:           2023,
	Paper:          "Liu, Feng, Stone, Liu: FAMO: Fast Adaptive Multitask Optimization, NeurIPS 2023 (IMTL-G on log losses, in its code)",
	Rule:           "w_k = alpha_k / L_k, alpha of IMTL-G for the gradients g_k / L_k",
	Cost:           "K backwards",
	Heads:          "the same weights",
	PositiveLosses: true,
	Params:         IMTLG.Params,
	New: func(c Config) (Method, error) {
		inner, err := newIMTLG(c)
		return &logIMTLG{imtlg: inner.(*imtlg), log: newLogged(c.Tasks, logEps), alpha: make([]float64, c.Tasks)}, err
	},
}

type logIMTLG struct {
	*imtlg
	log   logged
	alpha []float64
}

func (m *logIMTLG) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *logIMTLG) weights(gram *mat.SymDense, losses, shared, heads []float64) error {
	m.log.set(gram, losses)
	m.wantPositive(losses)
	if err := m.imtlg.weights(m.log.gram, losses, shared, heads); err != nil {
		return err
	}
	copy(m.alpha, shared)
	m.log.divide(shared)
	copy(heads, shared)
	m.trace.Reported = m.alpha
	return nil
}
