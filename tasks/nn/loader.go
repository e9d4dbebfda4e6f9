package nn

import "github.com/mtobench/mtobench/tasks"

// Loader fills mini-batches of a suite's samples, in the order that the seed
// and the epoch settle, and shows predictions for a split to the suite's Meter.
// Networks of any engine are fed by it, so that all see the same samples.
type Loader struct {
	cfg   Config
	plan  *plan
	order order
	again resampler
}

// NewLoader is the Loader of a Config.
func NewLoader(c Config) (*Loader, error) {
	building.Lock()
	defer building.Unlock()
	pl, err := newPlan(c.Network, c.Options.Task)
	if err != nil {
		return nil, err
	}
	return newLoader(c, pl)
}

func newLoader(c Config, pl *plan) (*Loader, error) {
	order, err := newOrder(c.Options.Seed, "order", c.Data, c.Options.Protocol.Batch)
	if err != nil {
		return nil, err
	}
	again := resampler{order: order}
	again.purpose = "resample"
	return &Loader{cfg: c, plan: pl, order: order, again: again}, nil
}

// NewBatch makes buffers for n samples.
func (l *Loader) NewBatch(n int) Batch { return newBatch(n, l.cfg.Network, l.plan.extents()) }

// Steps is the number of mini-batches of an epoch: the incomplete last one is
// dropped.
func (l *Loader) Steps() int { return l.order.steps() }

// Epoch begins epoch e, counted from 0.
func (l *Loader) Epoch(e int) {
	l.order.shuffle(uint64(e))
	l.again.begin(e)
	if d, ok := l.cfg.Data.(Foretold); ok {
		d.Begin(e, l.order.index[:l.Steps()*l.order.batch])
	}
}

// Next fills b, as large as the protocol's batch, with the epoch's next
// mini-batch. The error is a tasks.DataError.
func (l *Loader) Next(b *Batch) error { return l.fill(tasks.Train, l.order.next(), b) }

// Resample fills b with a mini-batch beside those of the epoch, see
// tasks.Resampler.
func (l *Loader) Resample(b *Batch) error { return l.fill(tasks.Train, l.again.next(), b) }

// fill writes these samples into b.
func (l *Loader) fill(s tasks.Split, samples []int, b *Batch) error {
	err := l.cfg.Data.Fill(s, samples, b)
	if err == nil {
		err = b.checkLabels(l.cfg.Network, l.plan.extents())
	}
	if err != nil {
		return &tasks.DataError{Err: err}
	}
	return nil
}

// EvalSize is the number of samples of a batch of evaluation.
func (l *Loader) EvalSize() int {
	if l.cfg.EvalBatch > 0 {
		return l.cfg.EvalBatch
	}
	d := l.cfg.Data
	return min(defaultEvalBatch, max(d.Len(tasks.Train), d.Len(tasks.Val), d.Len(tasks.Test)))
}

// Evaluate gives the metrics on a split. It fills b, of EvalSize samples, batch
// by batch, the last one in part, and calls predict, which gives the first n
// rows of each trained task's prediction.
func (l *Loader) Evaluate(s tasks.Split, b Batch, predict func(n int) ([][]float32, error)) ([]float64, error) {
	m := l.cfg.Meter
	m.Reset()
	for pass := true; pass; pass = again(m) {
		if err := l.show(s, b, predict); err != nil {
			return nil, err
		}
	}
	return m.Values(), nil
}

// again says whether the meter must see the samples once more.
func again(m Meter) bool {
	r, ok := m.(Repeater)
	return ok && r.Again()
}

// show shows the meter the predictions for a split.
func (l *Loader) show(s tasks.Split, b Batch, predict func(n int) ([][]float32, error)) error {
	size, total := l.EvalSize(), l.cfg.Data.Len(s)
	index := make([]int, size)
	var view Batch // the part of b that is filled
	for at := 0; at < total; at += size {
		n := min(size, total-at)
		for i := range n {
			index[i] = at + i
		}
		b.view(n, size, &view)
		if err := l.fill(s, index[:n], &view); err != nil {
			return err
		}
		predictions, err := predict(n)
		if err != nil {
			return err
		}
		for i, k := range l.plan.trained {
			l.cfg.Meter.Add(k, predictions[i], l.plan.heads[k].outputs, view.Targets[k], n)
		}
	}
	return nil
}
