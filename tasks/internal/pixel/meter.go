package pixel

import (
	"github.com/mtobench/mtobench/tasks/metric"
	"github.com/mtobench/mtobench/tasks/nn"
)

// meter is the metrics over all pixels of a split; it implements nn.Meter and
// nn.Repeater.
type meter struct {
	classes int
	seen    *metric.Confusion
	depth   metric.DepthError
	angles  metric.Angles
	median  *metric.Median // nil without normals
	again   bool           // a second pass, for the median
	buffers
}

// buffers are those of one image.
type buffers struct {
	best    []float32
	class   []int
	degrees []float64
}

func newMeter(classes int, normals bool) *meter {
	m := &meter{classes: classes, seen: metric.NewConfusion(classes)}
	if normals {
		m.median = metric.NewMedian()
	}
	return m
}

// Reset implements nn.Meter.
func (m *meter) Reset() {
	m.seen.Reset()
	m.depth, m.angles, m.again = metric.DepthError{}, metric.Angles{}, false
	if m.median != nil {
		m.median.Reset()
	}
}

// Again implements nn.Repeater.
func (m *meter) Again() bool {
	if m.median == nil || m.again {
		return false
	}
	if _, exact := m.median.Value(); exact {
		return false
	}
	m.median.Again()
	m.again = true
	return true
}

// Add implements nn.Meter.
func (m *meter) Add(task int, pred []float32, outputs int, t nn.Target, n int) {
	switch {
	case m.again && task != normal:
	case task == segmentation:
		pixels := outputs / m.classes
		for i := range n {
			m.confuse(m.seen, pred[i*outputs:][:outputs], t.Labels[i*pixels:][:pixels])
		}
	case task == depth:
		metric.AddDepth(&m.depth, pred[:n*outputs], t.Values[:n*outputs])
	default:
		for i := range n {
			m.degrees = metric.AppendAngles(m.degrees[:0], pred[i*outputs:][:outputs], t.Values[i*outputs:][:outputs], metric.HasNormal)
			m.addAngles()
		}
	}
}

// addAngles adds those of an image.
func (m *meter) addAngles() {
	if !m.again {
		m.angles.Add(m.degrees)
	}
	for _, d := range m.degrees {
		m.median.Add(float32(d))
	}
}

// confuse counts the classes of an image: the largest of a pixel's outputs,
// the first of equal ones.
func (b *buffers) confuse(c *metric.Confusion, pred []float32, labels []int32) {
	n := len(labels)
	if len(b.class) < n {
		b.best, b.class = make([]float32, n), make([]int, n)
	}
	best, class := b.best[:n], b.class[:n]
	copy(best, pred)
	clear(class)
	for k := 1; k*n < len(pred); k++ {
		for p, v := range pred[k*n:][:n] {
			if v > best[p] {
				best[p], class[p] = v, k
			}
		}
	}
	for p, label := range labels {
		c.Add(int(label), class[p])
	}
}

// Values implements nn.Meter.
func (m *meter) Values() []float64 {
	v := append(segments(m.seen), m.depth.Abs(), m.depth.Rel())
	if m.median != nil {
		median, _ := m.median.Value()
		v = append(v, m.angles.Mean(), median)
		v = append(v, shares(&m.angles)...)
	}
	return v
}

// segments are the metrics of segmentation, in per cent.
func segments(c *metric.Confusion) []float64 { return []float64{100 * c.MeanIoU(), 100 * c.Accuracy()} }

// shares are those within the thresholds, in per cent.
func shares(a *metric.Angles) []float64 {
	v := make([]float64, len(metric.AngleThresholds))
	for i := range v {
		v[i] = 100 * a.Within(i)
	}
	return v
}
