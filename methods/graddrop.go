package methods

import (
	"math"
	"math/rand/v2"
)

// GradDrop keeps, parameter by parameter, the task gradients of one sign,
// drawn at random in proportion to the signs' sizes (Chen et al. 2020,
// algorithm 1, on parameters):
//
//	P = (1 + sum_k g_k / sum_k |g_k|) / 2,    U uniform on [0, 1):
//	keep the positive g_k where P > U, the negative ones where P < U; sum.
//
// The default follows the code of FAMO and GO4Align, which adds 1e-8 to
// sum_k |g_k| and clips the shared gradient to norm 1; TorchJD (variant
// torchjd) does neither and lets a share of each task's gradient, its leak,
// through in any case.
//
// Cost: K backward passes. Heads: weight 1, the gradient of the plain sum.
// State: the random stream.
var GradDrop = Info{
	Name:      "graddrop",
	Title:     "GradDrop",
	Kind:      GradientOriented,
	Year:      2020,
	Paper:     "Chen, Ngiam, Huang, Luong, Kretzschmar, Chai, Anguelov: Just Pick a Sign, NeurIPS 2020",
	Rule:      "the sum of the g_k of one sign, which is positive with probability (1 + sum g / sum |g|) / 2",
	Cost:      "K backwards",
	Heads:     "weight 1",
	NoWeights: true,
	Params: []Param{
		maxNormParam("max_norm", "1", "largest norm of the shared gradient; 0 does not clip"),
		{Name: "leak", Default: "0", Number: true, Max: 1, List: true, Doc: "share of each task's gradient that is never dropped"},
		{Name: "variant", Default: "family", Choices: []string{"family", "torchjd"}, Doc: "torchjd adds no 1e-8 and does not clip"},
	},
	New: newGradDrop,
}

type gradDrop struct {
	source  *rand.PCG
	uniform func(column int) float64
	maxNorm float64
	eps     float64
	leak    []float64
	block   func(rows [][]float64, dst []float64) // drop, made once
	column  int                                   // of the next block
	square  float64                               // of the gradient so far
	sums    signSums
	scale   float64
}

func newGradDrop(c Config) (Method, error) {
	leak, err := c.PerTask("leak")
	m := &gradDrop{source: c.Rand, maxNorm: c.Float("max_norm"), eps: 1e-8, leak: leak}
	if c.Word("variant") == "torchjd" {
		m.maxNorm, m.eps = 0, 0
	}
	r := rand.New(c.Rand)
	m.uniform = func(int) float64 { return r.Float64() }
	m.block = m.drop
	return m, err
}

// State implements Stateful: the random stream is all there is.
func (m *gradDrop) State() any { return m.source }

// Trace implements Tracer. No weights of whole gradients exist.
func (m *gradDrop) Trace() Trace { return Trace{} }

// Step goes over the columns twice where the norm exceeds the clip, the
// second time with the same random numbers.
func (m *gradDrop) Step(s Step) error {
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	start := *m.source
	m.column, m.square, m.scale = 0, 0, 1
	if err := j.Map(m.block, nil); err != nil {
		return err
	}
	by := m.maxNorm / (math.Sqrt(m.square) + 1e-6)
	if m.maxNorm == 0 || !(by < 1) {
		return nil
	}
	*m.source = start
	m.column, m.scale = 0, by
	return j.Map(m.block, nil)
}

// drop does a block of columns.
func (m *gradDrop) drop(rows [][]float64, dst []float64) {
	s := m.sums.of(len(dst))
	for k, row := range rows {
		s.add(row, m.leak[k])
	}
	for p := range dst {
		up, down := s.up[p]/2, s.down[p]/2
		positive := 0.5 * (1 + (up+down)/(up-down+m.eps)) // NaN where torchjd's size is 0: nothing is kept
		u := m.uniform(m.column)
		switch {
		case positive > u:
			down = s.leakDown[p] / 2
		case positive < u:
			up = s.leakUp[p] / 2
		default:
			up, down = s.leakUp[p]/2, s.leakDown[p]/2
		}
		v := up + down
		m.column++
		m.square += v * v
		dst[p] = v * m.scale
	}
}

// signSums are sums over the tasks, column by column, of twice the positive
// parts of the gradients and twice the negative ones; of all of them, and of
// what leaks in any case.
type signSums struct{ up, down, leakUp, leakDown []float64 }

// of makes them zero, for n columns.
func (s *signSums) of(n int) *signSums {
	for _, v := range []*[]float64{&s.up, &s.down, &s.leakUp, &s.leakDown} {
		if cap(*v) < n {
			*v = make([]float64, n)
		}
		*v = (*v)[:n]
		clear(*v)
	}
	return s
}

// add takes a task. Sums with the absolute value, in place of questions about
// signs, which no processor can guess.
func (s *signSums) add(row []float64, leak float64) {
	up, down := s.up[:len(row)], s.down[:len(row)]
	for p, g := range row {
		size := math.Abs(g)
		up[p] += g + size
		down[p] += g - size
	}
	if leak == 0 {
		return
	}
	for p, g := range row {
		size := math.Abs(g)
		s.leakUp[p] += leak * (g + size)
		s.leakDown[p] += leak * (g - size)
	}
}
