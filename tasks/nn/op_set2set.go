package nn

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// set2set is kernel.Set2Set on the nodes x, batch x most x width.
type set2set struct {
	op
	most   int
	graphs kernel.Graphs
	set    *kernel.Set2Set
	dx     bool // x wants a gradient
}

// Set2Set reads the nodes x of graphs, batch x the most nodes x width, into a
// vector each, batch x 2 width, in so many steps of attention (Vinyals et al.,
// ICLR 2016; package kernel has the formulas).
func (b *Builder) Set2Set(x *Node, g Graphs, name string, steps int) *Node {
	b.checkPoints(x, name)
	b.checkBatch(g.Sizes, name)
	width := x.Shape()[2]
	weights, biases := kernel.LSTMParams(width)
	theta := b.theta(&layer{name: name, fanIn: width, fanOut: 4 * width, weight: weights, bias: biases})
	s := &set2set{most: x.Shape()[1], dx: b.wants[x]}
	s.set = kernel.NewSet2Set(width, steps, &s.graphs)
	s.op = newOp(b.g, "set2set", tensor.Shape{b.batch, 2 * width}, g.Sizes, x, theta)
	n := b.must(gorgonia.ApplyOp(s, g.Sizes, x, theta))(name)
	b.wants[n], b.read[x] = true, true
	b.note(n, Operation{Op: "set2set", Times: steps}, x, g.Sizes)
	return n
}

// Do implements gorgonia.Op.
func (s *set2set) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if !s.g.frozen {
		s.graphs.Set(floats(in[0]), s.most)
		s.set.Forward(floats(in[1]), floats(in[2]), s.buffer())
	}
	return s.value, nil
}

// DiffWRT implements gorgonia.SDOp.
func (s *set2set) DiffWRT(int) []bool { return []bool{false, s.dx, true} }

// SymDiff implements gorgonia.SDOp.
func (s *set2set) SymDiff(in gorgonia.Nodes, _, dy *Node) (gorgonia.Nodes, error) {
	b := &set2setGrad{op: newOp(s.g, "set2setGrad", in[2].Shape(), in[1], in[2], dy), s: s, dx: make([]side, 1)}
	grads, err := withSides(s.g, b, b.dx, gorgonia.Nodes{in[1], in[2], dy}, in[1:])
	return append(gorgonia.Nodes{nil}, grads...), err
}

// set2setGrad is the backward pass of set2set: its output is the gradient of
// the parameters.
type set2setGrad struct {
	op
	s  *set2set
	dx []side // of the nodes
}

// Do implements gorgonia.Op.
func (b *set2setGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	dx := b.dx[0].buffer()
	b.s.set.Backward(floats(in[0]), floats(in[1]), floats(in[2]), dx, b.buffer())
	clear(dx[b.s.graphs.Nodes()*b.s.set.Width:])
	return b.value, nil
}
