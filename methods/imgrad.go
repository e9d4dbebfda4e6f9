package methods

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// IMGrad is CAGrad whose two terms are weighted by the imbalance of the tasks
// (Zhou et al. 2025): by the cosine of the mean gradient g_0 and MGDA's
// direction, which is 1 where no task stands out. With c' = alpha |g_0|,
//
//	w = argmin (1.5 - cos) g_w.g_0 + cos c' |g_w| over the simplex,
//	d = (g_0 + c' g_w / |g_w|) / (1 + alpha^2),  times K
//
// and 1e-8 under the roots and at the norms, as in CAGrad. The released code
// solves this by SLSQP with a loose absolute tolerance, which misses the
// optimum by up to 100 % where norms differ widely; it is solved exactly here.
// The search for MGDA's point can be the released one too (solver reference,
// where 0.999 stands for 1). A cosine that this search makes negative counts
// as 0, since the problem is not convex then. Where zero is in the hull of the
// gradients, the cosine is arbitrary in both.
//
// Variant cityscapes repeats the released code for two tasks, in which a
// misplaced parenthesis lets 1.5 - cos act on a part of g_w.g_0 only; for
// other numbers of tasks it is an error.
//
// Cost: K backward passes. Heads: weight 1. State: none.
var IMGrad = Info{
	Name:  "imgrad",
	Title: "IMGrad",
	Kind:  GradientOriented,
	Year:  2025,
	Paper: "Zhou, Liu, Zhao, Gong: Injecting Imbalance Sensitivity for Multi-Task Learning, IJCAI 2025",
	Rule:  "d = g_0 + c' g_w / |g_w|, w = argmin (1.5 - cos) g_w.g_0 + cos c' |g_w|",
	Cost:  "K backwards",
	Heads: "weight 1",
	Params: append([]Param{
		{Name: "alpha", Default: "0.8", Number: true, Max: 100, Doc: "radius of the ball over |g_0|"},
		{Name: "rescale", Default: "1", Choices: []string{"0", "1", "2"}, Doc: "divide the update by 1, 1 + alpha^2 or 1 + alpha"},
		{Name: "variant", Default: "nyuv2", Choices: []string{"nyuv2", "cityscapes"}, Doc: "released code to follow; cityscapes is for two tasks"},
	}, minNormParams()...),
	New: newIMGrad,
}

type imgrad struct {
	cagrad
	find       minNorm
	cityscapes bool
	cos        float64 // of the last step
	point      []float64
}

func newIMGrad(c Config) (Method, error) {
	m := &imgrad{cagrad: newBall(c, c.Float("alpha")), find: newMinNorm(c), point: make([]float64, c.Tasks)}
	m.cityscapes = c.Word("variant") == "cityscapes"
	if m.cityscapes && c.Tasks != 2 {
		return nil, fmt.Errorf("imgrad: variant=cityscapes is for 2 tasks, and there are %d; use variant=nyuv2", c.Tasks)
	}
	return m, nil
}

func (m *imgrad) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *imgrad) weights(gram *mat.SymDense, _, shared, _ []float64) error {
	square := m.products(gram)
	m.trace.Event = m.find.orEqual(m.point, gram)
	m.imbalance(gram, square)
	if m.cityscapes {
		m.twoTasks(gram, shared)
		return nil
	}
	radius := m.c*math.Sqrt(square+1e-8) + 1e-8
	scaleBy(m.inner, 1.5-m.cos)
	m.solve(gram, math.Max(m.cos, 1e-12)*radius, 1e-8)
	m.along(gram, radius, shared)
	return nil
}

// imbalance sets the cosine of g_0, whose square is given, and the shortest
// combination.
func (m *imgrad) imbalance(gram *mat.SymDense, square float64) {
	var inner float64
	for k, v := range m.point {
		inner += v * m.inner[k]
	}
	least := math.Max(combinedNorm(gram, m.point), torchEps)
	m.cos = math.Max(0, inner/least/math.Max(math.Sqrt(square), torchEps))
	if !(m.cos <= 1) { // rounding, or not finite
		m.cos = 1
	}
}

// twoTasks is variant cityscapes: over x in [0, 1], with w = (x, 1 - x),
//
//	x ((1.5 - cos) |g_1 - g_2|^2 / 2 + g_1.g_2 - |g_2|^2) + cos alpha |g_0| sqrt(|g_w|^2 + 1e-8)
//
// is convex, and its derivative crosses zero once.
func (m *imgrad) twoTasks(gram *mat.SymDense, shared []float64) {
	a, b, c := gram.At(0, 0), gram.At(0, 1), gram.At(1, 1)
	apart := a + c - 2*b
	mean := combinedNorm(gram, []float64{0.5, 0.5})
	linear := (1.5-m.cos)*apart/2 + b - c
	slope := func(x float64) float64 {
		square := math.Max(0, x*x*a+2*x*(1-x)*b+(1-x)*(1-x)*c)
		return linear + m.cos*m.c*mean*(x*apart+b-c)/math.Sqrt(square+1e-8)
	}
	x := crossing(slope)
	m.w[0], m.w[1] = x, 1-x
	m.alongTwo(gram, shared)
}

// alongTwo writes the weights of d for the weights w of two tasks.
func (m *imgrad) alongTwo(gram *mat.SymDense, shared []float64) {
	mean := combinedNorm(gram, []float64{0.5, 0.5})
	by := m.c * mean / (math.Hypot(combinedNorm(gram, m.w), 1e-4) + 1e-8)
	for k, w := range m.w {
		shared[k] = m.scale * (0.5 + by*w)
	}
}

// crossing is where a rising function on [0, 1] crosses zero, or the end that
// is nearer to it.
func crossing(f func(x float64) float64) float64 {
	if !(f(0) < 0) {
		return 0
	}
	if !(f(1) > 0) {
		return 1
	}
	lo, hi := 0.0, 1.0
	for range 60 {
		if mid := (lo + hi) / 2; f(mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}
