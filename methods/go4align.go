package methods

import (
	"math/rand/v2"

	"github.com/mtobench/mtobench/align"
)

// GO4Align groups the tasks at every step by how far each has come, and gives
// a group one weight. The arithmetic, with the paper's equations, is in
// package align.
//
//	gamma_m = P_m Q_m, P_m = sum(L) / L_m, Q_m ~ exp(-beta sum of past L_m)
//	w_m = mean of gamma over the group of m, groups by K-means on gamma
//
// The released code's scale balance P is M times that of the paper's Eq 5 for
// M tasks, so that its weights sum to about M; that is the default convention.
// Its default of 1 group gives all tasks one weight, and it does not run with
// more as released (the import of its K-means is commented out). The default
// here is 2, the paper's number on NYUv2 (it takes 5 on QM9); more groups than
// tasks count as one group a task, which is the ablation without grouping, and
// beta 0 is the one without smooth alignment. K-means is exact here, where the
// code's would be one Lloyd run from random centres; the products of Eq 6 are
// taken in logarithms, where the code underflows to NaN at large beta.
//
// The other groupings are those of the paper's comparisons, see package align;
// groups = auto chooses their number at every step. Exact, lloyd, fixed,
// random and single allocate nothing after the first step; the spectral ones
// and sdp do, and sdp is by far the slowest. decay, which is ours, lets the
// smooth alignment forget: package align says when it collapses without.
//
// Cost: one backward pass. Heads: the same weights. State: log Q, the random
// stream and the number of groups.
var GO4Align = Info{
	Name:           "go4align",
	Title:          "GO4Align",
	Kind:           LossOriented,
	Year:           2024,
	Paper:          "Shen, Wang, Xiao, van Noord, Worring: GO4Align: Group Optimization for Multi-Task Alignment, NeurIPS 2024",
	Rule:           "w_k = mean of P_j Q_j over the group of k",
	Cost:           "one backward",
	Heads:          "the same weights",
	PositiveLosses: true,
	Params: append([]Param{
		{Name: "beta", Default: "0.0001", Doc: "step size of the smooth alignment", Number: true, Min: 0, Max: 1e6},
		{Name: "decay", Default: "0", Doc: "part of what the smooth alignment remembers that it forgets at a step; 0, as in the paper, forgets nothing", Number: true, Min: 0, Max: 1},
		{Name: "convention", Default: "code", Doc: "scale balance by the released code, sum(L)/L, or by the paper, mean(L)/L", Choices: []string{"code", "paper"}},
	}, groupingParams...),
	New: newGO4Align,
}

func newGO4Align(c Config) (Method, error) {
	m := &go4align{}
	m.indicator.Beta = c.Float("beta")
	m.indicator.Smooth.Decay = c.Float("decay")
	if c.Word("convention") == "paper" {
		m.indicator.Convention = align.Paper
	}
	m.state = go4alignState{Smooth: &m.indicator.Smooth, Rand: c.Rand}
	var err error
	m.agrm, m.state.Auto, err = newAGRM(c)
	return m, err
}

type go4align struct {
	Weighted
	indicator align.Indicator
	agrm      align.AGRM
	state     go4alignState
}

// go4alignState points to all that outlives a step.
type go4alignState struct {
	Smooth *align.Smooth
	Rand   *rand.PCG
	Auto   *align.AutoState // nil where the number of groups is given
}

func (m *go4align) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *go4align) weigh(losses, w []float64) error {
	m.wantPositive(losses)
	m.agrm.Weigh(m.indicator.Update(losses), w)
	m.trace.Groups = m.agrm.Of
	return nil
}

// State implements Stateful.
func (m *go4align) State() any { return &m.state }
