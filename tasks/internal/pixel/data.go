package pixel

import (
	"sync"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/internal/prefetch"
	"github.com/mtobench/mtobench/tasks/nn"
)

// data is the frames of a Source as a network wants them, read ahead and
// augmented in training. It implements nn.Data and nn.Foretold.
type data struct {
	src     frame.Source
	sizes   [3]int // samples of each split
	seed    uint64
	normal  bool
	epoch   int
	queue   *prefetch.Queue[sample, frame.Frame]
	pending []sample  // what is planned
	whole   sync.Pool // of *frame.Frame, before augmentation
}

// sample says what a frame is: one of a split, augmented as in an epoch, or as
// it is.
type sample struct {
	split tasks.Split
	i     int
	epoch int // asIs in evaluation
}

const asIs = -1

// ahead is how many mini-batches are read ahead.
const ahead = 2

func newData(src frame.Source, p tasks.Protocol, seed uint64, normal bool) *data {
	d := &data{src: src, sizes: [3]int{tasks.Train: p.Train, tasks.Val: p.Val, tasks.Test: p.Test}, seed: seed, normal: normal}
	d.queue = prefetch.New(ahead*p.Batch, d.read)
	return d
}

// read makes dst a sample.
func (d *data) read(s sample, dst *frame.Frame) error {
	if s.epoch == asIs {
		return d.src.Read(s.split, s.i, dst)
	}
	whole, _ := d.whole.Get().(*frame.Frame)
	if whole == nil {
		whole = new(frame.Frame)
	}
	defer d.whole.Put(whole)
	if err := d.src.Read(s.split, s.i, whole); err != nil {
		return err
	}
	frame.Augment(tasks.Rand(d.seed, "augment", uint64(s.epoch), uint64(s.i)), whole, dst)
	return nil
}

// Len implements nn.Data.
func (d *data) Len(s tasks.Split) int { return d.sizes[s] }

// Begin implements nn.Foretold.
func (d *data) Begin(e int, samples []int) {
	d.epoch, d.pending = e, d.pending[:0]
	for _, i := range samples {
		d.pending = append(d.pending, sample{tasks.Train, i, e})
	}
	d.queue.Plan(d.pending)
}

// Fill implements nn.Data. Training samples are augmented as in the epoch that
// was begun last.
func (d *data) Fill(s tasks.Split, index []int, b *nn.Batch) error {
	for at, i := range index {
		k := sample{s, i, d.epoch}
		if s != tasks.Train {
			k.epoch = asIs
			d.foretell(k)
		}
		if err := d.queue.Take(k, func(f *frame.Frame) { d.copy(f, at, b) }); err != nil {
			return err
		}
	}
	return nil
}

// foretell plans the rest of the split that is evaluated, unless it is planned.
func (d *data) foretell(k sample) {
	if d.queue.Planned(k) {
		return
	}
	d.pending = d.pending[:0]
	for ; k.i < d.sizes[k.split]; k.i++ {
		d.pending = append(d.pending, k)
	}
	d.queue.Plan(d.pending)
}

// copy writes a frame into a batch.
func (d *data) copy(f *frame.Frame, at int, b *nn.Batch) {
	copy(b.Inputs[0][at*len(f.Image):], f.Image)
	copy(b.Targets[segmentation].Labels[at*len(f.Label):], f.Label)
	copy(b.Targets[depth].Values[at*len(f.Depth):], f.Depth)
	if d.normal {
		copy(b.Targets[normal].Values[at*len(f.Normal):], f.Normal)
	}
}
