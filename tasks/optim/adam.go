package optim

import "math"

// Adam is the optimiser of Kingma and Ba, "Adam: A Method for Stochastic
// Optimization", ICLR 2015, Algorithm 1, as torch.optim.Adam computes it:
//
//	g += WeightDecay p
//	m = Beta1 m + (1-Beta1) g
//	v = Beta2 v + (1-Beta2) g^2
//	p -= lr m/(1-Beta1^t) / (sqrt(v/(1-Beta2^t)) + Eps)
//
// The weight decay is L2 added to the gradient, not that of AdamW.
type Adam[T Float] struct {
	Beta1, Beta2, Eps, WeightDecay float64

	T    int // steps done
	M, V []T // running means of gradient and squared gradient
}

// NewAdam is an Adam with the customary Beta1 0.9, Beta2 0.999, Eps 1e-8.
func NewAdam[T Float](weightDecay float64) *Adam[T] {
	return &Adam[T]{Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, WeightDecay: weightDecay}
}

// Begin counts a step over n parameters and returns M and V. It is for callers
// that do the arithmetic of Step by faster means.
func (a *Adam[T]) Begin(n int) (m, v []T) {
	if a.M == nil {
		a.M, a.V = make([]T, n), make([]T, n)
	}
	checkLengths(n, len(a.M), len(a.V))
	a.T++
	return a.M, a.V
}

// Step implements Optimizer.
func (a *Adam[T]) Step(params, grad []T, lr float64) {
	m, v := a.Begin(len(params))
	checkLengths(len(params), len(grad))
	size := T(lr / (1 - math.Pow(a.Beta1, float64(a.T))))
	root := T(math.Sqrt(1 - math.Pow(a.Beta2, float64(a.T))))
	b1, b2 := T(a.Beta1), T(a.Beta2)
	c1, c2 := T(1-a.Beta1), T(1-a.Beta2)
	eps, decay := T(a.Eps), T(a.WeightDecay)
	for i, g := range grad {
		g += decay * params[i]
		m[i] = b1*m[i] + c1*g
		v[i] = b2*v[i] + c2*g*g
		params[i] -= size * m[i] / (T(math.Sqrt(float64(v[i])))/root + eps)
	}
}
