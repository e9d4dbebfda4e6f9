package nn

import "github.com/mtobench/mtobench/tasks"

// order is an order of the training samples, in which batches are taken.
type order struct {
	seed    uint64
	purpose string // of the random stream
	batch   int
	index   []int
	at      int // samples taken; all before the first shuffle
}

func newOrder(seed uint64, purpose string, n, batch int) order {
	return order{seed: seed, purpose: purpose, batch: batch, index: make([]int, n), at: n}
}

// steps is the number of whole batches.
func (o *order) steps() int { return len(o.index) / o.batch }

// shuffle begins anew. The order depends on the seed, the purpose and which,
// such as the epoch, alone, so that every method sees the same.
func (o *order) shuffle(which ...uint64) {
	for i := range o.index {
		o.index[i] = i
	}
	r := tasks.Rand(o.seed, o.purpose, which...)
	r.Shuffle(len(o.index), func(i, j int) { o.index[i], o.index[j] = o.index[j], o.index[i] })
	o.at = 0
}

// done says that no whole batch is left.
func (o *order) done() bool { return o.at+o.batch > len(o.index) }

// next is the samples of the next batch.
func (o *order) next() []int {
	if o.done() {
		panic("nn: Next beyond the end of the epoch")
	}
	o.at += o.batch
	return o.index[o.at-o.batch : o.at]
}
