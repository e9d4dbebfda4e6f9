package methods

import (
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenMoCo(t *testing.T) {
	type expect struct {
		sequenceUpdates
		Lambda []golden.Floats `json:"lambda_per_step"`
		Norms  []golden.Floats `json:"y_norms_per_step"`
	}
	names := map[string]string{
		"MoCo_beta": "beta", "MoCo_beta_sigma": "beta_sigma", "MoCo_gamma": "gamma", "MoCo_gamma_sigma": "gamma_sigma", "MoCo_rho": "rho",
	}
	checkSequences(t, "grad_seq_moco.json", MoCo, names, []int{0}, func(t *testing.T, m Method, _ *testStep, want expect, step int, tol float64) {
		state := m.(*moco).state
		checkClose(t, "weights", state.Weights, want.Lambda[step], tol)
		checkClose(t, "norms", norms(state.Y.Rows), want.Norms[step], tol*maxAbs(want.Norms[step]))
	})
}

// Gradients that stay the same are tracked to their own, of the lengths of the
// losses, and the weights come to even the two inner products out.
func TestMoCoSettles(t *testing.T) {
	m := makeMethod(t, MoCo, 2, map[string]string{"beta_sigma": "0", "gamma_sigma": "0"})
	rows, losses := [][]float64{{10, 0}, {0, 0.1}}, []float64{2, 2}
	var s *testStep
	for range 200 {
		s = stepOn(t, m, losses, rows)
	}
	checkClose(t, "update", s.update, []float64{1, 1}, 1e-6)
}
