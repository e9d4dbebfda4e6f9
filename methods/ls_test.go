package methods

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenLSAndSI(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			Method  string        `json:"method"`
			Weights golden.Floats `json:"task_weights"`
		} `json:"input"`
		Expect lossExpect `json:"expect"`
	}]
	golden.Load(t, "loss_ls_si.json", &file)
	for _, c := range file.Cases {
		in, err := Lookup(c.Input.Method)
		if err != nil {
			t.Fatal(err)
		}
		rows := c.Input.Rows(t)
		m := makeMethod(t, in, len(rows[0]), map[string]string{"weights": list(c.Input.Weights)})
		runLosses(t, m, rows, func(step int, w []float64) {
			tr := m.(Tracer).Trace()
			c.Expect.check(t, step, w, tr, file.Tolerance)
			loss := dot(w, rows[step])
			if in.Name == "si" {
				loss = 0
				for k, l := range rows[step] {
					loss += tr.Reported[k] * math.Log(l)
				}
			}
			c.Expect.checkLoss(t, step, loss, file.Tolerance)
		})
		stop(t, c.Input)
	}
}

// STL is the sum of one loss, whatever the loss.
func TestSTL(t *testing.T) {
	m := makeMethod(t, STL, 1, nil)
	runLosses(t, m, []golden.Floats{{3}, {-1}}, func(_ int, w []float64) {
		golden.Near(t, "weights", w, golden.Floats{1}, 0)
	})
}

// A loss of zero has no logarithm: its weight is 0, where the released code has
// an infinite one, and the trace says it.
func TestSIAtZero(t *testing.T) {
	m := makeMethod(t, SI, 2, nil)
	runLosses(t, m, []golden.Floats{{0, 1}}, func(_ int, w []float64) {
		if w[0] != 0 || w[1] != 1 || m.(Tracer).Trace().Event == "" {
			t.Errorf("weights %v, event %q", w, m.(Tracer).Trace().Event)
		}
	})
}

func dot(a, b []float64) float64 {
	var sum float64
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}
