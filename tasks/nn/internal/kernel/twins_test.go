package kernel

import "testing"

// TestTwinsAgree runs a small network's worth of kernels with every twin on the
// same numbers: whichever machine a result was made on, it is the same to
// rounding.
func TestTwinsAgree(t *testing.T) {
	results := map[string][]float32{}
	eachTwin(t, func(t *testing.T) { results[Name()] = networkPass(newArena(t, 40)) })
	want := results[pureGo.name]
	for name, got := range results {
		near(t, name, got, wide(want), 1e-4)
	}
}

// networkPass is a convolution, batch normalisation, pooling, a dense layer
// with softmax cross-entropy, the way back and a step of Adam.
func networkPass(ar *arena) []float32 {
	const n, features, classes = 5, 4 * 3 * 4, 3
	conv := NewConv(ConvShape{n, 2, 9, 11, 4, 3, 3, 1, 0}, None)
	norm := NewBatchNorm(NormShape{n, 4, 7 * 9}, 1e-5, 0.1, Tanh)
	pool := NewMaxPool(PoolShape{n, 4, 7, 9, 2, 2})
	x, w, bias := ar.uniform(n*2*9*11), ar.uniform(4*2*9), ar.uniform(4)
	gamma, beta, run := ar.uniform(4), ar.uniform(4), ar.zeros(4)
	dense, labels := ar.uniform(features*classes), []int32{0, 1, 2, 1, 0}
	y, z := ar.zeros(n*4*7*9), ar.zeros(n*4*7*9)
	h, dh, logits := ar.zeros(n*features), ar.zeros(n*features), ar.zeros(n*classes)
	conv.Forward(x, w, bias, y)
	norm.Train(y, gamma, beta, run, run, z)
	pool.Forward(z, h)
	Gemm(false, false, n, classes, features, 1, h, features, dense, classes, 0, logits, classes)
	loss := SoftmaxXent(logits, classes, labels, logits)

	dz, dy := ar.zeros(len(z)), ar.zeros(len(y))
	dw, db, dgamma, dbeta := ar.zeros(len(w)), ar.zeros(4), ar.zeros(4), ar.zeros(4)
	ddense, dx := ar.zeros(len(dense)), ar.zeros(len(x))
	Gemm(true, false, features, classes, n, 1, h, features, logits, classes, 0, ddense, classes)
	Gemm(false, true, n, features, classes, 1, logits, classes, dense, classes, 0, dh, features)
	pool.Backward(dh, dz)
	norm.Backward(y, gamma, z, dz, dgamma, dbeta, dy)
	conv.Backward(x, w, y, dy, dw, db, dx)
	m, v := ar.zeros(len(w)), ar.zeros(len(w))
	Adam(w, dw, m, v, AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-3}, 1)
	all := []float32{float32(loss)}
	for _, r := range [][]float32{h, dw, db, dgamma, dbeta, ddense, dx, w, run} {
		all = append(all, r...)
	}
	return all
}
