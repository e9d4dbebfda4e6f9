package nn

import (
	"fmt"
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
}

// building guards Gorgonia's package-level state, which building and
// compiling graphs writes to. Running compiled ones does not.
var building sync.Mutex

func newGraph() *graph { return &graph{ExprGraph: gorgonia.NewGraph()} }

// leaf makes an input node whose value is t. Gorgonia takes two leaves of the
// same name, type and shape for one.
func (g *graph) leaf(name string, t *tensor.Dense) *Node {
	n := gorgonia.NewTensor(g.ExprGraph, t.Dtype(), t.Dims(), gorgonia.WithShape(t.Shape()...), gorgonia.WithName(name))
	if err := gorgonia.Let(n, t); err != nil {
		panic("nn: leaf " + name + ": " + err.Error())
	}
	return n
}

// program is what is compiled of a graph at one time.
type program struct{ vm gorgonia.VM }

// compile makes a program of all nodes that the graph has now.
func (g *graph) compile() (program, error) {
	if err := g.checkHashes(); err != nil {
		return program{}, err
	}
	prog, locations, err := gorgonia.Compile(g.ExprGraph)
	if err != nil {
		return program{}, fmt.Errorf("nn: compile: %w", err)
	}
	return program{gorgonia.NewTapeMachine(g.ExprGraph, gorgonia.WithPrecompiled(prog, locations))}, nil
}

// run executes the program.
func (p program) run() error {
	err := p.vm.RunAll()
	p.vm.Reset() // RunAll does nothing on a machine that has run
	return err
}

// checkHashes returns an error if two nodes have the same 32-bit hash, since
// Gorgonia's compiler would then silently take one for the other.
func (g *graph) checkHashes() error {
	seen := make(map[uint32]*Node)
	for _, n := range g.AllNodes() {
		if other := seen[n.Hashcode()]; other != nil {
			return fmt.Errorf("nn: nodes %v and %v have the same hash: rename a layer", n, other)
		}
		seen[n.Hashcode()] = n
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
	}
	return ops, nil
}
