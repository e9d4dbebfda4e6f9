package tabular

import (
	"fmt"
	"math"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/metric"
	"github.com/mtobench/mtobench/tasks/nn"
)

// Kind is what a task predicts.
type Kind uint8

// The kinds of tasks.
const (
	Regression Kind = iota // a number, by the squared error
	Robust                 // a number, by the Huber loss
	Binary                 // yes or no
	Classes                // one of several
)

// Target is a task.
type Target struct {
	Name    string
	Kind    Kind
	Classes int    // of Classes
	Unit    string // of a number
}

// Score is a metric of a task.
type Score uint8

// The metrics.
const (
	NRMSE            Score = iota // root mean squared error over the deviation of the training targets
	MAE                           // mean absolute error in the target's unit
	R2                            // coefficient of determination
	AUC                           // area under the ROC curve, %
	AveragePrecision              // %
	Accuracy                      // %
	F1                            // %
)

var scores = map[Score]tasks.Metric{
	NRMSE:            {Name: "nRMSE", Digits: 4},
	MAE:              {Name: "MAE", Digits: 4},
	R2:               {Name: "R2", Higher: true, Digits: 4},
	AUC:              {Name: "AUC", Unit: "%", Higher: true, Digits: 2},
	AveragePrecision: {Name: "AP", Unit: "%", Higher: true, Digits: 2},
	Accuracy:         {Name: "accuracy", Unit: "%", Higher: true, Digits: 2},
	F1:               {Name: "F1", Unit: "%", Higher: true, Digits: 2},
}

func (t Target) valid(v float64) bool {
	switch t.Kind {
	case Binary:
		return v == 0 || v == 1
	case Classes:
		return v >= 0 && v < float64(t.Classes) && v == math.Trunc(v)
	}
	return !math.IsInf(v, 0)
}

func (t Target) range_() string {
	switch t.Kind {
	case Binary:
		return "0 and 1"
	case Classes:
		return fmt.Sprintf("the classes 0 to %d", t.Classes-1)
	}
	return "the finite numbers"
}

func (t Target) loss() nn.Loss {
	switch t.Kind {
	case Robust:
		return nn.Huber
	case Binary:
		return nn.SigmoidXent
	case Classes:
		return nn.SoftmaxXent
	}
	return nn.MSE
}

func (t Target) outputs() int {
	if t.Kind == Classes {
		return t.Classes
	}
	return 1
}

// meter keeps the predictions of a split; it implements nn.Meter.
type meter struct {
	targets []Target
	scores  []Score
	scale   []scale
	pred    [][]float64
	target  [][]float64
}

func newMeter(targets []Target, scores []Score, scale []scale) *meter {
	return &meter{targets, scores, scale, make([][]float64, len(targets)), make([][]float64, len(targets))}
}

// Reset implements nn.Meter.
func (m *meter) Reset() {
	for k := range m.pred {
		m.pred[k], m.target[k] = m.pred[k][:0], m.target[k][:0]
	}
}

// Add implements nn.Meter. Of several classes the prediction is whether the
// likeliest is right.
func (m *meter) Add(task int, pred []float32, outputs int, t nn.Target, n int) {
	for i := range n {
		var p, v float64
		if m.targets[task].Kind == Classes {
			if t.Labels[i] < 0 {
				continue
			}
			row := pred[i*outputs : (i+1)*outputs]
			best := 0
			for j, s := range row {
				if s > row[best] || math.IsNaN(float64(s)) {
					best = j
				}
			}
			p, v = -1, 1
			if best == int(t.Labels[i]) && !math.IsNaN(float64(row[best])) {
				p = 1
			}
		} else {
			if p, v = float64(pred[i]), float64(t.Values[i]); math.IsNaN(v) {
				continue
			}
		}
		m.pred[task], m.target[task] = append(m.pred[task], p), append(m.target[task], v)
	}
}

// Values implements nn.Meter.
func (m *meter) Values() []float64 {
	var out []float64
	for k, t := range m.targets {
		for _, s := range m.scores {
			if s.fits(t.Kind) {
				out = append(out, m.value(k, s))
			}
		}
	}
	return out
}

// fits says that the metric is defined for a task of this kind.
func (s Score) fits(k Kind) bool {
	switch s {
	case NRMSE, MAE, R2:
		return k == Regression || k == Robust
	case Accuracy:
		return k == Binary || k == Classes
	}
	return k == Binary
}

func (m *meter) value(task int, s Score) float64 {
	p, v := m.pred[task], m.target[task]
	if len(p) == 0 {
		return math.NaN()
	}
	labels := make([]bool, len(v))
	for i := range v {
		labels[i] = v[i] == 1
	}
	switch s {
	case NRMSE:
		return metric.RMSE(p, v)
	case MAE:
		return metric.MAE(p, v) * m.scale[task].deviation
	case R2:
		return metric.R2(p, v)
	case AUC:
		return 100 * metric.AUC(p, labels)
	case AveragePrecision:
		return 100 * metric.AveragePrecision(p, labels)
	case Accuracy:
		return 100 * metric.Accuracy(p, labels)
	}
	return 100 * metric.F1(p, labels)
}
