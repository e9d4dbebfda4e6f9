package optim

// SGD is stochastic gradient descent with momentum as torch.optim.SGD
// computes it, without dampening: the buffer starts as the first gradient.
//
//	g += WeightDecay p
//	b = g at the first step, then Momentum b + g
//	p -= lr b
type SGD[T Float] struct {
	Momentum, WeightDecay float64

	B []T // momentum buffer; nil before the first step
}

// NewSGD is an SGD with these settings; 0 switches either off.
func NewSGD[T Float](momentum, weightDecay float64) *SGD[T] {
	return &SGD[T]{Momentum: momentum, WeightDecay: weightDecay}
}

// Step implements Optimizer.
func (s *SGD[T]) Step(params, grad []T, lr float64) {
	if s.B == nil {
		s.B = make([]T, len(params)) // 0 Momentum + g is the first gradient
	}
	b := s.B
	checkLengths(len(params), len(grad), len(b))
	rate, momentum, decay := T(lr), T(s.Momentum), T(s.WeightDecay)
	for i, g := range grad {
		g += decay * params[i]
		b[i] = momentum*b[i] + g
		params[i] -= rate * b[i]
	}
}
