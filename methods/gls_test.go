package methods

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenGLS(t *testing.T) {
	var file lossFile[struct {
		Input  struct{ golden.Losses } `json:"input"`
		Expect lossExpect              `json:"expect"`
	}]
	golden.Load(t, "loss_gls.json", &file)
	for _, c := range file.Cases {
		rows := c.Input.Rows(t)
		m := makeMethod(t, GLS, len(rows[0]), nil).(*gls)
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.check(t, step, w, m.Trace(), file.Tolerance)
			// Each weighted loss is a K-th of the geometric mean.
			for k, l := range rows[step] {
				c.Expect.checkLoss(t, step, float64(len(w))*w[k]*l, file.Tolerance)
			}
		})
		stop(t, c.Input)
	}
}

// The product of these losses is below the smallest float.
func TestGLSDoesNotUnderflow(t *testing.T) {
	losses := make(golden.Floats, 40)
	for k := range losses {
		losses[k] = 1e-10
	}
	runLosses(t, makeMethod(t, GLS, 40, nil), []golden.Floats{losses}, func(_ int, w []float64) {
		if math.Abs(w[0]-1./40) > 1e-12 {
			t.Errorf("weight %v, want 1/40", w[0])
		}
	})
}

// TorchJD's form, which differs where a loss is 0: the reference gives NaN.
func TestGoldenGeometricMean(t *testing.T) {
	var file lossFile[struct {
		Input  struct{ golden.Losses } `json:"input"`
		Expect lossExpect              `json:"expect"`
	}]
	golden.Load(t, "loss_geometric_mean.json", &file)
	for _, c := range file.Cases {
		rows := c.Input.Rows(t)
		m := makeMethod(t, GLS, len(rows[0]), nil)
		runLosses(t, m, rows, func(step int, w []float64) {
			for k, v := range c.Expect.Effective[step] {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					c.Expect.Effective[step][k] = 0
				}
			}
			c.Expect.checkRelative(t, step, w, traceOf(m), file.Tolerance)
		})
		stop(t, c.Input)
	}
}
