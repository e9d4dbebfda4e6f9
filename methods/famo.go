package methods

import (
	"fmt"
	"math"

	"github.com/mtobench/mtobench/tasks/optim"
)

// FAMO is fast adaptive multitask optimisation: it weights the tasks so that
// all log losses fall at the same rate, and learns how from the losses of the
// same mini-batch before and after the optimiser's step (Algorithm 1).
//
//	z = softmax(x), D_k = L_k - floor_k + 1e-8
//	w_k = z_k / D_k / sum_j (z_j / D_j)
//	x by Adam along J_softmax(x)' (log D before - log D after), with decay gamma
//
// The published tables take gamma 1e-3 (1e-2 on CityScapes, 0 on the toy),
// the default here; the defaults in the released codes differ (1e-5, 1e-2).
// The floors are the suite's lower bounds of the losses, 0 where it has none.
// That code reports z. Its trainer also sends the gradient of the weighted
// loss into x, and overwrites it before use.
//
// Cost: one backward pass and one more forward pass. Heads: the same weights.
// State: x and its Adam, which does not follow the network's schedule.
var FAMO = Info{
	Name:  "famo",
	Title: "FAMO",
	Kind:  LossOriented,
	Year:  2023,
	Paper: "Liu, Feng, Stone, Liu: FAMO: Fast Adaptive Multitask Optimization, NeurIPS 2023",
	Rule:  "w_k = z_k/L_k over its sum, z = softmax(x), x learned",
	Cost:  "one backward, one forward more",
	Heads: "the same weights",
	Params: []Param{
		{Name: "lr", Default: "0.025", Doc: "Adam's rate for x", Number: true, Min: 0, Max: 10},
		{Name: "gamma", Default: "0.001", Doc: "weight decay of x", Number: true, Min: 0, Max: 1},
	},
	New: newFAMO,
}

func newFAMO(c Config) (Method, error) {
	floor := c.LossFloor
	if floor == nil {
		floor = make([]float64, c.Tasks)
	}
	if len(floor) != c.Tasks {
		return nil, fmt.Errorf("method famo: %d loss floors for %d tasks", len(floor), c.Tasks)
	}
	m := &famo{lr: c.Float("lr"), floor: floor}
	m.z = make([]float64, c.Tasks)
	m.before = make([]float64, c.Tasks)
	m.grad = make([]float64, c.Tasks)
	m.state.X = make([]float64, c.Tasks)
	m.state.Adam = optim.NewAdam[float64](c.Float("gamma"))
	return m, nil
}

type famo struct {
	Weighted
	lr     float64
	floor  []float64
	z      []float64 // softmax(x) of the last step
	before []float64 // log D of the last step
	grad   []float64 // of x at the last AfterStep, without the decay
	state  struct {
		X    []float64
		Adam *optim.Adam[float64]
	}
}

func (m *famo) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *famo) weigh(losses, w []float64) error {
	softmax(m.z, m.state.X)
	var total float64
	for k, l := range losses {
		d := m.above(k, l)
		m.before[k] = math.Log(d)
		w[k] = m.z[k] / d
		total += w[k]
	}
	for k := range w {
		w[k] /= total
	}
	m.trace.Reported = m.z
	return nil
}

// above is D_k, how far a loss is above its floor.
func (m *famo) above(k int, loss float64) float64 { return loss - m.floor[k] + 1e-8 }

// AfterStep implements AfterStepper.
func (m *famo) AfterStep(losses []float64) error {
	var mean float64
	for k, l := range losses {
		m.grad[k] = m.before[k] - math.Log(m.above(k, l))
		mean += m.z[k] * m.grad[k]
	}
	for k, z := range m.z {
		m.grad[k] = z * (m.grad[k] - mean)
	}
	m.state.Adam.Step(m.state.X, m.grad, m.lr)
	return nil
}

// State implements Stateful.
func (m *famo) State() any { return &m.state }
