package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// Graphs are samples that are graphs of different sizes, in inputs of the
// network. The nodes of a batch stand one graph after another from the first
// row on, without gaps, and so do the pairs; rows behind them mean nothing.
type Graphs struct {
	Sizes *Node // batch x 1: the number of nodes of each graph
	// Pairs are the features of ordered pairs of nodes, batch x (the square of
	// the most nodes) x features: those of nodes i and j of a graph of V in its
	// row i V + j, those of a node with itself included.
	Pairs *Node
}

// Points is a fully connected layer with bias on every row of x, batch x rows
// x features: batch x rows x out.
func (b *Builder) Points(x *Node, name string, out int, act Act) *Node {
	b.checkPoints(x, name)
	s := x.Shape()
	theta := b.theta(&layer{name: name, fanIn: s[2], fanOut: out, weight: out * s[2], bias: out})
	n := b.must(newPoints(b.g, x, theta, out, act, b.wants[x]))(name)
	b.wants[n], b.read[x] = true, true
	b.note(n, Operation{Op: "points", Act: act.String()}, x)
	return n
}

// newPoints is newDense on the rows of x.
func newPoints(g *graph, x, theta *Node, out int, act Act, dx bool) (*Node, error) {
	s := x.Shape()
	d := &dense{n: s[0] * s[1], in: s[2], out: out, act: act, dx: dx}
	d.op = newOp(g, "points", tensor.Shape{s[0], s[1], out}, x, theta)
	return gorgonia.ApplyOp(d, x, theta)
}

// checkPoints panics when x is not batch x rows x features.
func (b *Builder) checkPoints(x *Node, name string) {
	if x.Dims() != 3 || x.Shape()[0] != b.batch {
		panic(fmt.Sprintf("nn: layer %s/%s: input of shape %v is no batch of %d rows of features", b.scope, name, x.Shape(), b.batch))
	}
}

// messages is kernel.Messages on the nodes x, batch x most x width.
type messages struct {
	op
	most   int
	graphs kernel.Graphs
	passes *kernel.Messages
	dx     bool // x wants a gradient
}

// The inputs of messages.
const (
	messageSizes = iota
	messagePairs
	messageNodes
	messageFirst
	messageSecond
	messageBias
	messageGRU
	messageInputs
)

// Messages passes messages between the nodes x of graphs, batch x the most
// nodes x width, so many times: an edge-conditioned convolution with hidden
// units in its edge network, the mean over the other nodes, ReLU and a gated
// recurrent unit (Gilmer et al., ICML 2017; package kernel has the formulas).
// All passes share their parameters. The node itself enters the unit and not
// the mean: there is no further matrix for it.
func (b *Builder) Messages(x *Node, g Graphs, name string, hidden, times int) *Node {
	b.checkPoints(x, name)
	b.checkPoints(g.Pairs, name)
	b.checkBatch(g.Sizes, name)
	most, width := x.Shape()[1], x.Shape()[2]
	if g.Pairs.Shape()[1] != most*most {
		panic(fmt.Sprintf("nn: layer %s/%s: %d pairs of %d nodes", b.scope, name, g.Pairs.Shape()[1], most))
	}
	s := kernel.EdgeConvShape{Width: width, Edge: g.Pairs.Shape()[2], Hidden: hidden}
	weights, biases := kernel.GRUParams(width)
	in := gorgonia.Nodes{
		g.Sizes, g.Pairs, x,
		b.theta(&layer{name: name + "/edge1", fanIn: s.Edge, fanOut: hidden, weight: hidden * s.Edge, bias: hidden}),
		b.theta(&layer{name: name + "/edge2", fanIn: hidden, fanOut: width * width, weight: hidden * width * width, bias: width * width}),
		b.theta(&layer{name: name + "/bias", weight: width, start: make([]float32, width)}),
		b.theta(&layer{name: name + "/gru", fanIn: width, fanOut: 3 * width, weight: weights, bias: biases}),
	}
	m := &messages{most: most, dx: b.wants[x]}
	m.passes = kernel.NewMessages(s, times, &m.graphs)
	m.op = newOp(b.g, "messages", x.Shape().Clone(), in...)
	n := b.must(gorgonia.ApplyOp(m, in...))(name)
	b.wants[n], b.read[x] = true, true
	b.note(n, Operation{Op: "messages", Times: times}, x, g.Sizes, g.Pairs)
	return n
}

// messageParams are the parameters among the inputs.
func messageParams(in []gorgonia.Value) kernel.MessageParams {
	return kernel.MessageParams{First: floats(in[messageFirst]), Second: floats(in[messageSecond]), Bias: floats(in[messageBias]), GRU: floats(in[messageGRU])}
}

// Do implements gorgonia.Op.
func (m *messages) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if !m.g.frozen {
		m.graphs.Set(floats(in[messageSizes]), m.most)
		m.passes.Forward(floats(in[messageNodes]), floats(in[messagePairs]), messageParams(in), m.buffer())
	}
	return m.value, nil
}

// DiffWRT implements gorgonia.SDOp.
func (m *messages) DiffWRT(n int) []bool {
	d := all(n)
	d[messageSizes], d[messagePairs], d[messageNodes] = false, false, m.dx
	return d
}

// SymDiff implements gorgonia.SDOp.
func (m *messages) SymDiff(in gorgonia.Nodes, _, dy *Node) (gorgonia.Nodes, error) {
	from := append(append(gorgonia.Nodes(nil), in...), dy)
	learnt := in[messageNodes:]
	b := &messagesGrad{op: newOp(m.g, "messagesGrad", in[messageGRU].Shape(), from...), m: m, d: make([]side, len(learnt)-1)}
	grads, err := withSides(m.g, b, b.d, from, learnt)
	return append(gorgonia.Nodes{nil, nil}, grads...), err
}

// messagesGrad is the backward pass of messages: its output is the gradient of
// the recurrent unit's parameters.
type messagesGrad struct {
	op
	m *messages
	d []side // of the nodes and of the other parameters
}

// Do implements gorgonia.Op.
func (b *messagesGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	at := func(i int) []float32 { return b.d[i-messageNodes].buffer() }
	d := kernel.MessageParams{First: at(messageFirst), Second: at(messageSecond), Bias: at(messageBias), GRU: b.buffer()}
	dx := at(messageNodes)
	clear(dx)
	b.m.passes.Backward(floats(in[messagePairs]), messageParams(in), floats(in[messageInputs]), dx, d)
	return b.value, nil
}
