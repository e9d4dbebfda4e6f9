package methods

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// SDMGrad finds the weights of a direction that is kept near the mean gradient
// from two independent mini-batches, and follows a third (Xiao, Ban and Ji
// 2023, Algorithm 1): with C = G_1 G_2' over its scale,
//
//	w = argmin over the simplex of w'C w / 2 + lambda w'C 1/K, by niter steps
//	update = (sum_k w_k g_3k + lambda mean_k g_3k) / (1 + lambda)
//
// The default follows LibMTL: C is divided by the square of the mean of its
// diagonal's roots plus 1e-8, the steps are those of SGD with rate 5 and
// momentum 0.5, begun anew in every step, each followed by a projection on the
// simplex, and w goes on from the step before (1/K at the first). The step's
// own mini-batch is the first of the three, which are alike. TorchJD's form is
// the same with rate 10.
//
// Cost: K backward passes for each of three mini-batches, and a copy of one's
// gradients (8 K P bytes). Heads: weight 1, on the third mini-batch. State: w.
var SDMGrad = Info{
	Name:  "sdmgrad",
	Title: "SDMGrad",
	Kind:  GradientOriented,
	Year:  2023,
	Paper: "Xiao, Ban, Ji: Direction-oriented Multi-objective Learning: Simple and Provable Stochastic Algorithms, NeurIPS 2023",
	Rule:  "d = (sum_k w_k g_k + lambda g_0) / (1 + lambda), w by projected SGD from two mini-batches, g of a third",
	Cost:  "3K backwards, two forwards more",
	Heads: "weight 1",
	Params: []Param{
		{Name: "lambda", Default: "0.3", Number: true, Max: 1e6, Doc: "pull towards the mean gradient"},
		{Name: "niter", Default: "20", Number: true, Integer: true, Min: 1, Max: 1e6, Doc: "steps for the weights"},
		{Name: "lr", Default: "5", Number: true, Max: 1e6, Doc: "rate of these steps; TorchJD's is 10"},
		{Name: "momentum", Default: "0.5", Number: true, Max: 1, Doc: "momentum of these steps"},
	},
	New: newSDMGrad,
}

type sdmGrad struct {
	Weighted
	lambda    float64
	lr, decay float64
	niter     int
	state     weightsState
	first     running   // gradients of the first mini-batch
	cross     []float64 // C, K x K, row by row
	mean      []float64 // C 1/K
	velocity  []float64
	simplex   simplexPoint
	keep, mix func(rows [][]float64, dst []float64)
}

func newSDMGrad(c Config) (Method, error) {
	k := c.Tasks
	m := &sdmGrad{
		lambda: c.Float("lambda"), niter: c.Int("niter"),
		lr: c.Float("lr"), decay: c.Float("momentum"),
		state: weightsState{ones(k)},
		cross: make([]float64, k*k), mean: make([]float64, k), velocity: make([]float64, k),
		simplex: newSimplexPoint(k),
	}
	scaleBy(m.state.Weights, 1/float64(k))
	m.keep, m.mix = m.keepBlock, m.mixBlock
	return m, nil
}

// State implements Stateful.
func (m *sdmGrad) State() any { return &m.state }

func (m *sdmGrad) Step(s Step) error {
	m.begin(len(m.mean))
	if err := m.pass(s, m.keep); err != nil {
		return err
	}
	if err := resample(s); err != nil {
		return err
	}
	clear(m.cross)
	if err := m.pass(s, m.mix); err != nil {
		return err
	}
	m.scale()
	m.solve()
	if err := resample(s); err != nil {
		return err
	}
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	for k, w := range m.state.Weights {
		m.shared[k] = (w + m.lambda/float64(len(m.shared))) / (1 + m.lambda)
	}
	return j.Combine(m.shared, nil)
}

// pass looks at all columns of the mini-batch's gradients.
func (m *sdmGrad) pass(s Step, f func(rows [][]float64, dst []float64)) error {
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	m.first.begin(j)
	return j.Map(f, nil)
}

func (m *sdmGrad) keepBlock(rows [][]float64, dst []float64) {
	for k, own := range m.first.next(len(dst)) {
		copy(own, rows[k])
	}
}

func (m *sdmGrad) mixBlock(rows [][]float64, dst []float64) {
	n := len(rows)
	for i, a := range m.first.next(len(dst)) {
		for j, b := range rows {
			m.cross[i*n+j] += floats.Dot(a, b)
		}
	}
}

// scale divides C and sets its mean over tasks.
func (m *sdmGrad) scale() {
	n := len(m.mean)
	var root float64
	for k := range n {
		root += math.Sqrt(math.Max(0, m.cross[k*n+k])) / float64(n)
	}
	scaleBy(m.cross, 1/(root*root+1e-8))
	for i := range n {
		m.mean[i] = 0
		for _, v := range m.cross[i*n : (i+1)*n] {
			m.mean[i] += v / float64(n)
		}
	}
}

// solve runs the steps for the weights.
func (m *sdmGrad) solve() {
	n, w := len(m.mean), m.state.Weights
	clear(m.velocity)
	for range m.niter {
		for i, v := range m.mean {
			grad := m.lambda * v
			for j, c := range m.cross[i*n : (i+1)*n] {
				grad += c * w[j]
			}
			m.velocity[i] = m.decay*m.velocity[i] + grad
		}
		for i, v := range m.velocity {
			w[i] -= m.lr * v
		}
		m.simplex.project(w)
	}
}
