package methods

import "math"

// ExcessMTL gives more weight to tasks that are farther from their optimum
// (He et al. 2024, Algorithm 1): the excess risk of a task is estimated by its
// gradient's length in the metric of a diagonal Hessian as in AdaGrad.
//
//	h_k <- h_k + g_k^2,    e_k = sum_p g_kp^2 / sqrt(h_kp + 1e-7)
//	w_k <- w_k exp(step e_k / e_k(1)), made to sum to K
//
// from h = 0 and w = 1, which is also what the first step has, whose e is the
// unit of the later ones. The default follows LibMTL. A task whose first
// gradient is zero has no unit there (the weights are NaN): here it keeps its
// weight until it has one. The weights are kept as logarithms.
//
// Variant torchjd makes the weights sum to 1, moves them at the first step
// too, by e itself, and adds 1e-7 to the unit. For warmup steps before that,
// the weights are equal and the unit is the mean of e.
//
// Cost: K backward passes. Heads: weight w_k, as the paper weighs the losses.
// State: h (8 K P bytes), w, e(1).
var ExcessMTL = Info{
	Name:  "excessmtl",
	Title: "ExcessMTL",
	Kind:  GradientOriented,
	Year:  2024,
	Paper: "He, Zhou, Zhang, Yang, Feng, Sugiyama, Zhao: Robust Multi-Task Learning with Excess Risks, ICML 2024",
	Rule:  "w_k <- w_k exp(step e_k / e_k(1)), e_k = sum g_k^2 / sqrt(sum over steps of g_k^2)",
	Cost:  "K backwards",
	Heads: "weight w_k",
	Params: []Param{
		{Name: "step", Default: "0.01", Number: true, Max: 1e3, Doc: "rate of the weights (robust_step_size); TorchJD's is 1"},
		{Name: "variant", Default: "libmtl", Choices: []string{"libmtl", "torchjd"}, Doc: "released code to follow"},
		{Name: "warmup", Default: "0", Number: true, Integer: true, Max: 1e9, Doc: "steps of equal weights in variant torchjd"},
	},
	New: newExcessMTL,
}

type excessMTL struct {
	Weighted
	rate   float64
	total  float64 // what the weights sum to
	warmup int     // -1 where the first step gives the unit and no more
	state  excessState
	excess []float64 // of this step
	look   func(rows [][]float64, dst []float64)
}

// excessState is what outlives a step.
type excessState struct {
	Squares running
	First   []float64 // e(1); 0 before
	Logs    []float64 // of the weights, up to a common number
	Step    int
}

func newExcessMTL(c Config) (Method, error) {
	k := c.Tasks
	m := &excessMTL{
		rate:   c.Float("step"),
		total:  float64(k),
		warmup: -1,
		state:  excessState{First: make([]float64, k), Logs: make([]float64, k)},
		excess: make([]float64, k),
	}
	if c.Word("variant") == "torchjd" {
		m.total, m.warmup = 1, c.Int("warmup")
	}
	m.look = m.lookBlock
	return m, nil
}

// State implements Stateful.
func (m *excessMTL) State() any { return &m.state }

func (m *excessMTL) Step(s Step) error {
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	m.begin(len(m.excess))
	clear(m.excess)
	m.state.Squares.begin(j)
	if err := j.Map(m.look, nil); err != nil {
		return err
	}
	if m.warmup < 0 {
		m.move()
	} else {
		m.moveTorchJD()
	}
	m.centre()
	softmax(m.shared, m.state.Logs)
	scaleBy(m.shared, m.total)
	return j.Combine(m.shared, m.shared)
}

// move moves the weights by LibMTL's rule.
func (m *excessMTL) move() {
	for k, e := range m.excess {
		if first := m.state.First[k]; first > 0 {
			m.state.Logs[k] += m.rate * math.Min(e/first, math.MaxFloat64)
		} else {
			m.state.First[k] = e
		}
	}
}

// moveTorchJD moves the weights by TorchJD's rule.
func (m *excessMTL) moveTorchJD() {
	first := m.state.Step == 0
	for k, e := range m.excess {
		switch {
		case m.state.Step < m.warmup:
			m.state.First[k] += e / float64(m.warmup)
			continue
		case first:
			m.state.First[k] = e
		default:
			e /= m.state.First[k] + 1e-7
		}
		m.state.Logs[k] += math.Min(m.rate*e, math.MaxFloat64)
	}
	m.state.Step++
}

// centre takes the largest logarithm off all, so that none grows for ever.
func (m *excessMTL) centre() {
	top := maxOf(m.state.Logs)
	for k := range m.state.Logs {
		m.state.Logs[k] -= top
	}
}

// lookBlock adds to the squares and to the excess risks.
func (m *excessMTL) lookBlock(rows [][]float64, dst []float64) {
	h := m.state.Squares.next(len(dst))
	for k, row := range rows {
		var excess float64
		for p, g := range row {
			square := g * g
			h[k][p] += square
			excess += square / math.Sqrt(h[k][p]+1e-7)
		}
		m.excess[k] += excess
	}
}
