package nn

import "math"

// Meter turns predictions into a suite's metrics.
type Meter interface {
	// Reset forgets all samples.
	Reset()
	// Add takes n samples of a task: pred is n x outputs, where the outputs of
	// an image are its channels x height x width.
	Add(task int, pred []float32, outputs int, t Target, n int)
	// Values are the metrics in the order of tasks.Info.Metrics; NaN for
	// those of a task that got no sample.
	Values() []float64
}

// Repeater is a Meter that may have to see all samples more than once.
type Repeater interface {
	// Again says that the same samples must be added again before Values.
	Again() bool
}

// mean is a running mean of each task.
type mean struct {
	sum   []float64
	count []int
}

func newMean(tasks int) mean {
	return mean{make([]float64, tasks), make([]int, tasks)}
}

// Reset implements Meter.
func (m *mean) Reset() {
	clear(m.sum)
	clear(m.count)
}

// Values implements Meter.
func (m *mean) Values() []float64 {
	v := make([]float64, len(m.sum))
	for k, s := range m.sum {
		v[k] = s / float64(m.count[k]) // 0/0 is NaN: no sample
	}
	return v
}

// Accuracy is the percentage of samples whose largest output is that of
// their label, one metric a task. A sample without a label does not count.
type Accuracy struct{ mean }

// NewAccuracy is an Accuracy of this many tasks.
func NewAccuracy(tasks int) *Accuracy { return &Accuracy{newMean(tasks)} }

// Add implements Meter. A prediction with a NaN is wrong; of equal outputs
// the first is the largest.
func (a *Accuracy) Add(task int, pred []float32, outputs int, t Target, n int) {
	for i, label := range t.Labels[:n] {
		if label >= 0 && largest(pred[i*outputs:(i+1)*outputs], int(label)) {
			a.sum[task] += 100
		}
	}
	a.count[task] += present(t.Labels[:n])
}

// largest says whether v[at] is the first of the largest elements of v.
func largest(v []float32, at int) bool {
	for j, x := range v {
		if j != at && !(x < v[at] || x == v[at] && j > at) {
			return false
		}
	}
	return !math.IsNaN(float64(v[at]))
}

// SquaredError is the mean squared error over outputs and samples, over a
// given variance, one metric a task. With the variance of the training
// targets that is the normalised error, 1 for predicting their mean.
type SquaredError struct {
	mean
	variance []float64
}

// NewSquaredError is a SquaredError with each task's variance; ones leave
// the errors as they are.
func NewSquaredError(variance []float64) *SquaredError {
	return &SquaredError{newMean(len(variance)), variance}
}

// Add implements Meter.
func (m *SquaredError) Add(task int, pred []float32, outputs int, t Target, n int) {
	var sum float64
	for i, p := range pred[:n*outputs] {
		d := float64(p) - float64(t.Values[i])
		sum += d * d
	}
	m.sum[task] += sum / float64(outputs) / m.variance[task]
	m.count[task] += n
}
