package pixel

import (
	"fmt"
	"sync"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/internal/prefetch"
	"github.com/mtobench/mtobench/tasks/nn"
)

// data is the frames of a Source as a network wants them, read ahead and
// augmented in training. It implements nn.Data and nn.Foretold.
type data struct {
	*prefetch.Samples[frame.Frame]
	src    frame.Source
	h, w   int
	seed   uint64
	normal bool
	whole  sync.Pool // of *frame.Frame, before augmentation
}

func newData(src frame.Source, p tasks.Protocol, seed uint64, normal bool) *data {
	d := &data{src: src, h: p.Height, w: p.Width, seed: seed, normal: normal}
	d.Samples = prefetch.NewSamples(p, d.read)
	return d
}

// read makes dst a sample.
func (d *data) read(k prefetch.Key, dst *frame.Frame) error {
	if k.Epoch == prefetch.Evaluation {
		return d.frame(k, dst)
	}
	whole, _ := d.whole.Get().(*frame.Frame)
	if whole == nil {
		whole = new(frame.Frame)
	}
	defer d.whole.Put(whole)
	if err := d.frame(k, whole); err != nil {
		return err
	}
	frame.Augment(tasks.Rand(d.seed, "augment", uint64(k.Epoch), uint64(k.I)), whole, dst)
	return nil
}

// frame reads a frame as it is.
func (d *data) frame(k prefetch.Key, dst *frame.Frame) error {
	if err := d.src.Read(k.Split, k.I, dst); err != nil {
		return err
	}
	if dst.H != d.h || dst.W != d.w || (dst.Normal != nil) != d.normal {
		panic(fmt.Sprintf("pixel: a source gave a frame of %d x %d pixels, normals: %v", dst.H, dst.W, dst.Normal != nil))
	}
	return nil
}

// Fill implements nn.Data.
func (d *data) Fill(s tasks.Split, index []int, b *nn.Batch) error {
	return d.Each(s, index, func(at int, f *frame.Frame) {
		copy(b.Inputs[0][at*len(f.Image):], f.Image)
		copy(b.Targets[segmentation].Labels[at*len(f.Label):], f.Label)
		copy(b.Targets[depth].Values[at*len(f.Depth):], f.Depth)
		if d.normal {
			copy(b.Targets[normal].Values[at*len(f.Normal):], f.Normal)
		}
	})
}
