package methods

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

type dwaCase struct {
	Input struct {
		golden.Losses
		Code   string  `json:"code"`
		Window int     `json:"iteration_window"`
		Temp   float64 `json:"temp"`
		// LibMTL's form: a row a task.
		TempMTL float64         `json:"T"`
		Epochs  []golden.Floats `json:"epoch_avg_losses"`
		Batch   golden.Floats   `json:"batch_losses"`
	} `json:"input"`
	Expect struct {
		lossExpect
		WeightsMTL   []golden.Floats `json:"weights_per_epoch"`
		EffectiveMTL []golden.Floats `json:"effective_weights_per_epoch"`
		LossMTL      golden.Floats   `json:"loss_per_epoch"`
	} `json:"expect"`
}

func TestGoldenDWA(t *testing.T) {
	var file lossFile[dwaCase]
	golden.Load(t, "loss_dwa.json", &file)
	for _, c := range file.Cases {
		if c.Input.Code == "LibMTL" {
			dwaByEpochs(t, c, file.Tolerance)
		} else {
			dwaByIterations(t, c, file.Tolerance)
		}
		stop(t, c.Input)
	}
}

func dwaByIterations(t *testing.T, c dwaCase, tol float64) {
	rows := c.Input.Rows(t)
	m := makeMethod(t, DWA, len(rows[0]), map[string]string{
		"window": number(float64(c.Input.Window)), "temp": number(c.Input.Temp),
	}).(*dwa)
	runLosses(t, m, rows, func(step int, w []float64) {
		if slices.ContainsFunc(c.Expect.Effective[step], math.IsNaN) {
			wantFinite(t, w) // the reference's exp overflowed
			return
		}
		c.Expect.check(t, step, w, m.Trace(), tol)
		c.Expect.checkLoss(t, step, dot(w, rows[step]), tol)
	})
}

func dwaByEpochs(t *testing.T, c dwaCase, tol float64) {
	want := lossExpect{Weights: c.Expect.WeightsMTL, Effective: c.Expect.EffectiveMTL, Loss: c.Expect.LossMTL}
	tasks := len(c.Input.Batch)
	m := makeMethod(t, DWA, tasks, map[string]string{"by": "epochs", "temp": number(c.Input.TempMTL)}).(*dwaEpochs)
	for epoch := range c.Input.Epochs[0] {
		runLosses(t, m, []golden.Floats{c.Input.Batch}, func(_ int, w []float64) {
			want.check(t, epoch, w, m.Trace(), tol)
			want.checkLoss(t, epoch, dot(w, c.Input.Batch), tol)
		})
		means := make([]float64, tasks)
		for k := range means {
			means[k] = c.Input.Epochs[k][epoch]
		}
		m.EndEpoch(means)
	}
}

// The released code's exp overflows here, to NaN.
func TestDWADoesNotOverflow(t *testing.T) {
	m := makeMethod(t, DWA, 2, map[string]string{"window": "1"})
	rows := []golden.Floats{{1e-6, 1}, {1e-6, 1}, {1, 1}}
	runLosses(t, m, rows, func(step int, w []float64) {
		if step == 2 && (math.Abs(w[0]-1) > 1e-12 || w[1] > 1e-12) {
			t.Errorf("weights %v, want 1 and 0", w)
		}
	})
}

// TorchJD's form is by=epochs.
func TestGoldenDWATorchJD(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			Temp   float64 `json:"temperature"`
			Epochs []int   `json:"epoch_of_step"`
		} `json:"input"`
		Expect lossExpect `json:"expect"`
	}]
	golden.Load(t, "loss_dwa_torchjd.json", &file)
	for _, c := range file.Cases {
		rows, epochs := c.Input.Rows(t), c.Input.Epochs
		m := makeMethod(t, DWA, len(rows[0]), map[string]string{"by": "epochs", "temp": number(c.Input.Temp)})
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.checkRelative(t, step, w, traceOf(m), file.Tolerance)
			c.Expect.checkLoss(t, step, dot(w, rows[step]), file.Tolerance)
			if step+1 < len(epochs) && epochs[step+1] > epochs[step] {
				m.(EpochEnder).EndEpoch(meanOf(rows, epochs, epochs[step]))
			}
		})
		stop(t, c.Input)
	}
}
