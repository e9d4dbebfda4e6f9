package nn

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// mapColumns is the number of columns that Map converts at a time.
const mapColumns = 4096

// jacobian is the gradients of a mini-batch task by task. It belongs to a
// Problem, allocated once, and holds those of the last Jacobian call.
type jacobian struct {
	p     *Problem
	rows  [][]float32       // K x shared
	place [][]*tensor.Dense // of each row, for the trunk's gradients
	own   []float32         // each head's own gradient, unweighted
	heads [][]*tensor.Dense // of each group, in own
	ones  []float64
	gram  *mat.SymDense
	fresh bool        // gram is of these rows
	block [][]float64 // columns of rows for Map
	dst   []float64
}

func newJacobian(p *Problem) *jacobian {
	k, shared := len(p.plan.trained), p.params.shared
	j := &jacobian{p: p, gram: mat.NewSymDense(k, nil), own: make([]float32, len(p.params.grad)-shared)}
	for range k {
		row := make([]float32, shared)
		j.rows = append(j.rows, row)
		j.place = append(j.place, placements(p.train.trunk.spans, row, 0))
		j.ones = append(j.ones, 1)
	}
	for _, g := range p.train.groups {
		j.heads = append(j.heads, placements(g.spans, j.own, shared))
	}
	return j
}

// Jacobian implements tasks.Problem.
func (p *Problem) Jacobian() (tasks.Jacobian, error) {
	p.need(forward, "Jacobian before Losses")
	if p.jac == nil {
		p.jac = newJacobian(p)
	}
	p.jac.fresh = false
	for i, g := range p.train.groups {
		if err := p.jac.fill(g, p.jac.heads[i]); err != nil {
			return nil, err
		}
	}
	return p.jac, nil
}

// fill computes the rows of a group's tasks.
func (j *jacobian) fill(g *heads, own []*tensor.Dense) error {
	if err := g.push(j.ones, own); err != nil {
		return err
	}
	t := j.p.train.trunk
	for i := range g.blocks {
		b := &g.blocks[i]
		if err := g.pushOnly(b); err != nil {
			return err
		}
		t.gather(g)
		if err := t.pull(j.place[b.task]); err != nil {
			return err
		}
	}
	return nil
}

// Dims implements tasks.Jacobian.
func (j *jacobian) Dims() (tasks, params int) { return len(j.rows), j.p.params.shared }

// Gram implements tasks.Jacobian.
func (j *jacobian) Gram() *mat.SymDense {
	if !j.fresh {
		kernel.Gram(j.rows, j.gram.RawSymmetric().Data)
		j.fresh = true
	}
	return j.gram
}

// Combine implements tasks.Jacobian.
func (j *jacobian) Combine(shared, heads []float64) error {
	j.p.checkTasks("weights", len(shared))
	kernel.Combine(shared, j.rows, j.p.params.grad[:j.p.params.shared])
	return j.finish(heads)
}

// Map implements tasks.Jacobian.
func (j *jacobian) Map(f func(rows [][]float64, dst []float64), heads []float64) error {
	shared := j.p.params.grad[:j.p.params.shared]
	for lo := 0; lo < len(shared); lo += mapColumns {
		hi := min(lo+mapColumns, len(shared))
		rows, dst := j.columns(lo, hi)
		f(rows, dst)
		for i, v := range dst {
			shared[lo+i] = float32(v)
		}
	}
	return j.finish(heads)
}

// columns converts columns [lo, hi), and gives as long a destination.
func (j *jacobian) columns(lo, hi int) (rows [][]float64, dst []float64) {
	if j.block == nil {
		j.dst = make([]float64, mapColumns)
		for range j.rows {
			j.block = append(j.block, make([]float64, mapColumns))
		}
	}
	for k, row := range j.rows {
		j.block[k] = j.block[k][:hi-lo]
		for i, v := range row[lo:hi] {
			j.block[k][i] = float64(v)
		}
	}
	return j.block, j.dst[:hi-lo]
}

// finish leaves the heads' gradients, each times its weight.
func (j *jacobian) finish(weights []float64) error {
	if weights == nil {
		weights = j.ones
	}
	if len(weights) != len(j.rows) {
		return fmt.Errorf("nn: %d head weights for %d tasks", len(weights), len(j.rows))
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
