package methods

import "gonum.org/v1/gonum/mat"

// UPGrad projects each task's gradient on the cone of the directions that
// conflict with no task, and adds the projections up (Quinton and Rey 2024,
// definition 1):
//
//	d = sum_k u_k P(g_k),    P(g) = argmin |d - g| with d.g_i >= 0 for all i.
//
// As in TorchJD, and in LibMTL after it, the projections are done with the
// Gram matrix over its trace and reg_eps on its diagonal, so that the update
// may keep slight conflicts, u is 1/K, and gradients with a trace below
// norm_eps are just averaged.
//
// Cost: K backward passes. Heads: weight 1; TorchJD, which knows no heads,
// leaves them to their losses. State: none.
var UPGrad = Info{
	Name:   "upgrad",
	Title:  "UPGrad",
	Kind:   GradientOriented,
	Year:   2024,
	Paper:  "Quinton, Rey: Jacobian Descent for Multi-Objective Optimization, arXiv 2406.16232, 2024",
	Rule:   "d = sum_k P(g_k) / K, P the projection on the dual cone of the gradients",
	Cost:   "K backwards",
	Heads:  "weight 1",
	Params: dualConeParams(),
	New: func(c Config) (Method, error) {
		cone, err := newDualCone(c)
		return &upgrad{cone: cone, row: make([]float64, c.Tasks)}, err
	},
}

type upgrad struct {
	Weighted
	cone dualCone
	row  []float64
}

func (m *upgrad) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *upgrad) weights(gram *mat.SymDense, _, shared, _ []float64) error {
	m.cone.set(gram)
	clear(shared)
	for k, u := range m.cone.preference {
		clear(m.row)
		m.row[k] = u
		if !m.cone.project(shared, m.row) {
			m.trace.Event = eventNoProjection
		}
	}
	return nil
}
