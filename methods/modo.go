package methods

import "gonum.org/v1/gonum/floats"

// MoDo moves the weights along an unbiased estimate of the min-norm problem's
// gradient, from two independent mini-batches, and follows a third (Chen et
// al. 2023, Algorithm 1):
//
//	w <- P(w - gamma (G_1 G_2' w + rho w)),    update = sum_k w_k g_3k
//
// from w = 1/K, with P the projection on the simplex. The step's own
// mini-batch is the second, since G_2'w is then P numbers to keep and not K P
// (8 P bytes); the three are alike. LibMTL gives the heads the mean of their
// gradients over the three mini-batches; here they get that of the third,
// which has the same expectation. Defaults are LibMTL's.
//
// Cost: K backward passes for each of three mini-batches. Heads: weight 1, on
// the third mini-batch. State: w.
var MoDo = Info{
	Name:  "modo",
	Title: "MoDo",
	Kind:  GradientOriented,
	Year:  2023,
	Paper: "Chen, Fernando, Ying, Chen: Three-Way Trade-Off in Multi-Objective Learning: Optimization, Generalization and Conflict-Avoidance, NeurIPS 2023",
	Rule:  "w <- P(w - gamma (G_1 G_2' w + rho w)), update = sum_k w_k g_3k, of three mini-batches",
	Cost:  "3K backwards, two forwards more",
	Heads: "weight 1",
	Params: []Param{
		{Name: "gamma", Default: "0.001", Number: true, Max: 1e6, Doc: "rate of the weights"},
		{Name: "rho", Default: "0.1", Number: true, Max: 1e6, Doc: "pull towards equal weights"},
	},
	New: newMoDo,
}

type modo struct {
	Weighted
	gamma, rho float64
	state      weightsState
	combined   []float64 // G_2' w, of P
	at         int       // columns done
	cross      []float64 // G_1 G_2' w
	simplex    simplexPoint
	mix, meet  func(rows [][]float64, dst []float64)
}

// weightsState is what outlives a step of a method whose weights do.
type weightsState struct{ Weights []float64 }

func newMoDo(c Config) (Method, error) {
	k := c.Tasks
	m := &modo{
		gamma: c.Float("gamma"), rho: c.Float("rho"),
		state: weightsState{ones(k)},
		cross: make([]float64, k), simplex: newSimplexPoint(k),
	}
	scaleBy(m.state.Weights, 1/float64(k))
	m.mix, m.meet = m.mixBlock, m.meetBlock
	return m, nil
}

// State implements Stateful.
func (m *modo) State() any { return &m.state }

func (m *modo) Step(s Step) error {
	m.begin(len(m.cross))
	if err := m.pass(s, m.mix); err != nil {
		return err
	}
	if err := resample(s); err != nil {
		return err
	}
	clear(m.cross)
	if err := m.pass(s, m.meet); err != nil {
		return err
	}
	for k, w := range m.state.Weights {
		m.state.Weights[k] = w - m.gamma*(m.cross[k]+m.rho*w)
	}
	m.simplex.project(m.state.Weights)
	if err := resample(s); err != nil {
		return err
	}
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	copy(m.shared, m.state.Weights)
	return j.Combine(m.shared, nil)
}

// pass looks at all columns of the mini-batch's gradients.
func (m *modo) pass(s Step, f func(rows [][]float64, dst []float64)) error {
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	if _, params := j.Dims(); len(m.combined) != params {
		m.combined = make([]float64, params)
	}
	m.at = 0
	return j.Map(f, nil)
}

func (m *modo) mixBlock(rows [][]float64, dst []float64) {
	sumRows(m.combined[m.at:m.at+len(dst)], m.state.Weights, rows)
	m.at += len(dst)
}

func (m *modo) meetBlock(rows [][]float64, dst []float64) {
	v := m.combined[m.at : m.at+len(dst)]
	m.at += len(dst)
	for k, row := range rows {
		m.cross[k] += floats.Dot(row, v)
	}
}
