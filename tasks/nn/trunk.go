package nn

import (
	"fmt"

	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// trunk is the graph from the inputs to the shared representation z and, in
// training, from z's cotangents back to the shared parameters' gradient.
type trunk struct {
	*graph
	z         []*tensor.Dense // values of z
	forward   program
	cotangent [][]float32 // of each z, inputs of backward
	backward  program
	outer     []*denseGrad // of each z, what takes its cotangent as an outer product; nil if none
	learnt    learnt
}

// newTrunk builds the trunk over the inputs of a batch.
func newTrunk(p *plan, ps *params, in Batch, batch int, train bool) (*trunk, error) {
	t := &trunk{graph: newGraph()}
	var x []*Node
	for i, s := range p.net.Inputs {
		x = append(x, t.leaf(fmt.Sprint("x", i), newTensor(append(tensor.Shape{batch}, s...), in.Inputs[i])))
	}
	b := newBuilder(t.graph, trunkScope, batch, ps)
	b.train = train
	z := p.net.Trunk(b, x)
	for _, n := range z {
		t.z = append(t.z, valueOf(n))
	}
	var err error
	if t.forward, err = t.compile(); err != nil || !train {
		return t, err
	}
	return t, t.differentiate(b, z)
}

// valueOf is the tensor that holds the value of n after every run.
func valueOf(n *Node) *tensor.Dense {
	if o, ok := n.Op().(placer); ok {
		o.base().keep = true
		return o.tensorOf()
	}
	return n.Value().(*tensor.Dense)
}

// differentiate adds the backward pass.
func (t *trunk) differentiate(b *Builder, z []*Node) error {
	var cotangents []*Node
	var want []bool
	for j, n := range z {
		c := make([]float32, volume(n.Shape()))
		t.cotangent = append(t.cotangent, c)
		cotangents = append(cotangents, t.leaf(fmt.Sprint("cotangent", j), newTensor(n.Shape(), c)))
		want = append(want, b.wants[n])
	}
	cost, err := newInner(t.graph, z, cotangents, want)
	if err != nil {
		return fmt.Errorf("nn: trunk: %w", err)
	}
	if t.learnt.grads, err = t.gradients(cost, b.leaves); err != nil {
		return fmt.Errorf("nn: trunk: %w", err)
	}
	for _, l := range b.layers {
		t.learnt.add(l)
	}
	if t.backward, err = t.compile(); err != nil {
		return err
	}
	for _, c := range cotangents {
		b := t.backward.reader(c.Value())
		if b != nil {
			b.spent = true // who pulls has filled it anew
		}
		if b != nil && !b.takesOuter() {
			b = nil
		}
		t.outer = append(t.outer, b)
	}
	return nil
}

// adopt gives the groups places for the gradients of z. One that alone reads a
// tensor of z leaves its gradient in the cotangent itself, which saves gather
// the copy; several leave theirs in one place in turn.
func (t *trunk) adopt(groups []*heads) {
	for j, c := range t.cotangent {
		var readers []placer
		for _, g := range groups {
			if g.dz[j] != nil {
				readers = append(readers, g.dz[j])
			}
		}
		if len(readers) > 1 {
			c = make([]float32, len(c))
		}
		for _, r := range readers {
			r.place(newTensor(t.z[j].Shape(), c))
		}
	}
}

// gather makes the cotangents those that a group has left; add adds to what is
// there from groups before.
func (t *trunk) gather(g *heads, add bool) {
	for j, c := range t.cotangent {
		if g.dz[j] == nil {
			if !add {
				clear(c)
			}
			continue
		}
		switch dz := g.dz[j].tensorOf().Float32s(); {
		case &dz[0] == &c[0]: // adopted
		case add:
			kernel.Axpy(1, dz, c)
		default:
			copy(c, dz)
		}
	}
}

// pull runs backward and leaves the gradient of the shared parameters in dst.
func (t *trunk) pull(dst []*tensor.Dense) error {
	t.learnt.place(dst)
	t.frozen = true
	err := t.backward.run()
	t.frozen = false
	return err
}
