package methods

import (
	"math"

	"github.com/mtobench/mtobench/methods/internal/solve"
	"gonum.org/v1/gonum/mat"
)

// ConFIG takes the direction that has equal cosines with all task gradients,
// and the length of the gradients' projections on it (Liu, Chu and Thuerey
// 2024, equations 2 and 3): with unit gradients u_k, the rows of U,
//
//	d = U^+ 1,    update = (sum_k g_k.d/|d|) d/|d|.
//
// As in TorchJD a zero gradient has the unit gradient 0, a direction shorter
// than 1e-12 gives no update, and a preference may take the place of ones.
// The pseudo-inverse is taken of the unit gradients' Gram matrix, whose
// eigenvalues up to K eps times the largest do not count.
//
// Cost: K backward passes. Heads: weight 1; TorchJD, which knows no heads,
// leaves them to their losses. State: none.
var ConFIG = Info{
	Name:  "config",
	Title: "ConFIG",
	Kind:  GradientOriented,
	Year:  2024,
	Paper: "Liu, Chu, Thuerey: ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks, arXiv 2408.11104, 2024",
	Rule:  "d = U^+ 1, update = (sum_k g_k.d/|d|) d/|d|",
	Cost:  "K backwards",
	Heads: "weight 1",
	Params: []Param{
		preferenceParam("ones", "cosines with the tasks' gradients, up to a factor: equal (ones), or these numbers"),
	},
	New: func(c Config) (Method, error) {
		u, err := c.preference(1)
		k := c.Tasks
		return &conFIG{preference: u, norms: make([]float64, k), unit: mat.NewSymDense(k, nil)}, err
	},
}

type conFIG struct {
	Weighted
	preference, norms []float64
	unit              *mat.SymDense // Gram matrix of the unit gradients
	pinv              solve.Pinv
}

func (m *conFIG) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *conFIG) weights(gram *mat.SymDense, _, shared, _ []float64) error {
	m.normalise(gram)
	if !m.pinv.Solve(shared, m.unit, m.preference, float64(len(shared))*solve.Eps) {
		m.trace.Event = eventNotFinite
		scaleBy(shared, 0)
	}
	length := combinedNorm(m.unit, shared)
	var projections float64
	for k, norm := range m.norms {
		projections += norm * gramDot(m.unit, k, shared)
	}
	by := math.Max(length, 1e-12)
	for k, norm := range m.norms {
		if norm > 0 {
			shared[k] *= projections / by / by / norm
		}
	}
	return nil
}

// normalise sets the norms and the unit gradients' Gram matrix.
func (m *conFIG) normalise(gram *mat.SymDense) {
	for k := range m.norms {
		m.norms[k] = math.Sqrt(gram.At(k, k))
	}
	for i, a := range m.norms {
		for j := i; j < len(m.norms); j++ {
			v := 0.0
			if b := m.norms[j]; a > 0 && b > 0 {
				v = gram.At(i, j) / a / b
			}
			m.unit.SetSym(i, j, v)
		}
	}
}
