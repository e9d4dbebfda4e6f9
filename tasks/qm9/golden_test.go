package qm9

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"

	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/nn"
)

// TestGoldenMetricsQM9 compares the errors, their mean, delta-m against the
// published baseline and the training losses with those of the published code,
// which has energies in eV.
func TestGoldenMetricsQM9(t *testing.T) {
	var constants struct {
		Constants struct {
			QM9 struct{ Base []float64 }
		}
	}
	golden.Load(t, "delta_m_constants.json", &constants)
	var file struct {
		Tolerance float64
		Cases     []struct {
			Input struct {
				Targets, Outputs [][][Targets]float64
				Std              [Targets]float64
				Scaled           bool `json:"scale_target"`
			}
			Expect struct {
				Mean   float64            `json:"avg_loss"`
				Errors []float64          `json:"avg_task_losses"`
				Delta  float64            `json:"delta_m"`
				Losses [][Targets]float64 `json:"train_mse_per_batch"`
			}
		}
	}
	golden.Load(t, "metrics_qm9.json", &file)
	for i, c := range file.Cases {
		scale := c.Input.Std
		for k := range scale {
			if !c.Input.Scaled {
				scale[k] = 1
			}
			if targets[k].unit == "meV" {
				scale[k] *= milli
			}
		}
		m := newMeter(scale)
		for b, outputs := range c.Input.Outputs {
			for k := range targets {
				pred, target := column64(outputs, k), column64(c.Input.Targets[b], k)
				addErrors(m, k, pred, target)
				if got, want := loss(pred, target), c.Expect.Losses[b][k]; math.Abs(got-want) > 1e-6*(1+want) {
					t.Errorf("case %d, batch %d: loss of %s is %v, want %v", i, b, targets[k].name, got, want)
				}
			}
		}
		got := m.Values()
		mean := floats.Sum(got) / Targets
		delta := reports.DeltaMetrics(got, constants.Constants.QM9.Base, make([]tasks.Metric, Targets))
		want := append(slices.Clone(c.Expect.Errors), c.Expect.Mean, c.Expect.Delta)
		for j, v := range append(got, mean, delta) {
			if math.Abs(v-want[j]) > file.Tolerance*(1+math.Abs(want[j])) {
				t.Errorf("case %d, number %d: %v, want %v", i, j, v, want[j])
			}
		}
		m.Reset()
		if v := m.Values(); !math.IsNaN(v[0]) {
			t.Errorf("without a sample: %v", v)
		}
	}
}

// loss is the network's on a batch, in its float32.
func loss(pred, target []float64) float64 {
	m := nn.NewSquaredError([]float64{1})
	m.Add(0, narrow(pred), 1, nn.Target{Values: narrow(target)}, len(pred))
	return m.Values()[0]
}

func narrow(v []float64) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x)
	}
	return out
}

func column64(rows [][Targets]float64, k int) []float64 {
	var out []float64
	for _, r := range rows {
		out = append(out, r[k])
	}
	return out
}
