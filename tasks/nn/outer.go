package nn

import (
	"slices"

	"gorgonia.org/gorgonia"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// outer is a gradient of n x width that is the outer product u v'. A linear head
// of one output leaves such a one of the representation that it reads: u is that
// of its predictions, and v its weights.
type outer struct{ u, v []float32 }

// outer is the gradient of the representation with respect to the loss of a
// block of one output, in a group of linear heads, with the weights of the last
// push.
func (h *heads) outer(n int) outer {
	b, width := h.blocks[n], len(h.packed)/h.blocks[len(h.blocks)-1].hi()
	kernel.Scale(float32(h.weights[n]*h.loss.scale[n]), h.loss.d[n], h.slope)
	return outer{h.slope, h.packed[b.lo*width:][:width]}
}

// takes is the backward pass of the layer that makes the representation which the
// group reads, if it takes a block's gradient as an outer product: else nil.
func (t *trunk) takes(g *heads, b *block) *denseGrad {
	if g.linear < 0 || b.outputs > 1 {
		return nil
	}
	return t.outer[g.linear]
}

// reader is the backward pass of a dense layer, of whose outputs this is the
// gradient and which alone reads it; nil if there is none.
func (p program) reader(dy gorgonia.Value) *denseGrad {
	var only *denseGrad
	for _, s := range p.steps {
		if _, ok := s.op.(*inner); ok || !slices.Contains(s.arg, dy) {
			continue
		}
		b, ok := s.op.(*denseGrad)
		if !ok || only != nil {
			return nil
		}
		only = b
	}
	return only
}

// takesOuter says whether outer products are worth telling from others.
func (b *denseGrad) takesOuter() bool {
	return b.d.act == ReLU && kernel.RankOneFits(b.d.n, b.d.out)
}

// rankOne is a backward pass for outer products.
type rankOne struct {
	*kernel.RankOne
	run int // of the forward pass whose outputs it has
}

// backOuter is Do for an outer product.
func (b *denseGrad) backOuter(x, w, y, dtheta []float32) {
	d, r := b.d, &b.byRank
	if r.RankOne == nil {
		r.RankOne = kernel.NewRankOne(d.n, d.in, d.out)
	}
	if r.run != d.runs {
		r.run = d.runs
		r.Forward(y)
	}
	var dx []float32
	if d.dx {
		dx = b.dx.buffer()
	}
	r.Backward(b.outer.u, b.outer.v, x, w, dtheta[:len(w)], dtheta[len(w):], dx)
}
