package methods

import "gonum.org/v1/gonum/mat"

// LogMGDA is MGDA on the logarithms of the losses, a comparison in FAMO's
// code: no task counts for more because its loss has a larger scale.
//
//	w = argmin |sum_k w_k g_k / (L_k + 1e-8)| over the simplex,
//	update = sum_k w_k / (L_k + 1e-8) g_k / c,    c = sum_k w_k / (L_k + 1e-8)
//
// so that the effective weights sum to 1; unlike the tables' MGDA they are not
// multiplied by K. Solvers are those of MGDA; FAMO's code has reference.
//
// Cost: K backward passes. Heads: the same weights, as the code backpropagates
// the weighted loss. State: none. The code reports w.
var LogMGDA = Info{
	Name:           "logmgda",
	Title:          "log-MGDA",
	Kind:           GradientOriented,
	Year:           2023,
	Paper:          "Liu, Feng, Stone, Liu: FAMO: Fast Adaptive Multitask Optimization, NeurIPS 2023 (MGDA on log losses, in its code)",
	Rule:           "w = argmin |sum_k w_k g_k / L_k| over the simplex; weights w_k / L_k over their sum",
	Cost:           "K backwards",
	Heads:          "the same weights",
	PositiveLosses: true,
	Params:         minNormParams(),
	New: func(c Config) (Method, error) {
		return &logMGDA{find: newMinNorm(c), log: newLogged(c.Tasks, logEps), w: make([]float64, c.Tasks)}, nil
	},
}

type logMGDA struct {
	Weighted
	find minNorm
	log  logged
	w    []float64
}

func (m *logMGDA) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *logMGDA) weights(gram *mat.SymDense, losses, shared, heads []float64) error {
	m.log.set(gram, losses)
	m.wantPositive(losses)
	if event := m.find.orEqual(m.w, m.log.gram); event != "" {
		m.trace.Event = event
	}
	copy(shared, m.w)
	m.log.divide(shared)
	var total float64
	for _, v := range shared {
		total += v
	}
	scaleBy(shared, 1/total)
	copy(heads, shared)
	m.trace.Reported = m.w
	return nil
}
