package nn

import (
	"fmt"

	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// jacobian is the gradients of a mini-batch task by task, with respect to the
// shared parameters or the representation. It belongs to a Problem, allocated
// once, and holds those of the last call.
type jacobian struct {
	*Gradients
	p     *Problem
	row   func(g *heads, n int) error // computes the row of a block
	leave func() error                // makes the shared gradient of into; nil if it is it
	own   []float32                   // each head's own gradient, unweighted
	heads [][]*tensor.Dense           // of each group, in own
	// common is the places of the gradients of layers that heads share, of each
	// group: in its row, or apart where rows are of the representation.
	common [][]*tensor.Dense
	ones   []float64
}

// newJacobian makes one whose rows are as long as into.
func newJacobian(p *Problem, into []float32) *jacobian {
	k, shared := len(p.plan.trained), p.params.shared
	j := &jacobian{p: p, own: make([]float32, len(p.params.grad)-shared)}
	var rows [][]float32
	for range k {
		rows = append(rows, make([]float32, len(into)))
		j.ones = append(j.ones, 1)
	}
	j.Gradients = NewGradients(rows, into)
	for _, g := range p.train.groups {
		j.heads = append(j.heads, placements(g.own.spans, j.own, shared))
		j.common = append(j.common, g.sums)
	}
	return j
}

// Jacobian implements tasks.Problem.
func (p *Problem) Jacobian() (tasks.Jacobian, error) {
	p.need(forward, "Jacobian before Losses")
	if p.jac == nil {
		p.jac = newJacobian(p, p.params.grad[:p.params.shared])
		p.jac.row = p.jac.pulled()
		for i, g := range p.train.groups {
			p.jac.common[i] = placements(g.common.spans, p.jac.rows[g.blocks[0].task], 0)
		}
	}
	return p.jac, p.jac.fill()
}

// pulled computes rows by a backward pass of the trunk.
func (j *jacobian) pulled() func(g *heads, n int) error {
	t := j.p.train.trunk
	var place [][]*tensor.Dense
	for _, row := range j.rows {
		place = append(place, placements(t.learnt.spans, row, 0))
	}
	return func(g *heads, n int) error {
		b := &g.blocks[n]
		if to := t.takes(g, b); to != nil {
			to.outer = g.outer(n)
			defer func() { to.outer = outer{} }()
		} else if err := g.pushOnly(b); err != nil {
			return err
		}
		t.gather(g, false)
		return t.pull(place[b.task])
	}
}

// fill computes the rows.
func (j *jacobian) fill() error {
	j.Changed()
	for i, g := range j.p.train.groups {
		if err := g.push(j.ones, j.heads[i], j.common[i]); err != nil {
			return err
		}
		for n := range g.blocks {
			if err := j.row(g, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// Combine implements tasks.Jacobian.
func (j *jacobian) Combine(shared, heads []float64) error {
	j.p.checkTasks("weights", len(shared))
	if err := j.Gradients.Combine(shared, nil); err != nil {
		return err
	}
	if j.leave != nil {
		clear(j.p.params.grad[j.p.params.trunk:j.p.params.shared])
		for _, g := range j.p.train.groups {
			g.addCommon(shared[g.blocks[0].task], j.p.params.grad)
		}
	}
	return j.finish(heads)
}

// Map implements tasks.Jacobian.
func (j *jacobian) Map(f func(rows [][]float64, dst []float64), heads []float64) error {
	if j.leave != nil && len(j.p.plan.common) > 0 {
		return fmt.Errorf("nn: no rule for gradients of the representation, element by element, covers layers that heads share")
	}
	if err := j.Gradients.Map(f, nil); err != nil {
		return err
	}
	return j.finish(heads)
}

// finish leaves the shared gradient, where into is not it, and the heads',
// each times its weight.
func (j *jacobian) finish(weights []float64) error {
	if weights == nil {
		weights = j.ones
	}
	if len(weights) != len(j.rows) {
		return fmt.Errorf("nn: %d head weights for %d tasks", len(weights), len(j.rows))
	}
	if j.leave != nil {
		if err := j.leave(); err != nil {
			return err
		}
	}
	ps := j.p.params
	for k, spans := range ps.heads {
		for _, s := range spans {
			own := span{s.off - ps.shared, s.n}
			kernel.Scale(float32(weights[k]), own.of(j.own), s.of(ps.grad))
		}
	}
	j.p.stage = followed
	return nil
}
