package nn

import (
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// function is an operation without parameters on one or several inputs.
type function struct {
	op
	// apply computes y, grad the gradients dx of the inputs x from dy; those
	// that are not wanted are nil.
	apply func(x [][]float32, y []float32)
	grad  func(x [][]float32, y, dy []float32, dx [][]float32)
	want  []bool
	x     [][]float32
	// For Builder.note: the size of an output that the inputs do not tell, and
	// nodes that settle how it works beside them.
	height, width int
	by            []*Node
}

// function adds f to the graph, whose output has this shape.
func (b *Builder) function(name string, shape tensor.Shape, f *function, in ...*Node) *Node {
	f.op = newOp(b.g, name, shape, in...)
	f.x, f.want = make([][]float32, len(in)), make([]bool, len(in))
	wanted := false
	for i, x := range in {
		b.read[x] = true
		f.want[i] = b.wants[x]
		wanted = wanted || b.wants[x]
	}
	n := b.must(gorgonia.ApplyOp(f, in...))(name)
	b.wants[n] = wanted
	b.note(n, Operation{Op: strings.ToLower(name), Height: f.height, Width: f.width}, append(in, f.by...)...)
	return n
}

// Do implements gorgonia.Op.
func (f *function) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	if !f.g.frozen {
		for i, v := range in {
			f.x[i] = floats(v)
		}
		f.apply(f.x, f.buffer())
	}
	return f.value, nil
}

// DiffWRT implements gorgonia.SDOp.
func (f *function) DiffWRT(int) []bool { return f.want }

// SymDiff implements gorgonia.SDOp.
func (f *function) SymDiff(in gorgonia.Nodes, y, dy *Node) (gorgonia.Nodes, error) {
	from := append(append(gorgonia.Nodes(nil), in...), y, dy)
	b := &functionGrad{f: f, x: make([][]float32, len(in)), dx: make([][]float32, len(in)), out: make([]*op, len(in))}
	grads := make(gorgonia.Nodes, len(in))
	var main *Node
	for i, want := range f.want {
		switch {
		case !want:
			continue
		case main == nil:
			b.op = newOp(f.g, f.name+"Grad", in[i].Shape(), from...)
			n, err := gorgonia.ApplyOp(b, from...)
			if err != nil {
				return nil, err
			}
			main, grads[i], b.out[i] = n, n, &b.op
		default:
			s := &side{newOp(f.g, "inputGrad", in[i].Shape(), main)}
			n, err := gorgonia.ApplyOp(s, main)
			if err != nil {
				return nil, err
			}
			grads[i], b.out[i] = n, &s.op
		}
	}
	return grads, nil
}

// functionGrad is the backward pass of function: its output is the gradient of
// the first input that wants one.
type functionGrad struct {
	op
	f     *function
	x, dx [][]float32
	out   []*op // of each input's gradient, nil where it is not wanted
}

// Do implements gorgonia.Op.
func (b *functionGrad) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	for i, o := range b.out {
		b.x[i] = floats(in[i])
		if o != nil {
			b.dx[i] = o.buffer()
		}
	}
	n := len(b.x)
	b.f.grad(b.x, floats(in[n]), floats(in[n+1]), b.dx)
	return b.value, nil
}
