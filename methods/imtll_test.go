package methods

import (
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenIMTLL(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			LR   float64 `json:"adam_lr"`
			Init float64 `json:"s_init"`
		} `json:"input"`
		Expect struct {
			lossExpect
			Before []golden.Floats `json:"s_before"`
			Grad   []golden.Floats `json:"s_grad"`
			After  []golden.Floats `json:"s_after"`
		} `json:"expect"`
	}]
	golden.Load(t, "loss_imtl_l.json", &file)
	for _, c := range file.Cases {
		rows := c.Input.Rows(t)
		m := makeMethod(t, IMTLL, len(rows[0]), map[string]string{
			"lr": number(c.Input.LR), "init": number(c.Input.Init),
		}).(*imtll)
		before := slices.Clone(m.state.S)
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.check(t, step, w, m.Trace(), file.Tolerance)
			golden.Near(t, "s before", before, c.Expect.Before[step], file.Tolerance)
			golden.Near(t, "gradient of s", m.grad, c.Expect.Grad[step], file.Tolerance)
			golden.Near(t, "s after", m.state.S, c.Expect.After[step], file.Tolerance)
			loss := dot(w, rows[step])
			for _, s := range before {
				loss -= s
			}
			c.Expect.checkLoss(t, step, loss, file.Tolerance)
			copy(before, m.state.S)
		})
		stop(t, c.Input)
	}
}
