package nn

import (
	"math"

	"github.com/mtobench/mtobench/tasks"
)

// defaultEvalBatch is the batch size of evaluation where none is given.
const defaultEvalBatch = 256

// Evaluate implements tasks.Problem. When a parameter is not finite all
// metrics are NaN.
func (p *Problem) Evaluate(s tasks.Split) ([]float64, error) {
	predictions := make([][]float32, len(p.plan.trained))
	values, err := p.loader.Evaluate(s, p.eval.batch, func(n int) ([][]float32, error) {
		return predictions, p.predict(n, predictions)
	})
	if err != nil {
		return nil, err
	}
	if !p.finite() { // a class can still be the likeliest of NaNs
		for i := range values {
			values[i] = math.NaN()
		}
	}
	return values, nil
}

// predict gives the first n rows of the trained tasks' predictions. The rows
// behind are predicted from what the buffers hold, and not used.
func (p *Problem) predict(n int, into [][]float32) error {
	if err := p.eval.forward(); err != nil {
		return err
	}
	for _, g := range p.eval.groups {
		g.split.take(g.pred.Float32s(), n)
		for i, b := range g.blocks {
			into[b.task] = g.split.parts[i]
		}
	}
	return nil
}
