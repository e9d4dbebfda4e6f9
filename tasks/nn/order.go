package nn

import "github.com/mtobench/mtobench/tasks"

// order is the order in which an epoch takes the training samples.
type order struct {
	seed  uint64
	batch int
	index []int
	at    int // samples taken; all before the first epoch
}

func newOrder(seed uint64, n, batch int) order {
	return order{seed: seed, batch: batch, index: make([]int, n), at: n}
}

// steps is the number of whole batches.
func (o *order) steps() int { return len(o.index) / o.batch }

// shuffle begins epoch e. The order depends on the seed and e alone, so that
// every method sees the same.
func (o *order) shuffle(e int) {
	for i := range o.index {
		o.index[i] = i
	}
	r := tasks.Rand(o.seed, "order", uint64(e))
	r.Shuffle(len(o.index), func(i, j int) { o.index[i], o.index[j] = o.index[j], o.index[i] })
	o.at = 0
}

// next is the samples of the next batch.
func (o *order) next() []int {
	if o.at+o.batch > len(o.index) {
		panic("nn: Next beyond the end of the epoch")
	}
	o.at += o.batch
	return o.index[o.at-o.batch : o.at]
}
