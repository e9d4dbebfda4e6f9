package pixel

import (
	"math"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/internal/prefetch"
	"github.com/mtobench/mtobench/tasks/metric"
	"github.com/mtobench/mtobench/tasks/nn"
)

// problem is the network on frames; it implements tasks.Constant too.
type problem struct {
	*nn.Problem
	data    *data
	meter   nn.Meter // of its own: the network's may be in use
	classes int
}

// constant is one prediction for every pixel.
type constant struct {
	class  int
	depth  float32
	normal [3]float32
}

// Constant implements tasks.Constant. It reads the training split, and the
// other, at most twice. Averages over batches are over batches of one frame.
func (p problem) Constant(split tasks.Split) ([]float64, error) {
	c, err := p.data.constant(p.classes)
	if err != nil {
		return nil, err
	}
	p.meter.Reset()
	err = p.data.walk(split, func(f *frame.Frame) { c.add(p.meter, p.classes, f) })
	if r, ok := p.meter.(nn.Repeater); ok && err == nil && r.Again() {
		err = p.data.walk(split, func(f *frame.Frame) { c.add(p.meter, p.classes, f) })
	}
	return p.meter.Values(), err
}

// walk hands out the frames of a split as they are.
func (d *data) walk(split tasks.Split, use func(*frame.Frame)) error {
	f := new(frame.Frame)
	for i := range d.Len(split) {
		if err := d.frame(prefetch.Key{Split: split, I: i, Epoch: prefetch.Evaluation}, f); err != nil {
			return &tasks.DataError{Err: err}
		}
		use(f)
	}
	return nil
}

// constant is the best prediction of the training split: the commonest class,
// the median depth, the direction of the mean normal.
func (d *data) constant(classes int) (c constant, err error) {
	count, median := make([]int, classes), metric.NewMedian()
	var sum [3]float64
	err = d.walk(tasks.Train, func(f *frame.Frame) {
		for _, l := range f.Label {
			if l >= 0 {
				count[l]++
			}
		}
		addDepths(median, f)
		for i, v := range f.Normal {
			sum[i/(f.H*f.W)] += float64(v)
		}
	})
	if _, exact := median.Value(); !exact && err == nil {
		median.Again()
		err = d.walk(tasks.Train, func(f *frame.Frame) { addDepths(median, f) })
	}
	value, _ := median.Value()
	c.depth = float32(value)
	for k, n := range count {
		if n > count[c.class] {
			c.class = k
		}
	}
	if length := math.Sqrt(sum[0]*sum[0] + sum[1]*sum[1] + sum[2]*sum[2]); length > 0 {
		for i, v := range sum {
			c.normal[i] = float32(v / length)
		}
	}
	return c, err
}

// addDepths adds those that there are.
func addDepths(m *metric.Median, f *frame.Frame) {
	for _, v := range f.Depth {
		if v != 0 {
			m.Add(v)
		}
	}
}

// add hands a frame and the prediction of it to a meter.
func (c constant) add(m nn.Meter, classes int, f *frame.Frame) {
	pixels := f.H * f.W
	logits := make([]float32, classes*pixels)
	fill(logits[c.class*pixels:][:pixels], 1)
	m.Add(segmentation, logits, len(logits), nn.Target{Labels: f.Label}, 1)
	pred := make([]float32, 3*pixels)
	fill(pred[:pixels], c.depth)
	m.Add(depth, pred[:pixels], pixels, nn.Target{Values: f.Depth}, 1)
	if f.Normal == nil {
		return
	}
	for i, v := range c.normal {
		fill(pred[i*pixels:][:pixels], v)
	}
	m.Add(normal, pred, len(pred), nn.Target{Values: f.Normal}, 1)
}

// fill makes all elements v.
func fill(dst []float32, v float32) {
	for i := range dst {
		dst[i] = v
	}
}
