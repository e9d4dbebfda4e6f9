package celeba

import (
	"math"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/prefetch"
	"github.com/mtobench/mtobench/tasks/metric"
	"github.com/mtobench/mtobench/tasks/nn"
)

// face is a sample.
type face struct {
	image      [3 * Side * Side]float32
	attributes [Attributes]float32
}

// data is the faces of a Source, read ahead. It implements nn.Data and
// nn.Foretold.
type data struct{ *prefetch.Samples[face] }

func newData(src Source, p tasks.Protocol) data {
	return data{prefetch.NewSamples(p, func(k prefetch.Key, f *face) error {
		return src.Read(k.Split, k.I, f.image[:], f.attributes[:])
	})}
}

// Fill implements nn.Data.
func (d data) Fill(s tasks.Split, index []int, b *nn.Batch) error {
	return d.Each(s, index, func(at int, f *face) {
		copy(b.Inputs[0][at*len(f.image):], f.image[:])
		for k, v := range f.attributes {
			b.Targets[k].Values[at] = v
		}
	})
}

// meter is F1 of each attribute, in per cent. It implements nn.Meter.
type meter struct {
	counts [Attributes]metric.Counts
	seen   [Attributes]bool
}

// Reset implements nn.Meter.
func (m *meter) Reset() { *m = meter{} }

// Add implements nn.Meter: a face has an attribute where the logit is above 0,
// a probability above one half.
func (m *meter) Add(task int, pred []float32, _ int, t nn.Target, n int) {
	for i, logit := range pred[:n] {
		m.counts[task].Add(logit > 0, t.Values[i] == 1)
	}
	m.seen[task] = true
}

// Values implements nn.Meter.
func (m *meter) Values() []float64 {
	v := make([]float64, Attributes)
	for k := range v {
		v[k] = math.NaN()
		if m.seen[k] {
			v[k] = 100 * m.counts[k].F1()
		}
	}
	return v
}
