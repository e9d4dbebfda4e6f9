package methods

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenIGBv1(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			BaseEpoch int   `json:"base_epoch"`
			Epochs    []int `json:"epoch_of_step"`
		} `json:"input"`
		Expect struct {
			lossExpect
			Base golden.Floats `json:"base_losses"`
		} `json:"expect"`
	}]
	golden.Load(t, "loss_igbv1.json", &file)
	for _, c := range file.Cases {
		rows, epochs := c.Input.Rows(t), c.Input.Epochs
		m := makeMethod(t, IGBv1, len(rows[0]), map[string]string{"base_epoch": number(float64(c.Input.BaseEpoch))}).(*igbv1)
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.checkRelative(t, step, w, m.Trace(), file.Tolerance)
			var loss float64
			for k, l := range rows[step] {
				loss += m.reported[k] * math.Log(l)
			}
			c.Expect.checkLoss(t, step, loss, file.Tolerance)
			if step+1 < len(epochs) && epochs[step+1] > epochs[step] {
				m.EndEpoch(meanOf(rows, epochs, epochs[step]))
			}
		})
		golden.Near(t, "base", m.state.Base, c.Expect.Base, file.Tolerance)
		stop(t, c.Input)
	}
}

// meanOf is the mean of the rows of an epoch.
func meanOf(rows []golden.Floats, epochs []int, epoch int) []float64 {
	mean, n := make([]float64, len(rows[0])), 0.0
	for i, e := range epochs {
		if e == epoch {
			n++
			for k, l := range rows[i] {
				mean[k] += (l - mean[k]) / n
			}
		}
	}
	return mean
}

// A loss of 0 has weight 0, and a base of 0 counts as one that is reached.
func TestIGBv1AtTheOptimum(t *testing.T) {
	m := makeMethod(t, IGBv1, 2, map[string]string{"base_epoch": "0"}).(*igbv1)
	m.EndEpoch([]float64{0, 2})
	s := newStep([]float64{0, 2}, nil)
	if err := m.Step(s); err != nil {
		t.Fatal(err)
	}
	e := math.E
	golden.Near(t, "weights", s.backward, golden.Floats{0, e / (1 + e)}, 1e-12)
}
