package qm9

import (
	"math"

	"github.com/mtobench/mtobench/tasks/nn"
)

// meter is the mean absolute error of each task in the unit of the published
// tables; it implements nn.Meter.
type meter struct {
	scale [Targets]float64 // from standardised targets to the unit
	sum   [Targets]float64
	count [Targets]int
}

// newMeter is a meter for targets over these deviations.
func newMeter(deviation [Targets]float64) *meter { return &meter{scale: deviation} }

// Reset implements nn.Meter.
func (m *meter) Reset() { m.sum, m.count = [Targets]float64{}, [Targets]int{} }

// Add implements nn.Meter.
func (m *meter) Add(task int, pred []float32, _ int, t nn.Target, n int) {
	addErrors(m, task, pred[:n], t.Values[:n])
}

// addErrors adds absolute errors of standardised targets.
func addErrors[F float32 | float64](m *meter, task int, pred, target []F) {
	for i, p := range pred {
		m.sum[task] += math.Abs(float64(p) - float64(target[i]))
	}
	m.count[task] += len(pred)
}

// Values implements nn.Meter.
func (m *meter) Values() []float64 {
	v := make([]float64, Targets)
	for k := range v {
		v[k] = m.sum[k] / float64(m.count[k]) * m.scale[k] // 0/0 is NaN: no sample
	}
	return v
}
