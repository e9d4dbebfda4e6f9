package nn

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
)

// Data is the samples of a supervised suite.
type Data interface {
	// Len is the number of samples of a split.
	Len(tasks.Split) int
	// Fill writes the samples into the elements of the batch's slices, which
	// are as long as the samples need, in the order of index.
	Fill(s tasks.Split, index []int, b *Batch) error
}

// Streamed is Data whose training samples belong to one task each, or to one
// of several streams: every mini-batch then has as many of one stream as of
// another. A stream that is short begins anew, in another order.
type Streamed interface {
	// Streams are the training samples of each stream, none empty.
	Streams() [][]int
}

// Foretold is Data that wants to know which training samples come, to read them
// ahead or to augment them otherwise in each epoch.
type Foretold interface {
	// Begin is called at the beginning of epoch e with its samples in the order
	// in which Fill will want them, valid until Fill is called. Fill may want
	// others in between.
	Begin(e int, samples []int)
}

// Batch is the buffers of a mini-batch of n samples.
type Batch struct {
	// Inputs are the network's inputs, n x the sample's size each.
	Inputs [][]float32
	// Targets has one entry a task of the suite, of all tasks even when one
	// head is trained alone.
	Targets []Target
}

// Target is a task's targets: what its loss wants of the two.
type Target struct {
	// Values is n x outputs, in the layout of the prediction.
	Values []float32
	// Labels, for SoftmaxXent, is n, or n x height x width where the prediction
	// is an image; negative where missing.
	Labels []int32
}

// extent is how much a head predicts of a sample: outputs numbers in all, an
// equal part at each pixel. A prediction that is no image has one pixel.
type extent struct{ outputs, pixels int }

// extentOf is that of a prediction, batch x outputs or batch x channels x
// height x width; ok is false for any other shape.
func extentOf(shape []int, batch int) (e extent, ok bool) {
	if len(shape) != 2 && len(shape) != 4 || shape[0] != batch {
		return e, false
	}
	return extent{volume(shape[1:]), volume(shape[2:])}, true
}

// channels is the number of outputs of a pixel.
func (e extent) channels() int { return e.outputs / e.pixels }

// newBatch makes buffers for n samples and what the heads predict of each.
func newBatch(n int, net Network, heads []extent) Batch {
	b := Batch{Targets: make([]Target, len(net.Heads))}
	for _, shape := range net.Inputs {
		b.Inputs = append(b.Inputs, make([]float32, n*volume(shape)))
	}
	for k, h := range net.Heads {
		if h.Loss.labelled() {
			b.Targets[k].Labels = make([]int32, n*heads[k].pixels)
		} else {
			b.Targets[k].Values = make([]float32, n*heads[k].outputs)
		}
	}
	return b
}

// view makes dst the first n samples of a batch of size samples.
func (b Batch) view(n, size int, dst *Batch) {
	dst.Inputs, dst.Targets = dst.Inputs[:0], dst.Targets[:0]
	for _, x := range b.Inputs {
		dst.Inputs = append(dst.Inputs, x[:len(x)/size*n])
	}
	for _, t := range b.Targets {
		dst.Targets = append(dst.Targets, Target{t.Values[:len(t.Values)/size*n], t.Labels[:len(t.Labels)/size*n]})
	}
}

// checkLabels returns an error that names the first label that is no class.
func (b Batch) checkLabels(net Network, heads []extent) error {
	for k, t := range b.Targets {
		classes := int32(heads[k].channels())
		for i, v := range t.Labels {
			if v >= classes {
				return fmt.Errorf("task %s: label %d of sample %d of the batch is not below %d", net.Heads[k].Name, v, i/heads[k].pixels, classes)
			}
		}
	}
	return nil
}

// volume is the number of elements of a shape.
func volume(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
