package nn

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// pool is the maximum over windows of x, n x channels x height x width.
type pool struct {
	op
	p  *kernel.MaxPool
	dx bool // x wants a gradient
}

// newPool applies max pooling to x.
func newPool(g *graph, x *Node, s kernel.PoolShape, dx bool) (*Node, error) {
	p := &pool{p: kernel.NewMaxPool(s), dx: dx}
	h, w := p.p.Dims()
	p.op = newOp(g, "maxPool", tensor.Shape{s.N, s.C, h, w}, x)
	return gorgonia.ApplyOp(p, x)
}

// Do implements gorgonia.Op.
func (p *pool) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if !p.g.frozen {
		p.p.Forward(floats(in[0]), p.buffer())
	}
	return p.value, nil
}

// DiffWRT implements gorgonia.SDOp.
func (p *pool) DiffWRT(int) []bool { return []bool{p.dx} }

// SymDiff implements gorgonia.SDOp.
func (p *pool) SymDiff(in gorgonia.Nodes, y, dy *Node) (gorgonia.Nodes, error) {
	b := &poolGrad{newOp(p.g, "maxPoolGrad", in[0].Shape(), y, dy), p}
	dx, err := gorgonia.ApplyOp(b, y, dy)
	return gorgonia.Nodes{dx}, err
}

// poolGrad is the backward pass of pool.
type poolGrad struct {
	op
	p *pool
}

// Do implements gorgonia.Op.
func (b *poolGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	b.p.p.Backward(floats(in[1]), b.buffer())
	return b.value, nil
}
