package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// The settings of batch normalisation, as PyTorch's.
const (
	normEps      = 1e-5
	normMomentum = 0.1
)

// norm is a batch normalisation with activation of x, n x channels or n x
// channels x height x width, with the parameters [gamma | beta].
type norm struct {
	op
	n              *kernel.BatchNorm
	train          bool
	mean, variance []float32 // running
	dx             bool      // x wants a gradient
}

// BatchNorm normalises each channel of x, batch x channels or batch x channels x
// height x width, by its mean and variance, scales and shifts it by parameters
// that start at 1 and 0, and applies the activation (Ioffe, Szegedy, ICML
// 2015).
//
// In training, mean and variance are those of the mini-batch, and every forward
// pass, which is every call of Losses, moves running ones on by a tenth; the
// backward passes of a step do not. A method that computes the losses again
// after its update, as FAMO does, so moves them twice a step, as the released
// code does. Evaluation goes by the running ones. A layer that heads share has
// one pair of them, which each head moves on in turn.
func (b *Builder) BatchNorm(x *Node, name string, act Act) *Node {
	b.checkBatch(x, name)
	if d := x.Dims(); d != 2 && d != 4 {
		panic(fmt.Sprintf("nn: layer %s/%s: input of shape %v has no channels to normalise", b.scope, name, x.Shape()))
	}
	s := kernel.NormShape{N: b.batch, C: x.Shape()[1], Plane: volume(x.Shape()[2:])}
	l := &layer{name: name, weight: s.C, bias: s.C, start: make([]float32, s.C), norm: s.C}
	fill(l.start, 1)
	theta := b.theta(l)
	o := &norm{n: kernel.NewBatchNorm(s, normEps, normMomentum, act), train: b.train, dx: b.wants[x]}
	if b.params != nil {
		mean, variance := b.params.layer(l).running()
		o.mean, o.variance = mean.of(b.params.running), variance.of(b.params.running)
	}
	o.op = newOp(b.g, "batchNorm", x.Shape().Clone(), x, theta)
	n := b.must(gorgonia.ApplyOp(o, x, theta))(name)
	b.wants[n], b.read[x] = true, true
	b.note(n, Operation{Op: "batchnorm", Act: act.String()}, x)
	return n
}

// Do implements gorgonia.Op.
func (o *norm) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if o.g.frozen {
		return o.value, nil
	}
	x, gamma, beta := floats(in[0]), o.half(in[1], 0), o.half(in[1], 1)
	if o.train {
		o.n.Train(x, gamma, beta, o.mean, o.variance, o.buffer())
	} else {
		o.n.Infer(x, gamma, beta, o.mean, o.variance, o.buffer())
	}
	return o.value, nil
}

// half is gamma (0) or beta (1) of parameters, or their gradients.
func (o *norm) half(v gorgonia.Value, which int) []float32 {
	return floats(v)[which*o.n.C : (which+1)*o.n.C]
}

// DiffWRT implements gorgonia.SDOp.
func (o *norm) DiffWRT(int) []bool { return []bool{o.dx, true} }

// SymDiff implements gorgonia.SDOp. The input's gradient is computed even where
// the input is data: that is rare and cheap.
func (o *norm) SymDiff(in gorgonia.Nodes, y, dy *Node) (gorgonia.Nodes, error) {
	b := &normGrad{op: newOp(o.g, "batchNormGrad", in[1].Shape(), in[0], in[1], y, dy), o: o}
	b.dx.op = newOp(o.g, "inputGrad", in[0].Shape())
	return withInputGrad(o.g, b, &b.dx, o.dx, in, y, dy)
}

// normGrad is the backward pass of norm: its output is the gradient of gamma and
// beta.
type normGrad struct {
	op
	o  *norm
	dx side
}

// Do implements gorgonia.Op.
func (b *normGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	dtheta := b.buffer()
	dgamma, dbeta := dtheta[:b.o.n.C], dtheta[b.o.n.C:]
	b.o.n.Backward(floats(in[0]), b.o.half(in[1], 0), floats(in[2]), floats(in[3]), dgamma, dbeta, b.dx.buffer())
	return b.value, nil
}
