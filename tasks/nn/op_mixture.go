package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// mixture is y = sum_e g_e x_e over experts x_e of n x width, with the gates
// g = softmax(logits), n x experts, row by row.
type mixture struct {
	op
	n, experts, width int
	gates             []float32
}

// Mixture is the sum of the experts, batch x width each, weighted by the
// softmax of the logits, batch x experts: what a gate of a mixture of experts
// gives (Ma et al., KDD 2018).
func (b *Builder) Mixture(experts []*Node, logits *Node) *Node {
	m := &mixture{n: b.batch, experts: len(experts), width: volume(experts[0].Shape()) / b.batch}
	in := append(gorgonia.Nodes(nil), experts...)
	for i, x := range append(in, logits) {
		want := m.width
		if i == len(experts) {
			want = m.experts
		}
		if b.checkBatch(x, "Mixture"); x.Dims() != 2 || x.Shape()[1] != want {
			panic(fmt.Sprintf("nn: Mixture: input %d of shape %v, wanted %d columns", i, x.Shape(), want))
		}
		b.read[x] = true
	}
	in = append(in, logits)
	m.gates = make([]float32, m.n*m.experts)
	m.op = newOp(b.g, "mixture", tensor.Shape{m.n, m.width}, in...)
	n := b.must(gorgonia.ApplyOp(m, in...))("Mixture")
	b.wants[n] = true
	b.note(n, Operation{Op: "mixture"}, in...)
	return n
}

// Do implements gorgonia.Op.
func (m *mixture) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if m.g.frozen {
		return m.value, nil
	}
	kernel.Softmax(floats(in[m.experts]), m.experts, m.gates)
	y := m.buffer()
	clear(y)
	for e := range m.experts {
		x := floats(in[e])
		for i := range m.n {
			kernel.Axpy(m.gates[i*m.experts+e], x[i*m.width:(i+1)*m.width], y[i*m.width:(i+1)*m.width])
		}
	}
	return m.value, nil
}

// DiffWRT implements gorgonia.SDOp.
func (m *mixture) DiffWRT(n int) []bool { return all(n) }

// all is n times true.
func all(n int) []bool {
	d := make([]bool, n)
	for i := range d {
		d[i] = true
	}
	return d
}

// SymDiff implements gorgonia.SDOp.
func (m *mixture) SymDiff(in gorgonia.Nodes, y, dy *Node) (gorgonia.Nodes, error) {
	from := append(append(gorgonia.Nodes(nil), in[:m.experts]...), dy)
	b := &mixtureGrad{op: newOp(m.g, "mixtureGrad", in[m.experts].Shape(), from...), m: m, dx: make([]side, m.experts)}
	return withSides(m.g, b, b.dx, from, in)
}

// withSides applies a backward op to from, whose output is the gradient of the
// last input of in, and hangs those of the others on it.
func withSides(g *graph, b gorgonia.Op, dx []side, from, in gorgonia.Nodes) (gorgonia.Nodes, error) {
	last, err := gorgonia.ApplyOp(b, from...)
	if err != nil {
		return nil, err
	}
	var grads gorgonia.Nodes
	for i := range dx {
		dx[i].op = newOp(g, "inputGrad", in[i].Shape(), last)
		n, err := gorgonia.ApplyOp(&dx[i], last)
		if err != nil {
			return nil, err
		}
		grads = append(grads, n)
	}
	return append(grads, last), nil
}

// mixtureGrad is the backward pass of mixture: its output is the gradient of
// the logits, g_e (s_e - sum_f g_f s_f) with s_e = x_e.dy.
type mixtureGrad struct {
	op
	m  *mixture
	dx []side // of the experts, g_e dy
}

// Do implements gorgonia.Op.
func (b *mixtureGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	m, dlogits, dy := b.m, b.buffer(), floats(in[b.m.experts])
	for e := range m.experts {
		x, dx := floats(in[e]), b.dx[e].buffer()
		for i := range m.n {
			row := dy[i*m.width : (i+1)*m.width]
			at := i*m.experts + e
			kernel.Scale(m.gates[at], row, dx[i*m.width:(i+1)*m.width])
			dlogits[at] = float32(kernel.Dot(x[i*m.width:(i+1)*m.width], row))
		}
	}
	for i := range m.n {
		row, gates := dlogits[i*m.experts:(i+1)*m.experts], m.gates[i*m.experts:(i+1)*m.experts]
		var mean float32
		for e, s := range row {
			mean += gates[e] * s
		}
		for e, s := range row {
			row[e] = gates[e] * (s - mean)
		}
	}
	return b.value, nil
}
