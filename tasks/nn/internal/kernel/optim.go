package kernel

import "math"

// AdamConfig holds the constants of Adam: learning rate, decay rates of the
// two moments, the small number in the denominator, and the factor of the L2
// penalty's gradient.
type AdamConfig struct{ LR, Beta1, Beta2, Eps, Decay float64 }

// Adam does step t >= 1 over flat vectors of parameters w, gradients g and
// moments m and v (Kingma & Ba, 2015, algorithm 1, with the penalty added to
// the gradient as PyTorch's Adam does):
//
//	g' = g + decay w
//	m  = b1 m + (1-b1) g'
//	v  = b2 v + (1-b2) g'^2
//	w  = w - lr m/(1-b1^t) / (sqrt(v/(1-b2^t)) + eps)
func Adam(w, g, m, v []float32, c AdamConfig, t int) {
	same("g", len(g), len(w))
	same("m", len(m), len(w))
	same("v", len(v), len(w))
	if t < 1 {
		panic("kernel: Adam counts its steps from 1")
	}
	active.adam(w, g, m, v, [6]float32{
		float32(1 - c.Beta1),
		float32(1 - c.Beta2),
		float32(c.LR / (1 - math.Pow(c.Beta1, float64(t)))),
		float32(1 / math.Sqrt(1-math.Pow(c.Beta2, float64(t)))),
		float32(c.Eps),
		float32(c.Decay),
	})
}

// adamGo has the constants 1-b1, 1-b2, lr/(1-b1^t), 1/sqrt(1-b2^t), eps, decay.
func adamGo(w, g, m, v []float32, c [6]float32) {
	for i := range w {
		gi := g[i] + c[5]*w[i]
		m[i] += c[0] * (gi - m[i])
		v[i] += c[1] * (gi*gi - v[i])
		w[i] -= c[2] * m[i] / (float32(math.Sqrt(float64(v[i])))*c[3] + c[4])
	}
}

// SGDConfig holds the constants of gradient descent with momentum.
type SGDConfig struct{ LR, Momentum, Decay float64 }

// SGD does one step over flat vectors, as PyTorch's SGD without dampening:
//
//	velocity = momentum velocity + g + decay w
//	w        = w - lr velocity
//
// The velocity starts at zero. It may be nil when the momentum is 0.
func SGD(w, g, velocity []float32, c SGDConfig) {
	same("g", len(g), len(w))
	lr, mu, decay := float32(c.LR), float32(c.Momentum), float32(c.Decay)
	if mu == 0 && velocity == nil {
		active.scale(1-lr*decay, w, w)
		active.axpy(-lr, g, w)
		return
	}
	same("velocity", len(velocity), len(w))
	active.sgd(w, g, velocity, [3]float32{lr, mu, decay})
}

// sgdGo has the constants lr, momentum, decay.
func sgdGo(w, g, velocity []float32, c [3]float32) {
	for i := range w {
		velocity[i] = c[1]*velocity[i] + g[i] + c[2]*w[i]
		w[i] -= c[0] * velocity[i]
	}
}
