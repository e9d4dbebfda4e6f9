package methods

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// DBMTL balances twice (Lin et al. 2023, Algorithm 1): the losses by their
// logarithms, and the gradients of these, averaged over the steps, by giving
// them all the length of the longest.
//
//	y_k <- g'_k + b_t (y_k - g'_k),    g'_k = g_k / (L_k + 1e-8),    b_t = beta / t^beta_sigma
//	update = sum_k a_k y_k,    a_k = max_j |y_j| / (|y_k| + 1e-8)
//
// for steps t = 1, 2, ..., from y = 0, so that the first step follows
// (1 - b_1) g'. The default follows LibMTL, the authors' own code, which
// reports ones and not a.
//
// Cost: K backward passes. Heads: weight 1 / (L_k + 1e-8), the plain sum of the
// logarithms. State: y (8 K P bytes) and t.
var DBMTL = Info{
	Name:           "dbmtl",
	Title:          "DB-MTL",
	Kind:           GradientOriented,
	Year:           2023,
	Paper:          "Lin, Jiang, Ye, Zhang, Chen, Chen, Liu, Kwok: Dual-Balancing for Multi-Task Learning, arXiv 2308.12029, 2023",
	Rule:           "y_k averages g_k / L_k, update = sum_k (max_j |y_j| / |y_k|) y_k",
	Cost:           "K backwards",
	Heads:          "weight 1/L_k",
	NoWeights:      true,
	PositiveLosses: true,
	Params: []Param{
		{Name: "beta", Default: "0.9", Number: true, Max: 1, Doc: "share of the past in the averages"},
		{Name: "beta_sigma", Default: "0", Number: true, Max: 10, Doc: "power with which beta decays"},
	},
	New: newDBMTL,
}

type dbmtl struct {
	beta, sigma float64

	state   dbmtlState
	rate    float64   // b_t
	heads   []float64 // 1 / (L_k + 1e-8)
	squares []float64 // of the averages' norms
	weights []float64
	track   func(rows [][]float64, dst []float64)
	follow  func(rows [][]float64, dst []float64)
}

// dbmtlState is what outlives a step.
type dbmtlState struct {
	Y     running
	Steps int
}

func newDBMTL(c Config) (Method, error) {
	k := c.Tasks
	m := &dbmtl{
		beta: c.Float("beta"), sigma: c.Float("beta_sigma"),
		heads: make([]float64, k), squares: make([]float64, k), weights: make([]float64, k),
	}
	m.track, m.follow = m.trackBlock, m.followBlock
	return m, nil
}

// State implements Stateful.
func (m *dbmtl) State() any { return &m.state }

// Trace implements Tracer. The update is no combination of the step's own
// gradients; reported are the weights of the averages.
func (m *dbmtl) Trace() Trace { return Trace{Reported: m.weights} }

func (m *dbmtl) Step(s Step) error {
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	m.state.Steps++
	m.rate = m.beta / math.Pow(float64(m.state.Steps), m.sigma)
	for k, l := range s.Losses() {
		m.heads[k] = 1 / (l + logEps)
	}
	clear(m.squares)
	m.state.Y.begin(j)
	if err := j.Map(m.track, m.heads); err != nil {
		return err
	}
	longest := math.Sqrt(maxOf(m.squares))
	for k, square := range m.squares {
		m.weights[k] = longest / (math.Sqrt(square) + 1e-8)
	}
	m.state.Y.begin(j)
	return j.Map(m.follow, m.heads)
}

// trackBlock moves the averages.
func (m *dbmtl) trackBlock(rows [][]float64, dst []float64) {
	y := m.state.Y.next(len(dst))
	for k, row := range rows {
		own, by := y[k], m.heads[k]
		for p, g := range row {
			g *= by
			own[p] = g + m.rate*(own[p]-g)
		}
		m.squares[k] += floats.Dot(own, own)
	}
}

func (m *dbmtl) followBlock(_ [][]float64, dst []float64) {
	sumRows(dst, m.weights, m.state.Y.next(len(dst)))
}
