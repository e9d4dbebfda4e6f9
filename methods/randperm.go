package methods

import "math/rand/v2"

// RandPerm deals fixed weights out to the tasks anew at every step, and weighs
// by their number: GROUP_RANDOM in the released code of GO4Align, where it
// stands for a random assignment. With the default, 1 for every task, it is
// Fixed.
//
//	w_k = K v_perm(k), perm a random permutation each step
//
// Cost: one backward pass. Heads: the same weights. State: the random stream.
// The code reports the permuted v, not w.
var RandPerm = Info{
	Name:   "randperm",
	Title:  "RandPerm",
	Kind:   LossOriented,
	Year:   2024,
	Paper:  "Shen et al.: GO4Align, NeurIPS 2024 (random assignment, in its ablations)",
	Rule:   "w_k = K v_perm(k)",
	Cost:   "one backward",
	Heads:  "the same weights",
	Params: []Param{taskWeights},
	New:    newRandPerm,
}

func newRandPerm(c Config) (Method, error) {
	v, err := c.PerTask(taskWeights.Name)
	if err != nil {
		return nil, err
	}
	rng := rand.New(c.Rand)
	return &randPerm{
		weights:  v,
		perm:     make([]int, c.Tasks),
		reported: make([]float64, c.Tasks),
		source:   c.Rand,
		shuffle: func(perm []int) {
			rng.Shuffle(len(perm), func(i, j int) { perm[i], perm[j] = perm[j], perm[i] })
		},
	}, nil
}

type randPerm struct {
	Weighted
	weights, reported []float64
	perm              []int
	source            *rand.PCG
	shuffle           func(perm []int) // puts 0, 1, ..., K-1 in random order
}

func (m *randPerm) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *randPerm) weigh(_, w []float64) error {
	for k := range m.perm {
		m.perm[k] = k
	}
	m.shuffle(m.perm)
	for k, from := range m.perm {
		m.reported[k] = m.weights[from]
		w[k] = float64(len(w)) * m.reported[k]
	}
	m.trace.Reported = m.reported
	return nil
}

// State implements Stateful.
func (m *randPerm) State() any { return m.source }
