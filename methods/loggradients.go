package methods

import "gonum.org/v1/gonum/mat"

// logEps is what is added to a loss under the logarithm.
const logEps = 1e-8

// logged is the gradients of the logarithms of the losses, g_k / (L_k + eps),
// for the cheap variants in FAMO's code: what a method weighs there.
type logged struct {
	eps    float64
	losses []float64 // plus eps: the divisors
	gram   *mat.SymDense
}

func newLogged(tasks int, eps float64) logged {
	return logged{eps: eps, losses: make([]float64, tasks), gram: mat.NewSymDense(tasks, nil)}
}

// set takes the gradients and losses of a step.
func (l *logged) set(gram *mat.SymDense, losses []float64) {
	for k, v := range losses {
		l.losses[k] = v + l.eps
	}
	divideGram(l.gram, gram, l.losses)
}

// divide turns weights of the logarithms' gradients into those of the losses'.
func (l *logged) divide(w []float64) {
	for k, v := range l.losses {
		w[k] /= v
	}
}
