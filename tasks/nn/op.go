package nn

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// op is what the operations of this package share. It is no pointer-returning
// and no overwriting operation in Gorgonia's sense: Do returns the same tensor,
// its own, at every run. An op serves one node: its id is in the hash, so that
// the graph does not take two nodes for one.
type op struct {
	g     *graph
	name  string
	id    int
	in    []hm.Type
	out   hm.Type
	shape tensor.Shape
	value *tensor.Dense // the output; nil until first wanted
	data  []float32     // its elements
	keep  bool          // the output is wanted after the run: it is in no arena
}

// newOp describes an operation of g with float32 output.
func newOp(g *graph, name string, shape tensor.Shape, in ...*Node) op {
	g.ops++
	o := op{g: g, name: name, id: g.ops, shape: shape, out: tensor.Float32}
	if len(shape) > 0 {
		o.out = gorgonia.TensorType{Dims: len(shape), Of: tensor.Float32}
	}
	for _, n := range in {
		o.in = append(o.in, n.Type())
	}
	return o
}

// buffer is the elements of the output.
func (o *op) buffer() []float32 {
	if o.value == nil {
		o.place(newTensor(o.shape, make([]float32, o.shape.TotalSize())))
	}
	return o.data
}

// place makes the op write its output into t.
func (o *op) place(t *tensor.Dense) { o.value, o.data = t, t.Float32s() }

// tensorOf is the output itself.
func (o *op) tensorOf() *tensor.Dense {
	o.buffer()
	return o.value
}

// base is o itself, of any operation that embeds it.
func (o *op) base() *op { return o }

// placer is an op of this package with a float32 output.
type placer interface {
	place(*tensor.Dense)
	tensorOf() *tensor.Dense
	base() *op
}

// Arity implements gorgonia.Op.
func (o *op) Arity() int { return len(o.in) }

// Type implements gorgonia.Op.
func (o *op) Type() hm.Type {
	return hm.NewFnType(append(append([]hm.Type(nil), o.in...), o.out)...)
}

// InferShape implements gorgonia.Op.
func (o *op) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) { return o.shape.Clone(), nil }

// ReturnsPtr implements gorgonia.Op.
func (o *op) ReturnsPtr() bool { return false }

// CallsExtern implements gorgonia.Op.
func (o *op) CallsExtern() bool { return false }

// OverwritesInput implements gorgonia.Op.
func (o *op) OverwritesInput() int { return -1 }

// WriteHash implements gorgonia.Op.
func (o *op) WriteHash(h hash.Hash) { fmt.Fprint(h, o) }

// Hashcode implements gorgonia.Op.
func (o *op) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

// String implements gorgonia.Op.
func (o *op) String() string { return fmt.Sprintf("%s#%d", o.name, o.id) }

// DiffWRT implements gorgonia.SDOp for ops without a derivative, those of
// backward passes: Gorgonia refuses a graph with an op that has no DiffWRT.
func (o *op) DiffWRT(n int) []bool { return make([]bool, n) }

// SymDiff implements gorgonia.SDOp for ops without a derivative.
func (o *op) SymDiff(gorgonia.Nodes, *Node, *Node) (gorgonia.Nodes, error) {
	return nil, fmt.Errorf("nn: %v has no derivative", o)
}

// side is an output of a backward operation other than its first. Its node
// hangs on that operation's, which fills the buffer.
type side struct{ op }

// Do implements gorgonia.Op.
func (s *side) Do(...gorgonia.Value) (gorgonia.Value, error) { return s.tensorOf(), nil }

// pass copies its input into a buffer that can be placed.
type pass struct{ op }

// Do implements gorgonia.Op.
func (p *pass) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	copy(p.buffer(), floats(in[0]))
	return p.value, nil
}

// sum is the sum of two gradients of a node that several layers read. Gorgonia
// has an operation for it, which allocates.
type sum struct{ op }

// Do implements gorgonia.Op.
func (s *sum) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	y := s.buffer()
	copy(y, floats(in[0]))
	kernel.Axpy(1, floats(in[1]), y)
	return s.value, nil
}

// placeable returns the op that produces the value of n, so that it can be
// placed. Where that is none of ours, such as a leaf, it is a copy.
func placeable(g *graph, n *Node) (placer, error) {
	if o, ok := g.opOf(n).(placer); ok {
		return o, nil
	}
	p := &pass{newOp(g, "pass", n.Shape(), n)}
	_, err := gorgonia.ApplyOp(p, n)
	return p, err
}

// floats is the elements of a float32 value.
func floats(v gorgonia.Value) []float32 { return v.(*tensor.Dense).Float32s() }

// newTensor is a tensor over data, a []float32, []float64 or []int32.
func newTensor(shape tensor.Shape, data any) *tensor.Dense {
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(data))
}
