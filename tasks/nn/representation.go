package nn

import "github.com/mtobench/mtobench/tasks"

// Representation implements tasks.Representer. The rows are the heads' own
// cotangents: all tensors of z one after the other, each the whole mini-batch,
// zeros where no head of the task reads the tensor. Gradients of layers that
// heads share are in no row: Combine adds them up with the rows' weights, and
// Map is an error where there are any.
func (p *Problem) Representation() (tasks.Jacobian, error) {
	p.need(forward, "Representation before Losses")
	if p.rep == nil {
		n := 0
		for _, c := range p.train.trunk.cotangent {
			n += len(c)
		}
		p.rep = newJacobian(p, make([]float32, n))
		p.rep.row, p.rep.leave = p.rep.cut, p.rep.pullThrough
	}
	return p.rep, p.rep.fill()
}

// cut computes a row: what the heads left is the gradient already.
func (j *jacobian) cut(g *heads, n int) error {
	b := &g.blocks[n]
	if err := g.pushOnly(b); err != nil {
		return err
	}
	row := j.rows[b.task]
	for i, c := range j.p.train.trunk.cotangent {
		if dz := g.dz[i]; dz != nil {
			copy(row, dz.tensorOf().Float32s())
		} else {
			clear(row[:len(c)])
		}
		row = row[len(c):]
	}
	return nil
}

// pullThrough takes into as the cotangent of z.
func (j *jacobian) pullThrough() error {
	t, from := j.p.train.trunk, j.into
	for _, c := range t.cotangent {
		copy(c, from)
		from = from[len(c):]
	}
	return t.pull(j.p.trunk)
}
