package kernel

import (
	"fmt"
	"math"
)

// NormShape is a batch of N examples with C channels of Plane values each:
// [N, C, H, W] has Plane H*W, a matrix of N rows has Plane 1.
type NormShape struct{ N, C, Plane int }

// BatchNorm normalises each channel over the batch and the plane, with an
// activation behind (Ioffe & Szegedy, 2015). Running statistics follow
// PyTorch: run = (1-Momentum) run + Momentum batch, with the unbiased variance
// of the batch. One BatchNorm serves one call at a time; Backward relies on
// the last Train having seen the same input.
type BatchNorm struct {
	NormShape
	Eps, Momentum float64
	act           Act
	mean, inv     []float64 // of each channel, kept for Backward
	call          normCall
	turned        *normCall // transposes of the columns of a matrix, or nil
}

// normCall holds the arguments of the running call; its N planes of each
// channel have the given length.
type normCall struct {
	n, plane                                                  int
	x, gamma, beta, runMean, runVar, y, dy, dgamma, dbeta, dx []float32
}

// NewBatchNorm builds y = act(gamma (x-mean)/sqrt(var+eps) + beta). A matrix is
// transposed into scratch memory, so that its columns become planes.
func NewBatchNorm(s NormShape, eps, momentum float64, act Act) *BatchNorm {
	if min(s.N, s.C, s.Plane) < 1 {
		panic(fmt.Sprintf("kernel: batch normalisation of shape %+v", s))
	}
	b := &BatchNorm{
		NormShape: s, Eps: eps, Momentum: momentum, act: act,
		mean: make([]float64, s.C), inv: make([]float64, s.C),
	}
	if s.Plane == 1 {
		size := s.N * s.C
		b.turned = &normCall{x: make([]float32, size), y: make([]float32, size), dx: make([]float32, size)}
	}
	return b
}

// normTrain, normInfer and normBackward are jobs of one run a channel.
type (
	normTrain    BatchNorm
	normInfer    BatchNorm
	normBackward BatchNorm
)

// Train normalises x by the statistics of the batch and moves the running ones
// [C] on; gamma and beta are [C]. y may be x, but Backward needs the old x.
func (b *BatchNorm) Train(x, gamma, beta, runMean, runVar, y []float32) {
	b.forward((*normTrain)(b), x, gamma, beta, runMean, runVar, y)
}

// Infer normalises x by the running statistics.
func (b *BatchNorm) Infer(x, gamma, beta, runMean, runVar, y []float32) {
	b.forward((*normInfer)(b), x, gamma, beta, runMean, runVar, y)
}

func (b *BatchNorm) forward(j job, x, gamma, beta, runMean, runVar, y []float32) {
	b.check(x, y, gamma, beta, runMean, runVar)
	b.call = normCall{n: b.N, plane: b.Plane, x: x, gamma: gamma, beta: beta, runMean: runMean, runVar: runVar, y: y}
	if t := b.turned; t != nil {
		Transpose(x, b.N, b.C, t.x)
		b.call.n, b.call.plane, b.call.x, b.call.y = 1, b.N, t.x, t.y
	}
	parallel(b.C, j)
	if t := b.turned; t != nil {
		Transpose(t.y, b.C, b.N, y)
	}
	b.call = normCall{}
}

// Backward computes the gradients of gamma, beta and the input from dy, the
// gradient of y; x and y are those of the last Train. dx may be dy.
func (b *BatchNorm) Backward(x, gamma, y, dy, dgamma, dbeta, dx []float32) {
	b.check(x, y, gamma, dgamma, dbeta)
	same("dy", len(dy), len(y))
	same("dx", len(dx), len(x))
	b.call = normCall{n: b.N, plane: b.Plane, x: x, gamma: gamma, y: y, dy: dy, dgamma: dgamma, dbeta: dbeta, dx: dx}
	if t := b.turned; t != nil {
		Transpose(x, b.N, b.C, t.x)
		Transpose(y, b.N, b.C, t.y)
		Transpose(dy, b.N, b.C, t.dx)
		b.call.n, b.call.plane, b.call.x, b.call.y, b.call.dy, b.call.dx = 1, b.N, t.x, t.y, t.dx, t.dx
	}
	parallel(b.C, (*normBackward)(b))
	if t := b.turned; t != nil {
		Transpose(t.dx, b.C, b.N, dx)
	}
	b.call = normCall{}
}

