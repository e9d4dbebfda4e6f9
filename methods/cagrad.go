package methods

import (
	"math"

	"github.com/mtobench/mtobench/methods/internal/solve"
	"gonum.org/v1/gonum/mat"
)

// CAGrad maximises the worst task's local improvement within a ball around
// the mean gradient g_0 (Liu et al. 2021, equation 3, by its dual):
//
//	w = argmin g_w.g_0 + c |g_0| |g_w| over the simplex,
//	d = g_0 + c |g_0| g_w / |g_w|,    g_w = sum_k w_k g_k.
//
// The code behind the published tables, which the default follows, adds 1e-8
// under the roots and to the norms, divides by 1 + c^2 (rescale 1) and
// multiplies by K to match the sum of the losses (total tasks); LibMTL does
// not multiply (total one). Its solver stops early on small or widely scaled
// gradients; the problem is solved exactly here. FAMO's copy clips the result
// to norm 1 (clip).
//
// Variant torchjd divides the Gram matrix by its trace, rescales nothing, and
// gives no update at all where the trace, or |g_w| after the division, is
// below 1e-4.
//
// Cost: K backward passes. Heads: weight 1, the gradient of the plain sum.
// State: none.
var CAGrad = Info{
	Name:  "cagrad",
	Title: "CAGrad",
	Kind:  GradientOriented,
	Year:  2021,
	Paper: "Liu, Liu, Jin, Stone, Liu: Conflict-Averse Gradient Descent for Multi-task Learning, NeurIPS 2021",
	Rule:  "d = g_0 + c |g_0| g_w / |g_w|, w = argmin g_w.g_0 + c |g_0| |g_w|",
	Cost:  "K backwards",
	Heads: "weight 1",
	Params: []Param{
		{Name: "c", Default: "0.4", Number: true, Min: 0, Max: 100, Doc: "radius of the ball over |g_0|"},
		{Name: "rescale", Default: "1", Choices: []string{"0", "1", "2"}, Doc: "divide the update by 1, 1 + c^2 or 1 + c"},
		{Name: "total", Default: "tasks", Choices: []string{"tasks", "one"}, Doc: "multiply the update by K, or not"},
		maxNormParam("clip", "0", "largest norm of the shared gradient; 0 does not clip"),
		{Name: "variant", Default: "family", Choices: []string{"family", "torchjd"}, Doc: "the constants of the tables' code or of TorchJD"},
	},
	New: newCAGrad,
}

// torchjdEps is TorchJD's norm_eps: what is smaller counts as zero.
const torchjdEps = 1e-4

type cagrad struct {
	Weighted
	c, scale, clip float64
	torchjd        bool
	cone           solve.Simplex
	inner, w       []float64
	unit           unitTrace
}

func newCAGrad(c Config) (Method, error) {
	m := newBall(c, c.Float("c"))
	m.clip = c.Float("clip")
	m.torchjd = c.Word("variant") == "torchjd"
	if c.Word("total") == "one" {
		m.scale /= float64(c.Tasks)
	}
	return &m, nil
}

// newBall is CAGrad with this radius over |g_0|, times K and rescaled.
func newBall(c Config, radius float64) cagrad {
	m := cagrad{
		c:     radius,
		scale: float64(c.Tasks),
		inner: make([]float64, c.Tasks),
		w:     make([]float64, c.Tasks),
		unit:  newUnitTrace(c.Tasks),
	}
	switch c.Word("rescale") {
	case "1":
		m.scale /= 1 + radius*radius
	case "2":
		m.scale /= 1 + radius
	}
	return m
}

func (m *cagrad) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *cagrad) weights(gram *mat.SymDense, _, shared, _ []float64) error {
	if m.torchjd {
		m.torchjdWeights(gram, shared)
	} else {
		m.familyWeights(gram, shared)
	}
	clipNorm(gram, shared, m.clip)
	return nil
}

func (m *cagrad) familyWeights(gram *mat.SymDense, shared []float64) {
	square := m.products(gram)
	radius := m.c*math.Sqrt(square+1e-8) + 1e-8
	m.solve(gram, radius, 1e-8)
	m.along(gram, radius, shared)
}

// along writes the weights of d for the weights w.
func (m *cagrad) along(gram *mat.SymDense, radius float64, shared []float64) {
	by := radius / (combinedNorm(gram, m.w) + 1e-8)
	for k, w := range m.w {
		shared[k] = m.scale * (1/float64(len(m.w)) + by*w)
	}
}

func (m *cagrad) torchjdWeights(gram *mat.SymDense, shared []float64) {
	clear(shared)
	unit, ok := m.unit.of(gram, torchjdEps)
	if !ok {
		return
	}
	radius := m.c * math.Sqrt(m.products(unit))
	// 1e-16 rounds the tip of the cone off, well below torchjdEps squared.
	m.solve(unit, radius, 1e-16)
	norm := combinedNorm(unit, m.w)
	if norm < torchjdEps {
		return
	}
	for k, w := range m.w {
		shared[k] = 1/float64(len(m.w)) + radius/norm*w
	}
}

// products sets inner to g_k.g_0 and gives |g_0|^2.
func (m *cagrad) products(gram *mat.SymDense) float64 {
	for k := range m.w {
		m.w[k] = 1 / float64(len(m.w))
	}
	var square float64
	for k, w := range m.w {
		m.inner[k] = gramDot(gram, k, m.w)
		square += w * m.inner[k]
	}
	return math.Max(0, square)
}

// solve sets w; it stays equal where the problem has no numbers.
func (m *cagrad) solve(gram *mat.SymDense, radius, eps float64) {
	if !m.cone.Cone(m.w, gram, m.inner, radius, eps) {
		m.trace.Event = eventNotFinite
	}
}
