package methods

import (
	"errors"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// The step's own mini-batch is the second of the two that the weights come
// from; the update is from the third.
func TestGoldenMoDo(t *testing.T) {
	type expect struct {
		sequenceUpdates
		Lambda []golden.Floats `json:"lambda_per_step"`
	}
	names := map[string]string{"MoDo_gamma": "gamma", "MoDo_rho": "rho"}
	checkSequences(t, "grad_seq_modo.json", MoDo, names, []int{1, 0, 2}, func(t *testing.T, m Method, _ *testStep, want expect, step int, tol float64) {
		checkClose(t, "weights", m.(*modo).state.Weights, want.Lambda[step], tol)
	})
}

// With one and the same mini-batch the weights come to the min-norm point.
func TestMoDoFindsMinNorm(t *testing.T) {
	rows := [][]float64{{1, 0}, {0, 2}}
	m := makeMethod(t, MoDo, 2, map[string]string{"gamma": "0.1", "rho": "0"})
	var s *testStep
	for range 200 {
		s = stepOn(t, m, nil, rows)
	}
	checkClose(t, "update", s.update, []float64{0.8, 0.4}, 1e-9)
}

// onlyStep is a Step that offers nothing beside.
type onlyStep struct{ Step }

func TestResamplingMethodsSayWhatTheyNeed(t *testing.T) {
	for in, want := range map[*Info]error{&MoDo: ErrNoResample, &SDMGrad: ErrNoResample, &AlignedMTLUB: ErrNoRepresentation} {
		s := onlyStep{newStep(nil, [][]float64{{1, 0}, {0, 2}})}
		if err := makeMethod(t, *in, 2, nil).Step(s); !errors.Is(err, want) {
			t.Errorf("%s: %v", in.Name, err)
		}
	}
}
