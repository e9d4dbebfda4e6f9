package nn

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// conv is a convolution, maybe with bias, with activation and maybe 2x2 max pooling of x,
// n x channels x height x width, with the parameters [W | b], W out x channels
// x kernel x kernel.
type conv struct {
	op
	c       *kernel.Conv
	weights int  // how many
	dx      bool // x wants a gradient
}

// newConv applies the convolution c to x with parameters theta.
func newConv(g *graph, x, theta *Node, k *kernel.Conv, dx bool) (*Node, error) {
	h, w := k.Dims()
	c := &conv{c: k, weights: k.Out * k.C * k.KH * k.KW, dx: dx}
	c.op = newOp(g, "conv", tensor.Shape{k.N, k.Out, h, w}, x, theta)
	return gorgonia.ApplyOp(c, x, theta)
}

// Do implements gorgonia.Op.
func (c *conv) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if c.g.frozen {
		return c.value, nil
	}
	w, b := c.split(floats(in[1]))
	c.c.Forward(floats(in[0]), w, b, c.buffer())
	return c.value, nil
}

// split gives weights and biases; those are nil where there are none.
func (c *conv) split(theta []float32) (w, b []float32) {
	if len(theta) > c.weights {
		b = theta[c.weights:]
	}
	return theta[:c.weights], b
}

// DiffWRT implements gorgonia.SDOp.
func (c *conv) DiffWRT(int) []bool { return []bool{c.dx, true} }

// SymDiff implements gorgonia.SDOp.
func (c *conv) SymDiff(in gorgonia.Nodes, y, dy *Node) (gorgonia.Nodes, error) {
	b := &convGrad{op: newOp(c.g, "convGrad", in[1].Shape(), in[0], in[1], y, dy), c: c}
	return withInputGrad(c.g, b, &b.dx, c.dx, in, y, dy)
}

// convGrad is the backward pass of conv: its output is the gradient of the
// parameters.
type convGrad struct {
	op
	c  *conv
	dx side
}

// Do implements gorgonia.Op.
func (b *convGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	var dx []float32
	if b.c.dx {
		dx = b.dx.buffer()
	}
	w, _ := b.c.split(floats(in[1]))
	dw, db := b.c.split(b.buffer())
	b.c.c.Backward(floats(in[0]), w, floats(in[2]), floats(in[3]), dw, db, dx)
	return b.value, nil
}
