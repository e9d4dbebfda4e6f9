package nn

import (
	"math"

	"github.com/mtobench/mtobench/tasks"
)

// defaultEvalBatch is the batch size of evaluation where none is given.
const defaultEvalBatch = 256

// evaluator predicts in batches of its own size with the problem's
// parameters.
type evaluator struct {
	*net
	index []int
	view  Batch // the part of the batch that is filled
}

func (p *Problem) newEvaluator(a *arena) (*evaluator, error) {
	size := p.cfg.EvalBatch
	if size < 1 {
		d := p.cfg.Data
		size = min(defaultEvalBatch, max(d.Len(tasks.Train), d.Len(tasks.Val), d.Len(tasks.Test)))
	}
	n, err := p.newNet(size, a, false)
	return &evaluator{net: n, index: make([]int, size)}, err
}

// Evaluate implements tasks.Problem. When a parameter is not finite all
// metrics are NaN.
func (p *Problem) Evaluate(s tasks.Split) ([]float64, error) {
	p.cfg.Meter.Reset()
	finite := p.finite()
	for pass := true; pass; pass = finite && again(p.cfg.Meter) {
		if err := p.show(s); err != nil {
			return nil, err
		}
	}
	values := p.cfg.Meter.Values()
	if !finite { // a class can still be the likeliest of NaNs
		for i := range values {
			values[i] = math.NaN()
		}
	}
	return values, nil
}

// again says whether the meter must see the samples once more.
func again(m Meter) bool {
	r, ok := m.(Repeater)
	return ok && r.Again()
}

// show shows the meter the predictions for a split.
func (p *Problem) show(s tasks.Split) error {
	total := p.cfg.Data.Len(s)
	for at := 0; at < total; at += p.eval.size {
		if err := p.measure(s, at, min(p.eval.size, total-at)); err != nil {
			return err
		}
	}
	return nil
}

// measure shows the meter the predictions for samples [at, at+n). When n is
// less than a batch, the rows behind are predicted from what the buffers
// hold, and not used.
func (p *Problem) measure(s tasks.Split, at, n int) error {
	e := p.eval
	for i := range n {
		e.index[i] = at + i
	}
	e.batch.view(n, e.size, &e.view)
	if err := p.cfg.Data.Fill(s, e.index[:n], &e.view); err != nil {
		return &tasks.DataError{Err: err}
	}
	if err := e.view.checkLabels(p.cfg.Network, p.plan.extents()); err != nil {
		return &tasks.DataError{Err: err}
	}
	if err := e.forward(); err != nil {
		return err
	}
	for _, g := range e.groups {
		g.split.take(g.pred.Float32s(), n)
		for i, b := range g.blocks {
			p.cfg.Meter.Add(b.suite, g.split.parts[i], b.outputs, e.view.Targets[b.suite], n)
		}
	}
	return nil
}
