package nn

import (
	"fmt"

	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks"
)

// planBatch is the batch size of the throw-away graphs that a plan is drawn
// from.
const planBatch = 2

// plan is what a network turns out to consist of, before anything is
// allocated.
type plan struct {
	net     Network
	trained []int // the tasks of the suite that are trained
	trunk   []*layer
	program Program    // of the trunk
	common  []*layer   // those that heads share, of the trained tasks
	heads   []headPlan // of all tasks
	groups  []group
}

// headPlan is what a head consists of.
type headPlan struct {
	program Program
	layers  []*layer // its own
	common  []*layer // those that it shares with other heads
	extent
	// linear is the z that the head is a single dense layer without
	// activation of; -1 for any other head.
	linear int
}

// group is the heads that share a graph: one head, or all those that are a
// dense layer of the same z, packed into one matrix.
type group struct {
	heads  []int // among the trained tasks
	linear int   // as in headPlan
}

// newPlan builds the network once, in small, to see what it consists of.
func newPlan(net Network, task int) (*plan, error) {
	if err := net.check(); err != nil {
		return nil, err
	}
	p := &plan{net: net}
	g := newGraph()
	b := newBuilder(g, trunkScope, planBatch, nil)
	x := planLeaves(g, "x", net.Inputs)
	b.number(x...)
	z := net.Trunk(b, x)
	p.trunk, p.program = b.layers, b.finish(z...)
	if len(p.trunk) == 0 || len(z) == 0 {
		return nil, fmt.Errorf("nn: the trunk has no parameters or gives no representation")
	}
	var shapes [][]int
	for _, n := range z {
		shapes = append(shapes, n.Shape()[1:])
	}
	for _, h := range net.Heads {
		hp, err := planHead(h, shapes)
		if err != nil {
			return nil, err
		}
		p.heads = append(p.heads, hp)
	}
	return p, p.choose(task)
}

// planLeaves makes leaves of these shapes of one sample.
func planLeaves(g *graph, name string, shapes [][]int) []*Node {
	var nodes []*Node
	for i, s := range shapes {
		shape := append(tensor.Shape{planBatch}, s...)
		nodes = append(nodes, g.leaf(fmt.Sprint(name, i), newTensor(shape, make([]float32, shape.TotalSize()))))
	}
	return nodes
}

// planHead builds a head on representations of these shapes.
func planHead(h Head, shapes [][]int) (headPlan, error) {
	g := newGraph()
	z := planLeaves(g, "z", shapes)
	b := newBuilder(g, h.Name, planBatch, nil)
	b.number(z...)
	for _, n := range z {
		b.wants[n] = true
	}
	pred := h.Build(b, z)
	e, ok := extentOf(pred.Shape(), planBatch)
	if !ok {
		return headPlan{}, fmt.Errorf("nn: head %s: prediction of shape %v is not batch x outputs or batch x channels x height x width", h.Name, pred.Shape())
	}
	hp := headPlan{program: b.finish(pred), extent: e, linear: -1}
	for _, l := range b.layers {
		if l.common {
			hp.common = append(hp.common, l)
		} else {
			hp.layers = append(hp.layers, l)
		}
	}
	for j, n := range z {
		if g.ops == 1 && b.linear == (linear{pred, n, Identity}) {
			hp.linear = j
		}
	}
	return hp, nil
}

// choose settles which tasks are trained and groups their heads.
func (p *plan) choose(task int) error {
	switch {
	case task == tasks.AllTasks:
		for k := range p.heads {
			p.trained = append(p.trained, k)
		}
	case task >= 0 && task < len(p.heads):
		p.trained = []int{task}
	default:
		return fmt.Errorf("nn: no task %d in a network of %d heads", task, len(p.heads))
	}
	seen := make(map[string]bool)
	for _, k := range p.trained {
		for _, l := range p.heads[k].common {
			if !seen[l.name] {
				p.common, seen[l.name] = append(p.common, l), true
			}
		}
	}
	packs := make(map[int]int) // z to group
	for i, k := range p.trained {
		z := p.heads[k].linear
		if at, ok := packs[z]; ok && z >= 0 {
			p.groups[at].heads = append(p.groups[at].heads, i)
			continue
		}
		packs[z] = len(p.groups)
		p.groups = append(p.groups, group{[]int{i}, z})
	}
	return nil
}

// extents are those of all heads.
func (p *plan) extents() []extent {
	e := make([]extent, len(p.heads))
	for k, h := range p.heads {
		e[k] = h.extent
	}
	return e
}

// blocks are the columns of a group's prediction that belong to each head.
func (p *plan) blocks(g group) []block {
	var bs []block
	at := 0
	for _, i := range g.heads {
		k := p.trained[i]
		bs = append(bs, block{i, k, at, p.heads[k].extent, p.net.Heads[k].Loss})
		at += p.heads[k].outputs
	}
	return bs
}

// layers are the layers of a group's heads.
func (p *plan) layers(g group) []*layer {
	var ls []*layer
	for _, i := range g.heads {
		ls = append(ls, p.heads[p.trained[i]].layers...)
	}
	return ls
}
