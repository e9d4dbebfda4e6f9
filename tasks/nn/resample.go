package nn

// resampler is an order of its own for the mini-batches that a step takes
// beside the epoch's: pass after pass over the training samples. It is made at
// the first use, so that it costs nothing else.
type resampler struct {
	order
	epoch, pass uint64
}

// begin begins epoch e.
func (r *resampler) begin(e int) {
	r.epoch, r.pass = uint64(e), 0
	r.at = len(r.index)
}

// next is the samples of the next batch.
func (r *resampler) next() []int {
	if r.done() {
		r.shuffle(r.epoch, r.pass)
		r.pass++
	}
	return r.order.next()
}

// Resample implements tasks.Resampler.
func (p *Problem) Resample() error {
	p.need(loaded, "Resample before Next")
	if p.again.index == nil {
		p.again.order = p.order
		p.again.purpose, p.again.index = "resample", make([]int, len(p.order.index))
		p.again.at = len(p.order.index)
	}
	return p.load(p.again.next())
}
