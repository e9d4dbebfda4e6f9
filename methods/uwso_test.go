package methods

import (
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// Both forms, UW-SO and UW-O.
func TestGoldenUWSO(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			T       *float64 `json:"T"`
			Softmax bool     `json:"use_softmax"`
		} `json:"input"`
		Expect lossExpect `json:"expect"`
	}]
	golden.Load(t, "loss_uwso.json", &file)
	for _, c := range file.Cases {
		in, set := UWO, map[string]string{}
		if c.Input.Softmax {
			in, set["temp"] = UWSO, number(*c.Input.T)
		}
		rows := c.Input.Rows(t)
		m := makeMethod(t, in, len(rows[0]), set)
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.checkRelative(t, step, w, traceOf(m), file.Tolerance)
			c.Expect.checkLoss(t, step, dot(w, rows[step]), file.Tolerance)
		})
		stop(t, c.Input)
	}
}