// check panics when a slice has the wrong length.
func (b *BatchNorm) check(x, y []float32, perChannel ...[]float32) {
	same("x", len(x), b.N*b.C*b.Plane)
	same("y", len(y), len(x))
	for _, v := range perChannel {
		same("vector of the channels", len(v), b.C)
	}
}

func (t *normTrain) run(c, _ int) {
	b := (*BatchNorm)(t)
	var sum, squares float64
	for n := range b.call.n {
		s, q := b.sums(b.call.x, b.call.x, n, c)
		sum, squares = sum+s, squares+q
	}
	m := float64(b.N * b.Plane)
	mean := sum / m
	variance := math.Max(squares/m-mean*mean, 0)
	b.mean[c], b.inv[c] = mean, 1/math.Sqrt(variance+b.Eps)
	move := func(run []float32, v float64) {
		run[c] = float32((1-b.Momentum)*float64(run[c]) + b.Momentum*v)
	}
	move(b.call.runMean, mean)
	move(b.call.runVar, variance*m/math.Max(m-1, 1))
	b.normalise(c, mean, b.inv[c])
}

func (t *normInfer) run(c, _ int) {
	b := (*BatchNorm)(t)
	b.normalise(c, float64(b.call.runMean[c]), 1/math.Sqrt(float64(b.call.runVar[c])+b.Eps))
}

// normalise writes channel c of y.
func (b *BatchNorm) normalise(c int, mean, inv float64) {
	a := float64(b.call.gamma[c]) * inv
	shift := float64(b.call.beta[c]) - a*mean
	for n := range b.call.n {
		i, j := b.place(n, c)
		y := b.call.y[i:j]
		active.affine(float32(a), float32(shift), b.call.x[i:j], y)
		b.act.Apply(y, y)
	}
}

// run computes, with dz the gradient before the activation, h = (x-mean)*inv
// and m values in the channel,
//
//	dbeta = sum dz, dgamma = sum dz h
//	dx    = gamma inv (dz - dbeta/m - h dgamma/m).
func (t *normBackward) run(c, _ int) {
	b := (*BatchNorm)(t)
	var sum, dot float64
	for n := range b.call.n {
		i, j := b.place(n, c)
		b.act.Grad(b.call.dx[i:j], b.call.dy[i:j], b.call.y[i:j])
		s, d := b.sums(b.call.dx, b.call.x, n, c)
		sum, dot = sum+s, dot+d
	}
	mean, inv, m := b.mean[c], b.inv[c], float64(b.N*b.Plane)
	dgamma := inv * (dot - mean*sum)
	b.call.dbeta[c], b.call.dgamma[c] = float32(sum), float32(dgamma)
	a := float64(b.call.gamma[c]) * inv
	slope := -a * inv * dgamma / m
	shift := -a*sum/m - slope*mean
	for n := range b.call.n {
		i, j := b.place(n, c)
		dx := b.call.dx[i:j]
		active.affine2(float32(a), dx, float32(slope), b.call.x[i:j], float32(shift), dx)
	}
}

// place is where channel c of example n lies.
func (b *BatchNorm) place(n, c int) (from, to int) {
	from = (n*b.C + c) * b.call.plane
	return from, from + b.call.plane
}

// sums gives the sum of one plane of x and its inner product with that of y.
func (b *BatchNorm) sums(x, y []float32, n, c int) (sum, dot float64) {
	i, j := b.place(n, c)
	return active.sums(x[i:j], y[i:j])
}
