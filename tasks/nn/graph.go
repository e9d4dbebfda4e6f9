package nn

import (
	"fmt"
	"strings"
	"sync"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// graph is an expression graph with the state that steers its operations.
type graph struct {
	*gorgonia.ExprGraph
	ops int // operations so far: their ids
	// frozen makes forward operations return their last output: inputs and
	// parameters have not changed since.
	frozen bool
	// only, when set, makes a backward pass give nothing but the gradient of
	// the shared representation with respect to the loss of this block.
	only *block
	sums map[*Node]*sum
}

// building guards Gorgonia's package-level state, which building and
// compiling graphs writes to. Running compiled ones does not.
var building sync.Mutex

func newGraph() *graph { return &graph{ExprGraph: gorgonia.NewGraph(), sums: make(map[*Node]*sum)} }

// leaf makes an input node whose value is t. Gorgonia takes two leaves of the
// same name, type and shape for one.
func (g *graph) leaf(name string, t *tensor.Dense) *Node {
	n := gorgonia.NewTensor(g.ExprGraph, t.Dtype(), t.Dims(), gorgonia.WithShape(t.Shape()...), gorgonia.WithName(name))
	if err := gorgonia.Let(n, t); err != nil {
		panic("nn: leaf " + name + ": " + err.Error())
	}
	return n
}

// program is the operations of a graph at one time, in order. It takes the
// place of Gorgonia's tape machine, which starts a goroutine under a locked
// thread at every run and allocates at every node: an eighth of the time of a
// step of a small network.
type program struct{ steps []*step }

// step is an operation, its inputs and its last output.
type step struct {
	op  gorgonia.Op
	in  []*step // of each input; nil where it is fixed
	arg []gorgonia.Value
	out gorgonia.Value
}

// compile makes a program of all nodes that the graph has now. The graph lists
// a node after those that it is made of.
func (g *graph) compile() (program, error) {
	var p program
	fixed, made := make(map[*Node]gorgonia.Value), make(map[*Node]*step)
	for _, n := range g.AllNodes() {
		if v := n.Value(); v != nil { // a leaf or a constant
			fixed[n] = v
			continue
		}
		s := &step{op: g.opOf(n)}
		for _, in := range children(g, n) {
			if fixed[in] == nil && made[in] == nil {
				return p, fmt.Errorf("nn: node %v comes before its input %v", n, in)
			}
			s.in, s.arg = append(s.in, made[in]), append(s.arg, fixed[in])
		}
		if s.op == nil || s.op.Arity() >= 0 && s.op.Arity() != len(s.in) {
			return p, fmt.Errorf("nn: node %v has %d inputs and no value", n, len(s.in))
		}
		made[n] = s
		p.steps = append(p.steps, s)
	}
	return p, nil
}

// opOf is the operation of n, our own in the place of Gorgonia's addition.
func (g *graph) opOf(n *Node) gorgonia.Op {
	if n.Op() == nil || !strings.HasPrefix(fmt.Sprint(n.Op()), "+ ") {
		return n.Op()
	}
	if g.sums[n] == nil {
		g.sums[n] = &sum{newOp(g, "sum", n.Shape(), children(g, n)...)}
	}
	return g.sums[n]
}

// children are the nodes that n is made of.
func children(g *graph, n *Node) (in []*Node) {
	for it := g.From(n.ID()); it.Next(); {
		in = append(in, it.Node().(*Node))
	}
	return in
}

// run executes the program.
func (p program) run() error {
	for _, s := range p.steps {
		if err := s.run(); err != nil {
			return err
		}
	}
	return nil
}

func (s *step) run() (err error) {
	for i, in := range s.in {
		if in != nil {
			s.arg[i] = in.out
		}
	}
	if s.out, err = s.op.Do(s.arg...); err != nil {
		return fmt.Errorf("nn: %v: %w", s.op, err)
	}
	return nil
}

// gradients differentiates cost with respect to leaves and returns the
// operations that produce the gradients.
func (g *graph) gradients(cost *Node, leaves []*Node) ([]placer, error) {
	nodes, err := gorgonia.Grad(cost, leaves...)
	if err != nil {
		return nil, fmt.Errorf("nn: differentiate: %w", err)
	}
	ops := make([]placer, len(nodes))
	for i, n := range nodes {
		if ops[i], err = placeable(g, n); err != nil {
			return nil, fmt.Errorf("nn: differentiate: %w", err)
		}
		ops[i].base().keep = true
	}
	return ops, nil
}
