package methods

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// SAMGS looks at how alike the norms of the task gradients are (Borsani et
// al. 2025). With s the mean over pairs of 2 |g_i| |g_j| / (|g_i|^2 + |g_j|^2),
//
//	s <  gamma  update = sum_k g_k (mean_j |g_j|) / |g_k|
//	s >= gamma  update = sum_k g_k |m_k| / sqrt(v), entry by entry
//
// where m_k is the bias-corrected momentum of g_k and v that of (1 - s)^2, to
// which the released code adds 1e-8 at every step. The update is multiplied by
// K and clipped to norm 1; v is near 0 where the norms are alike, so that the
// clip sets the size. The momenta move in both cases.
//
// The released code gives NaN for a zero gradient: here it has no part in the
// first case, two zero gradients are alike, and so is a single task. The copy
// for MT10 takes the first case where any pair is below gamma.
//
// Cost: K backward passes, and momenta (8 K P bytes). Heads: weight 1. State:
// the momenta, v and the step.
var SAMGS = Info{
	Name:      "samgs",
	Title:     "SAM-GS",
	Kind:      GradientOriented,
	Year:      2025,
	Paper:     "Borsani, Rosani, Nicosia, Di Fatta: Gradient Similarity Surgery in Multi-Task Deep Learning, arXiv 2506.06130, 2025",
	Rule:      "K sum_k g_k |m_k| / sqrt(v), or the gradients made to one norm where their norms differ; clipped to norm 1",
	Cost:      "K backwards",
	Heads:     "weight 1",
	NoWeights: true,
	Params: []Param{
		{Name: "gamma", Default: "0.7", Number: true, Max: 1, Doc: "similarity of norms below which the gradients are made to one norm; 0.1 on the toy"},
		{Name: "momentum", Default: "0.9", Number: true, Max: 0.999999, Doc: "decay of the gradients' momenta"},
		{Name: "beta2", Default: "0.99", Number: true, Max: 0.999999, Doc: "decay of v; 0.9 on the toy"},
		maxNormParam("max_norm", "1", "largest norm of the shared gradient; 0 does not clip"),
	},
	New: newSAMGS,
}

type samGS struct {
	Weighted
	gamma, decay, decay2, maxNorm float64
	similarity                    float64
	state                         samGSState
	move, again                   func(rows [][]float64, dst []float64)
	factor, square                float64 // of the momentum case: K / sqrt(v), and the square of the norm so far
}

// samGSState is what outlives a step.
type samGSState struct {
	Momenta running
	V       float64
	Step    int
}

func newSAMGS(c Config) (Method, error) {
	m := &samGS{gamma: c.Float("gamma"), decay: c.Float("momentum"), decay2: c.Float("beta2"), maxNorm: c.Float("max_norm")}
	m.move, m.again = m.moveBlock, m.againBlock
	return m, nil
}

// State implements Stateful.
func (m *samGS) State() any { return &m.state }

func (m *samGS) Step(s Step) error {
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	m.begin(len(s.Losses()))
	gram := j.Gram()
	if !finiteGram(gram) {
		m.trace.Event = eventNotFinite
		copy(m.shared, ones(len(m.shared)))
		return j.Combine(m.shared, nil)
	}
	m.similar(gram)
	m.state.Step++
	m.state.Momenta.begin(j)
	m.square = 0
	if err := j.Map(m.move, nil); err != nil {
		return err
	}
	if m.similarity < m.gamma {
		m.equalise(gram)
		return j.Combine(m.shared, nil)
	}
	m.trace.Weights = nil
	by := m.maxNorm / (math.Sqrt(m.square) + 1e-6)
	if m.maxNorm == 0 || !(by < 1) {
		return nil
	}
	m.factor *= by
	m.state.Momenta.begin(j)
	return j.Map(m.again, nil)
}

// similar sets the similarity of the norms, v, and the factor.
func (m *samGS) similar(gram *mat.SymDense) {
	tasks := gram.SymmetricDim()
	m.similarity = 0
	pairs := float64(tasks*(tasks-1)) / 2
	for i := range tasks {
		a := math.Sqrt(gram.At(i, i))
		for j := i + 1; j < tasks; j++ {
			b := math.Sqrt(gram.At(j, j))
			alike := 1.0
			if top := max(a, b); top > 0 {
				ratio := min(a, b) / top
				alike = 2 * ratio / (1 + ratio*ratio)
			}
			m.similarity += alike / pairs
		}
	}
	if tasks == 1 {
		m.similarity = 1
	}
	apart := 1 - m.similarity
	m.state.V = m.decay2*m.state.V + (1-m.decay2)*apart*apart + 1e-8
	v := m.state.V / (1 - math.Pow(m.decay2, float64(m.state.Step+1)))
	m.factor = float64(tasks) / math.Sqrt(v)
}

// moveBlock moves the momenta and writes the update of the momentum case.
func (m *samGS) moveBlock(rows [][]float64, dst []float64) {
	for k, own := range m.state.Momenta.next(len(dst)) {
		for p, g := range rows[k] {
			own[p] = m.decay*own[p] + (1-m.decay)*g
		}
	}
	m.write(rows, dst)
	for _, v := range dst {
		m.square += v * v
	}
}

// againBlock writes the update with another factor.
func (m *samGS) againBlock(rows [][]float64, dst []float64) {
	m.state.Momenta.next(len(dst))
	m.write(rows, dst)
}

// write writes the update from the momenta of the block.
func (m *samGS) write(rows [][]float64, dst []float64) {
	clear(dst)
	by := m.factor / (1 - math.Pow(m.decay, float64(m.state.Step)))
	for k, own := range m.state.Momenta.block {
		for p, g := range rows[k] {
			dst[p] += g * (by * math.Abs(own[p]))
		}
	}
}

// equalise writes the weights that make the gradients to one norm.
func (m *samGS) equalise(gram *mat.SymDense) {
	tasks := float64(len(m.shared))
	var mean float64
	for k := range m.shared {
		mean += math.Sqrt(gram.At(k, k)) / tasks
	}
	for k := range m.shared {
		m.shared[k] = 0
		if norm := math.Sqrt(gram.At(k, k)); norm > 0 {
			m.shared[k] = tasks * mean / norm
		} else {
			m.trace.Event = eventNoGradient
		}
	}
	clipNorm(gram, m.shared, m.maxNorm)
}
