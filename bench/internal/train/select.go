package train

import (
	"cmp"
	"math"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// score is the mean of the metrics with the sign that makes lower better, each
// over its reference, those of tasks that are not trained left out.
func score(metrics []tasks.Metric, v []float64) float64 {
	sum, n := 0.0, 0
	for i, m := range metrics {
		if math.IsNaN(v[i]) {
			continue
		}
		x := v[i] / cmp.Or(m.Reference, 1)
		if m.Higher {
			x = -x
		}
		sum += x
		n++
	}
	return sum / float64(n)
}

// choose applies the protocol's selection rule to the epochs.
func (p *part) choose() {
	epochs := p.part.Epochs
	if len(epochs) == 0 {
		panic("train: a protocol of no epochs")
	}
	first, last := len(epochs)-1, len(epochs)
	switch rule := p.run.job.Key.Protocol.Selection; rule {
	case tasks.Last:
	case tasks.Last10:
		first = max(0, last-10)
	case tasks.BestVal:
		first = best(epochs)
		last = first + 1
	default:
		panic("train: no selection rule " + string(rule))
	}
	p.part.Selected = first
	p.part.Metrics = mean(epochs[first:last])
}

// best is the first epoch with the lowest score.
func best(epochs []record.Epoch) int {
	b := 0
	for i, e := range epochs {
		if e.Score < epochs[b].Score {
			b = i
		}
	}
	return b
}

// mean is the mean of the test metrics of epochs.
func mean(epochs []record.Epoch) record.Floats {
	m := make(record.Floats, len(epochs[0].Test))
	for _, e := range epochs {
		for i, v := range e.Test {
			m[i] += v
		}
	}
	for i := range m {
		m[i] /= float64(len(epochs))
	}
	return m
}
