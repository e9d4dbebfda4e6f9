package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenGradNorm(t *testing.T) {
	type input struct {
		Sequence string             `json:"sequence_id"`
		Hyper    map[string]float64 `json:"hyper"`
		First    golden.Floats      `json:"epoch0_avg_losses"`
		LR       float64            `json:"adam_lr_loss_scale"`
	}
	type expect struct {
		Update  []golden.Floats `json:"update_per_step"`
		Weights []golden.Floats `json:"weights_per_step"`
		S       []golden.Floats `json:"loss_scale_per_step"`
		Grad    []golden.Floats `json:"loss_scale_grad_per_step"`
	}
	sequences := loadSequences(t)
	for i, c := range loadCases[input, expect](t, "grad_seq_gradnorm.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Sequence), func(t *testing.T) {
			seq := sequences[c.Input.Sequence]
			set := map[string]string{"alpha": number(c.Input.Hyper["alpha"]), "lr": number(c.Input.LR)}
			m := makeMethod(t, GradNorm, len(c.Input.First), set).(*gradNorm)
			m.EndEpoch(c.Input.First)
			for step, want := range c.Expect.Update {
				what := fmt.Sprintf("step %d ", step)
				tol := *c.Tolerance
				checkClose(t, what+"s", m.s.state.S, c.Expect.S[step], tol)
				rows := floatRows(seq.Gradients[step][0])
				s := stepOn(t, m, seq.Losses[step][0], rows)
				goldenUpdate{Update: want}.check(t, what+"update", s.update, tol, rows)
				checkClose(t, what+"weights", s.heads, c.Expect.Weights[step], tol)
				checkClose(t, what+"gradient of s", m.s.grad, c.Expect.Grad[step], tol*maxAbs(c.Expect.Grad[step])+1e-12*maxAbsOf(rows))
			}
		})
	}
}

func TestGradNormFollowsSchedule(t *testing.T) {
	m := makeMethod(t, GradNorm, 2, nil).(*gradNorm)
	m.EndEpoch([]float64{1, 1})
	m.SetLRScale(0.5)
	stepOn(t, m, nil, [][]float64{{1, 0}, {0, 5}})
	checkClose(t, "s", m.s.state.S, []float64{1 + 0.0125, 1 - 0.0125}, 1e-6)
}

// The first epoch sums; then the weight of the task with the smaller gradient
// grows.
func TestGradNormEvensNorms(t *testing.T) {
	m := makeMethod(t, GradNorm, 2, map[string]string{"alpha": "0"})
	rows := [][]float64{{1, 0}, {0, 5}}
	checkClose(t, "first epoch", stepOn(t, m, nil, rows).backward, []float64{1, 1}, 0)
	m.(EpochEnder).EndEpoch([]float64{1, 1})
	var s *testStep
	for range 400 {
		s = stepOn(t, m, nil, rows)
	}
	if ratio := s.heads[0] / s.heads[1]; math.Abs(ratio-5) > 0.5 {
		t.Errorf("weights %v, want a ratio near 5", s.heads)
	}
}
