package methods

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// GradVac moves each task's gradient until its cosine with every other task's
// is what it has been on average (Wang et al. 2021, equation 3), one after the
// other in a random order, and adds up the results:
//
//	g_i <- g_i + |g_i| (t sqrt(1 - c^2) - c sqrt(1 - t^2)) / (|g_j| sqrt(1 - t^2)) g_j
//
// where the cosine c of g_i, as changed so far, and g_j is below the target t,
// a moving average of c over the steps: t <- (1 - beta) t + beta c, from 0.
// The default follows LibMTL: 1e-8 is added to both denominators and beta is
// 0.5 (the paper: 0.01). The whole of the shared parameters is one group.
//
// Cost: K backward passes. Heads: weight 1. State: the random stream and the
// targets.
var GradVac = Info{
	Name:  "gradvac",
	Title: "GradVac",
	Kind:  GradientOriented,
	Year:  2021,
	Paper: "Wang, Tsvetkov, Firat, Cao: Gradient Vaccine, ICLR 2021",
	Rule:  "g_i + a g_j with cosine t_ij to g_j, where the cosine is below its moving average t_ij; sum over i",
	Cost:  "K backwards",
	Heads: "weight 1",
	Params: []Param{
		{Name: "beta", Default: "0.5", Number: true, Max: 1, Doc: "share of the new cosine in the moving average"},
	},
	New: newGradVac,
}

type gradVac struct {
	Weighted
	beta     float64
	order    func(task int) []int
	state    gradVacState
	coef     []float64 // of the changed gradient over the originals
	products []float64 // of the changed gradient with the originals
}

// gradVacState is what outlives a step.
type gradVacState struct {
	Rand   *rand.PCG
	Target []float64 // K x K moving averages of the cosines
}

func newGradVac(c Config) (Method, error) {
	k := c.Tasks
	return &gradVac{
		beta:  c.Float("beta"),
		order: shuffled(rand.New(c.Rand), k),
		state: gradVacState{Rand: c.Rand, Target: make([]float64, k*k)},
		coef:  make([]float64, k), products: make([]float64, k),
	}, nil
}

// State implements Stateful.
func (m *gradVac) State() any { return &m.state }

func (m *gradVac) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *gradVac) weights(gram *mat.SymDense, _, shared, _ []float64) error {
	clear(shared)
	for i := range shared {
		clear(m.coef)
		m.coef[i] = 1
		for k := range m.products {
			m.products[k] = gram.At(i, k)
		}
		for _, j := range m.order(i) {
			if j != i {
				m.meet(gram, i, j)
			}
		}
		for k, c := range m.coef {
			shared[k] += c
		}
	}
	return nil
}

// meet changes task i's gradient by task j's, and their target.
func (m *gradVac) meet(gram *mat.SymDense, i, j int) {
	var square float64
	for k, c := range m.coef {
		square += c * m.products[k]
	}
	own, other := math.Sqrt(math.Max(0, square)), math.Sqrt(gram.At(j, j))
	cosine := m.products[j] / (own*other + 1e-8)
	target := &m.state.Target[i*len(m.coef)+j]
	if cosine < *target {
		sine, targetSine := math.Sqrt(math.Max(0, 1-cosine*cosine)), math.Sqrt(math.Max(0, 1-*target**target))
		by := own * (*target*sine - cosine*targetSine) / (other*targetSine + 1e-8)
		m.coef[j] += by
		for k := range m.products {
			m.products[k] += by * gram.At(j, k)
		}
	}
	*target = (1-m.beta)**target + m.beta*cosine
}
