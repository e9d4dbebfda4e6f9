package methods

import "gonum.org/v1/gonum/mat"

// DualProj projects the mean gradient on the cone of the directions that
// conflict with no task, as gradient episodic memory does (Lopez-Paz and
// Ranzato 2017, equation 11):
//
//	d = argmin |d - sum_k u_k g_k|^2    with d.g_i >= 0 for all i.
//
// The constants are TorchJD's: see UPGrad.
//
// Cost: K backward passes. Heads: weight 1; TorchJD, which knows no heads,
// leaves them to their losses. State: none.
var DualProj = Info{
	Name:   "dualproj",
	Title:  "DualProj",
	Kind:   GradientOriented,
	Year:   2017,
	Paper:  "Lopez-Paz, Ranzato: Gradient Episodic Memory for Continual Learning, NeurIPS 2017",
	Rule:   "d = P(mean of g_k), P the projection on the dual cone of the gradients",
	Cost:   "K backwards",
	Heads:  "weight 1",
	Params: dualConeParams(),
	New: func(c Config) (Method, error) {
		cone, err := newDualCone(c)
		return &dualProj{cone: cone}, err
	},
}

type dualProj struct {
	Weighted
	cone dualCone
}

func (m *dualProj) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *dualProj) weights(gram *mat.SymDense, _, shared, _ []float64) error {
	m.cone.set(gram)
	clear(shared)
	if !m.cone.project(shared, m.cone.preference) {
		m.trace.Event = eventNoProjection
	}
	return nil
}
