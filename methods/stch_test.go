package methods

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenSTCH(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			Mu     float64 `json:"mu"`
			Warmup int     `json:"warmup_epoch"`
			Epochs []int   `json:"epoch_of_step"`
		} `json:"input"`
		Expect struct {
			lossExpect
			Nadir golden.Floats `json:"nadir_vector"`
		} `json:"expect"`
	}]
	golden.Load(t, "loss_stch.json", &file)
	for _, c := range file.Cases {
		rows, epochs := c.Input.Rows(t), c.Input.Epochs
		m := makeMethod(t, STCH, len(rows[0]), map[string]string{
			"mu": number(c.Input.Mu), "warmup": number(float64(c.Input.Warmup)),
		}).(*stch)
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.check(t, step, w, m.Trace(), file.Tolerance)
			c.Expect.checkLoss(t, step, stchLoss(m, rows[step]), file.Tolerance)
			if step+1 < len(epochs) && epochs[step+1] > epochs[step] {
				m.EndEpoch(nil)
			}
		})
		nadir := make([]float64, len(rows[0]))
		for k := range nadir {
			nadir[k] = m.nadir(k)
		}
		golden.Near(t, "nadir", nadir, c.Expect.Nadir, file.Tolerance)
		stop(t, c.Input)
	}
}

// stchLoss is the reference's value, without the largest y_k.
func stchLoss(m *stch, losses []float64) float64 {
	var sum float64
	top := math.Inf(-1)
	for k, l := range losses {
		sum += math.Log(l + stchEps)
		top = max(top, math.Log(l/m.nadir(k)+stchEps))
	}
	if m.state.Epoch <= m.warmup {
		return sum
	}
	sum = 0
	for k, l := range losses {
		sum += math.Exp((math.Log(l/m.nadir(k)+stchEps) - top) / m.mu)
	}
	return m.mu * math.Log(sum) * float64(len(losses))
}
