package pixel

import (
	"math"

	"github.com/mtobench/mtobench/tasks/metric"
	"github.com/mtobench/mtobench/tasks/nn"
)

// perBatch is the metrics as the code behind the published tables has them: the
// confusion matrix over all pixels, but all else the plain mean over batches of
// each batch's value, the smaller last batch counting as much as any, and
// normals whose components add up to 0 left out. A batch without a valid pixel
// does not count. It implements nn.Meter.
type perBatch struct {
	classes int
	seen    *metric.Confusion
	values  []mean // of depth and, where there are, normals
	buffers
}

type mean struct {
	sum float64
	n   int
}

// add adds a value, unless it is NaN.
func (m *mean) add(v float64) {
	if !math.IsNaN(v) {
		m.sum += v
		m.n++
	}
}

const (
	depthValues  = 2
	normalValues = 2 + len(metric.AngleThresholds)
)

func newPerBatch(classes int, normals bool) *perBatch {
	n := depthValues
	if normals {
		n += normalValues
	}
	return &perBatch{classes: classes, seen: metric.NewConfusion(classes), values: make([]mean, n)}
}

// Reset implements nn.Meter.
func (m *perBatch) Reset() {
	m.seen.Reset()
	clear(m.values)
}

// Add implements nn.Meter.
func (m *perBatch) Add(task int, pred []float32, outputs int, t nn.Target, n int) {
	switch task {
	case segmentation:
		pixels := outputs / m.classes
		for i := range n {
			m.confuse(m.seen, pred[i*outputs:][:outputs], t.Labels[i*pixels:][:pixels])
		}
	case depth:
		var e metric.DepthError
		metric.AddDepth(&e, pred[:n*outputs], t.Values[:n*outputs])
		m.add(m.values, e.Abs(), e.Rel())
	default:
		m.degrees = m.degrees[:0]
		for i := range n {
			m.degrees = metric.AppendAngles(m.degrees, pred[i*outputs:][:outputs], t.Values[i*outputs:][:outputs], metric.SumNotZero)
		}
		var a metric.Angles
		a.Add(m.degrees)
		at := m.values[depthValues:]
		m.add(at, a.Mean(), metric.MedianOf(m.degrees))
		m.add(at[2:], shares(&a)...)
	}
}

// add adds a batch's values.
func (m *perBatch) add(to []mean, values ...float64) {
	for i, v := range values {
		to[i].add(v)
	}
}

// Values implements nn.Meter.
func (m *perBatch) Values() []float64 {
	v := segments(m.seen)
	for _, x := range m.values {
		v = append(v, x.sum/float64(x.n))
	}
	return v
}
