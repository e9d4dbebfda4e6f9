package methods

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// NTKMTL balances the speeds at which tasks learn, as their neural tangent
// kernels tell them (Qin et al. 2025), in the form of one sub-batch, where
// the kernel of a task is the square of its gradient's norm:
//
//	w_k = (sum_j |g_j|^2 / |g_k|^2)^exponent,  update = K sum_k w_k g_k
//
// and the update is clipped to norm 1, as in the released code. With exponent
// 0.5, that of the paper and of the scripts but NYUv2's (0.75), it is then a
// unit vector along sum_k g_k / |g_k|. A zero gradient makes everything NaN in
// the released code; here such a task has weight 0.
//
// Cost: K backward passes. Heads: weight 1. State: none.
var NTKMTL = Info{
	Name:  "ntkmtl",
	Title: "NTKMTL",
	Kind:  GradientOriented,
	Year:  2025,
	Paper: "Qin, Wang, Liao, Yan: NTKMTL: Mitigating Task Imbalance in Multi-Task Learning from Neural Tangent Kernel Perspective, NeurIPS 2025",
	Rule:  "w_k = (sum_j |g_j|^2 / |g_k|^2)^e, update K sum_k w_k g_k clipped to norm 1",
	Cost:  "K backwards",
	Heads: "weight 1",
	Params: []Param{
		{Name: "exponent", Default: "0.5", Number: true, Max: 1, Doc: "exponent e of the ratio of kernels"},
		maxNormParam("max_norm", "1", "largest norm of the shared gradient; 0 does not clip"),
	},
	New: func(c Config) (Method, error) {
		return &ntkmtl{exponent: c.Float("exponent"), maxNorm: c.Float("max_norm")}, nil
	},
}

// eventNoGradient tells of a task that no rule by norms can weigh.
const eventNoGradient = "a task without a gradient has weight 0"

type ntkmtl struct {
	Weighted
	exponent, maxNorm float64
}

func (m *ntkmtl) Step(s Step) error { return m.StepGram(s, m.weights) }

func (m *ntkmtl) weights(gram *mat.SymDense, _, shared, _ []float64) error {
	if !finiteGram(gram) {
		m.trace.Event = eventNotFinite
		copy(shared, ones(len(shared)))
		return nil
	}
	var total float64
	for k := range shared {
		total += gram.At(k, k)
	}
	for k := range shared {
		square := gram.At(k, k)
		if square == 0 {
			m.trace.Event = eventNoGradient
			shared[k] = 0
			continue
		}
		// In logarithms, the ratio of what floats can hold is no infinity.
		shared[k] = float64(len(shared)) * math.Exp(math.Min(m.exponent*(math.Log(total)-math.Log(square)), maxLog/2))
	}
	clipNorm(gram, shared, m.maxNorm)
	return nil
}
