package nn

import (
	"fmt"
	"math/rand/v2"

	"github.com/mtobench/mtobench/tasks"
)

// order is an order of the training samples, in which batches are taken.
type order struct {
	seed    uint64
	purpose string // of the random stream
	batch   int
	streams [][]int // nil for one of all samples
	index   []int
	at      int // samples taken; all before the first shuffle
}

// newOrder is an order of the n training samples of data.
func newOrder(seed uint64, purpose string, data Data, batch int) (order, error) {
	n := data.Len(tasks.Train)
	o := order{seed: seed, purpose: purpose, batch: batch, index: make([]int, n), at: n}
	if batch < 1 || batch > n {
		return o, fmt.Errorf("nn: batch size %d with %d training samples", batch, n)
	}
	if s, ok := data.(Streamed); ok {
		o.streams = s.Streams()
	}
	if k := len(o.streams); k > 0 && batch%k != 0 {
		return o, fmt.Errorf("nn: batch size %d is no multiple of the %d streams", batch, k)
	}
	return o, nil
}

// steps is the number of whole batches.
func (o *order) steps() int { return len(o.index) / o.batch }

// shuffle begins anew. The order depends on the seed, the purpose and which,
// such as the epoch, alone, so that every method sees the same.
func (o *order) shuffle(which ...uint64) {
	o.at = 0
	r := tasks.Rand(o.seed, o.purpose, which...)
	if len(o.streams) > 0 {
		o.deal(r)
		return
	}
	for i := range o.index {
		o.index[i] = i
	}
	mix(r, o.index)
}

// deal makes batches of as many samples of each stream.
func (o *order) deal(r *rand.Rand) {
	o.index = o.index[:o.steps()*o.batch]
	each := o.batch / len(o.streams)
	for s, stream := range o.streams {
		left := stream[:0:0]
		for step := range o.steps() {
			for i := range each {
				if len(left) == 0 {
					left = append(left, stream...)
					mix(r, left)
				}
				o.index[step*o.batch+s*each+i] = left[0]
				left = left[1:]
			}
		}
	}
}

func mix(r *rand.Rand, v []int) { r.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] }) }

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
