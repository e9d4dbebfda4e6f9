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

// TestWiderRegistersGiveTheSameBits: the twins in assembly take every sum in
// the same order, so that records do not depend on which of them ran.
func TestWiderRegistersGiveTheSameBits(t *testing.T) {
	results := map[string][]float32{}
	eachWidth(t, func(t *testing.T) {
		if Name() != pureGo.name {
			results[Name()] = productsOf(newArena(t, 41))
		}
	})
	if len(results) < 2 {
		t.Skip("this machine has one twin in assembly")
	}
	want := results["avx2"]
	for name, got := range results {
		for i, v := range got {
			if v != want[i] {
				t.Fatalf("%s: element %d of %d is %v, with avx2 %v", name, i, len(got), v, want[i])
			}
		}
	}
}

// productsOf is a matrix product, convolutions with their gradients and those of a
// layer for an outer product, of shapes that leave ragged edges everywhere.
func productsOf(ar *arena) []float32 {
	const m, n, k = 53, 37, 71
	a, b, c := ar.uniform(m*k), ar.uniform(k*n), ar.zeros(m*n)
	Gemm(false, false, m, n, k, 1, a, k, b, n, 0, c, n)
	all := c
	for _, s := range []ConvShape{{3, 5, 13, 19, 37, 3, 3, 1, 1}, {2, 3, 17, 11, 21, 5, 5, 1, 0}, {2, 3, 17, 18, 9, 3, 2, 2, 1}} {
		conv := NewConv(s, ReLU)
		x, w, bias := ar.uniform(s.N*s.C*s.H*s.W), ar.uniform(s.Out*s.taps()), ar.uniform(s.Out)
		y := ar.zeros(s.N * s.Out * s.HOut() * s.WOut())
		dy, dw, db, dx := ar.uniform(len(y)), ar.zeros(len(w)), ar.zeros(s.Out), ar.zeros(len(x))
		conv.Forward(x, w, bias, y)
		conv.Backward(x, w, y, dy, dw, db, dx)
		all = append(append(append(append(all, y...), dw...), db...), dx...)
	}
	return append(all, newRankOneCase(ar, m, n, k).run(ar, NewRankOne(m, n, k))...)
}
