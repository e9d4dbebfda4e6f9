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

// jacobian is the gradients of a mini-batch task by task, with respect to the
// shared parameters or the representation. It belongs to a Problem, allocated
// once, and holds those of the last call.
type jacobian struct {
	p     *Problem
	rows  [][]float32                    // one a task
	row   func(g *heads, b *block) error // computes a block's row
	into  []float32                      // what Combine and Map leave
	leave func() error                   // makes the shared gradient of into; nil if it is it
	own   []float32                      // each head's own gradient, unweighted
	heads [][]*tensor.Dense              // of each group, in own
	ones  []float64
	gram  *mat.SymDense
	fresh bool        // gram is of these rows
	block [][]float64 // columns of rows for Map
	dst   []float64
}

// newJacobian makes one whose rows are as long as into.
func newJacobian(p *Problem, into []float32) *jacobian {
	k, shared := len(p.plan.trained), p.params.shared
	j := &jacobian{p: p, into: into, gram: mat.NewSymDense(k, nil), own: make([]float32, len(p.params.grad)-shared)}
	for range k {
		j.rows = append(j.rows, make([]float32, len(into)))
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
		p.jac = newJacobian(p, p.params.grad[:p.params.shared])
		p.jac.row = p.jac.pulled()
	}
	return p.jac, p.jac.fill()
}

// pulled computes rows by a backward pass of the trunk.
func (j *jacobian) pulled() func(*heads, *block) error {
	t := j.p.train.trunk
	var place [][]*tensor.Dense
	for _, row := range j.rows {
		place = append(place, placements(t.spans, row, 0))
	}
	return func(g *heads, b *block) error {
		t.gather(g)
		return t.pull(place[b.task])
	}
}

// fill computes the rows.
func (j *jacobian) fill() error {
	j.fresh = false
	for i, g := range j.p.train.groups {
		if err := g.push(j.ones, j.heads[i]); err != nil {
			return err
		}
		for n := range g.blocks {
			b := &g.blocks[n]
			if err := g.pushOnly(b); err != nil {
				return err
			}
			if err := j.row(g, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// Dims implements tasks.Jacobian.
func (j *jacobian) Dims() (tasks, params int) { return len(j.rows), len(j.into) }

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
	kernel.Combine(shared, j.rows, j.into)
	return j.finish(heads)
}

// Map implements tasks.Jacobian.
func (j *jacobian) Map(f func(rows [][]float64, dst []float64), heads []float64) error {
	for lo := 0; lo < len(j.into); lo += mapColumns {
		hi := min(lo+mapColumns, len(j.into))
		rows, dst := j.columns(lo, hi)
		f(rows, dst)
		for i, v := range dst {
			j.into[lo+i] = float32(v)
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
