package methods

import (
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
