package methods

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Krum keeps the task gradients that are nearest to their neighbours and drops
// the others (Blanchard et al. 2017, section 4; Multi-Krum where it keeps more
// than one):
//
//	score_k = sum of |g_k - g_j| over the K - f - 2 nearest j
//	w_k = 1/n for the n lowest scores, else 0
//
// with f the number of gradients that may be arbitrary. TorchJD, which this
// follows, adds distances where the paper adds their squares. A distance that
// rounding makes the root of a negative number is 0 here and the largest there.
// Equal scores, which the nearest two of three tasks always have, are decided
// by the order of tasks. Fewer than f + 3 tasks have no scores, an error there;
// with f = 0 all tasks are kept then.
//
// Cost: K backward passes. Heads: weight w_k, so that only the heads of the
// tasks that are kept learn in a step. State: none.
var Krum = Info{
	Name:  "krum",
	Title: "Krum",
	Kind:  GradientOriented,
	Year:  2017,
	Paper: "Blanchard, El Mhamdi, Guerraoui, Stainer: Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent, NeurIPS 2017",
	Rule:  "w_k = 1/n for the n tasks with the least sum of distances to their K - f - 2 nearest, else 0",
	Cost:  "K backwards",
	Heads: "weight w_k: only the kept tasks'",
	Params: []Param{
		{Name: "byzantine", Default: "0", Number: true, Integer: true, Max: 1e4, Doc: "number f of gradients that may be arbitrary"},
		{Name: "selected", Default: "1", Number: true, Integer: true, Min: 1, Max: 1e4, Doc: "number n of gradients that are kept"},
	},
	New: newKrum,
}

const eventTooFew = "too few tasks for neighbours: all are kept"

type krum struct {
	Weighted
	neighbours, selected int
	scores, near         []float64
	order                []int
}

func newKrum(c Config) (Method, error) {
	f, n := c.Int("byzantine"), c.Int("selected")
	if f > 0 && c.Tasks < f+3 {
		return nil, fmt.Errorf("krum: byzantine=%d needs at least %d tasks, and there are %d; lower it", f, f+3, c.Tasks)
	}
	if n > c.Tasks {
		return nil, fmt.Errorf("krum: selected=%d of %d tasks; lower it", n, c.Tasks)
	}
	return &krum{
		neighbours: c.Tasks - f - 2, selected: n,
		scores: make([]float64, c.Tasks), near: make([]float64, c.Tasks), order: make([]int, c.Tasks),
	}, nil
}

func (m *krum) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *krum) weights(gram *mat.SymDense, _, shared, heads []float64) error {
	clear(shared)
	switch {
	case m.neighbours < 1:
		m.trace.Event = eventTooFew
		m.keep(len(shared))
	case !finiteGram(gram):
		m.trace.Event = eventNotFinite
		m.keep(len(shared))
	default:
		m.score(gram)
		m.keep(m.selected)
	}
	copy(heads, shared)
	return nil
}

// score sets the scores.
func (m *krum) score(gram *mat.SymDense) {
	for i := range m.scores {
		for j := range m.near {
			square := gram.At(i, i) + gram.At(j, j) - 2*gram.At(i, j)
			m.near[j] = math.Sqrt(math.Max(0, square))
		}
		m.near[i] = math.Inf(1)
		slices.Sort(m.near)
		m.scores[i] = 0
		for _, d := range m.near[:m.neighbours] {
			m.scores[i] += d
		}
	}
}

// keep gives the n tasks of the lowest scores equal weights that sum to 1.
func (m *krum) keep(n int) {
	for k := range m.order {
		m.order[k] = k
	}
	slices.SortStableFunc(m.order, func(a, b int) int {
		switch {
		case m.scores[a] < m.scores[b]:
			return -1
		case m.scores[a] > m.scores[b]:
			return 1
		}
		return 0
	})
	for _, k := range m.order[:n] {
		m.shared[k] = 1 / float64(n)
	}
}
