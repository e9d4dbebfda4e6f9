package nn

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// stitch is y = sum_j a_j x_j over tensors of one shape, with learned numbers
// a.
type stitch struct {
	op
	inputs int
}

// stitchOwn is what a stitch begins with for the tensor of its own column; the
// others share what is left of 1.
const stitchOwn = 0.9

// Stitch is a learned combination of the columns, batch x width each: a row of a
// cross-stitch unit (Misra, Shrivastava, Gupta, Hebert: Cross-stitch networks
// for multi-task learning, CVPR 2016). own is the column that it begins with,
// but for a tenth.
func (b *Builder) Stitch(columns []*Node, name string, own int) *Node {
	start := make([]float32, len(columns))
	for j := range start {
		start[j] = (1 - stitchOwn) / float32(max(1, len(columns)-1))
	}
	start[own] = stitchOwn
	in := append(gorgonia.Nodes(nil), columns...)
	for _, x := range columns {
		if b.checkBatch(x, name); !x.Shape().Eq(columns[0].Shape()) {
			panic("nn: Stitch " + name + ": columns of different shapes")
		}
		b.read[x] = true
	}
	in = append(in, b.theta(&layer{name: name, fanIn: len(columns), weight: len(columns), start: start}))
	s := &stitch{newOp(b.g, "stitch", columns[0].Shape().Clone(), in...), len(columns)}
	n := b.must(gorgonia.ApplyOp(s, in...))(name)
	b.wants[n] = true
	b.note(n, Operation{Op: "stitch"}, columns...)
	return n
}

// Do implements gorgonia.Op.
func (s *stitch) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if s.g.frozen {
		return s.value, nil
	}
	y, a := s.buffer(), floats(in[s.inputs])
	kernel.Scale(a[0], floats(in[0]), y)
	for j := 1; j < s.inputs; j++ {
		kernel.Axpy(a[j], floats(in[j]), y)
	}
	return s.value, nil
}

// DiffWRT implements gorgonia.SDOp.
func (s *stitch) DiffWRT(n int) []bool { return all(n) }

// SymDiff implements gorgonia.SDOp.
func (s *stitch) SymDiff(in gorgonia.Nodes, y, dy *Node) (gorgonia.Nodes, error) {
	from := append(append(gorgonia.Nodes(nil), in...), dy)
	b := &stitchGrad{op: newOp(s.g, "stitchGrad", tensor.Shape{s.inputs}, from...), s: s, dx: make([]side, s.inputs)}
	return withSides(s.g, b, b.dx, from, in)
}

// stitchGrad is the backward pass of stitch: its output is the gradient of a,
// x_j.dy.
type stitchGrad struct {
	op
	s  *stitch
	dx []side // a_j dy
}

// Do implements gorgonia.Op.
func (b *stitchGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	da, a, dy := b.buffer(), floats(in[b.s.inputs]), floats(in[b.s.inputs+1])
	for j := range b.s.inputs {
		da[j] = float32(kernel.Dot(floats(in[j]), dy))
		kernel.Scale(a[j], dy, b.dx[j].buffer())
	}
	return b.value, nil
}
