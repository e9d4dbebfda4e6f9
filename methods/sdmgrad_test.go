package methods

import (
	"fmt"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// The file's first sample is the one that is followed: ours comes last.
func TestGoldenSDMGrad(t *testing.T) {
	type expect struct {
		sequenceUpdates
		W []golden.Floats `json:"w_per_step"`
	}
	names := map[string]string{"SDMGrad_lamda": "lambda", "SDMGrad_niter": "niter"}
	checkSequences(t, "grad_seq_sdmgrad.json", SDMGrad, names, []int{1, 2, 0}, func(t *testing.T, m Method, _ *testStep, want expect, step int, tol float64) {
		checkClose(t, "weights", m.(*sdmGrad).state.Weights, want.W[step], tol)
	})
}

// A large lambda leads to the mean gradient.
func TestSDMGradNearsMean(t *testing.T) {
	rows := [][]float64{{1, 0}, {-3, 2}}
	s := stepOn(t, makeMethod(t, SDMGrad, 2, map[string]string{"lambda": "1000000"}), nil, rows)
	checkClose(t, "update", s.update, []float64{-1, 1}, 1e-5)
}

// TorchJD's form; its first sample is the one that is followed.
func TestGoldenSDMGradTorchJD(t *testing.T) {
	type input struct {
		Sequence string  `json:"sequence_id"`
		LR       float64 `json:"lr"`
		Momentum float64 `json:"momentum"`
		Steps    float64 `json:"n_iter"`
		Lambda   float64 `json:"lambda_"`
	}
	type expect struct {
		sequenceUpdates
		Weights []golden.Floats `json:"weights_per_step"`
	}
	sequences := loadSequences(t)
	for i, c := range loadCases[input, expect](t, "grad_seq_sdmgrad_torchjd.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Sequence), func(t *testing.T) {
			seq := sequences[c.Input.Sequence]
			m := makeMethod(t, SDMGrad, len(seq.Losses[0][0]), map[string]string{
				"lr": number(c.Input.LR), "momentum": number(c.Input.Momentum), "niter": number(c.Input.Steps), "lambda": number(c.Input.Lambda),
			})
			for step, want := range c.Expect.Updates {
				s := seq.step(step, 1, 2, 0)
				if err := m.Step(s); err != nil {
					t.Fatal(err)
				}
				goldenUpdate{Update: want}.check(t, fmt.Sprintf("step %d update", step), s.update, *c.Tolerance, s.rows)
				checkClose(t, "weights", traceOf(m).Weights, c.Expect.Weights[step], *c.Tolerance)
			}
		})
	}
}
