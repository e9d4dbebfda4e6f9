package nn

// resampler is an order of its own for the mini-batches that a step takes
// beside the epoch's: pass after pass over the training samples.
type resampler struct {
	order
	epoch, pass uint64
	used        bool
}

// begin begins epoch e.
func (r *resampler) begin(e int) {
	r.epoch, r.pass = uint64(e), 0
	r.at = len(r.index)
}

// next is the samples of the next batch.
func (r *resampler) next() []int {
	if !r.used { // most methods never resample: their order costs nothing
		r.index, r.used = make([]int, len(r.index)), true
	}
	if r.done() {
		r.shuffle(r.epoch, r.pass)
		r.pass++
	}
	return r.order.next()
}

// Resample implements tasks.Resampler.
func (p *Problem) Resample() error {
	p.need(loaded, "Resample before Next")
	p.stage = noBatch
	if err := p.loader.Resample(&p.train.batch); err != nil {
		return err
	}
	p.stage = loaded
	return nil
}
