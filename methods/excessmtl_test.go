package methods

import (
	"fmt"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenExcessMTL(t *testing.T) {
	type expect struct {
		sequenceUpdates
		Weights []golden.Floats `json:"weights_per_step"`
		First   []golden.Floats `json:"initial_w_per_step"`
		Sums    []golden.Floats `json:"grad_sum_row_sums_per_step"`
	}
	names := map[string]string{"robust_step_size": "step"}
	checkSequences(t, "grad_seq_excessmtl.json", ExcessMTL, names, []int{0}, func(t *testing.T, m Method, s *testStep, want expect, step int, tol float64) {
		state := m.(*excessMTL).state
		checkClose(t, "weights", s.heads, want.Weights[step], tol*maxAbs(want.Weights[step]))
		checkClose(t, "first", state.First, want.First[step], tol*maxAbs(want.First[step]))
		sums := make([]float64, len(s.losses))
		for k, row := range state.Squares.Rows {
			for _, v := range row {
				sums[k] += v
			}
		}
		checkClose(t, "sums", sums, want.Sums[step], tol*maxAbs(want.Sums[step]))
	})
}

// A task without a gradient keeps its weight until it has one.
func TestExcessMTLWithoutFirstGradient(t *testing.T) {
	m := makeMethod(t, ExcessMTL, 2, map[string]string{"step": "1"})
	none, both := [][]float64{{0, 0}, {0, 3}}, [][]float64{{5, 0}, {0, 3}}
	checkClose(t, "first step", stepOn(t, m, nil, none).heads, []float64{1, 1}, 1e-12)
	if w := stepOn(t, m, nil, none).heads; !(w[0] > 0 && w[0] < 1) {
		t.Errorf("weights %v after the second step", w)
	}
	stepOn(t, m, nil, both)
	if first := m.(*excessMTL).state.First[0]; !(first > 0) {
		t.Errorf("unit %v after the task's first gradient", first)
	}
}

// TorchJD's form. Its exponentials overflow for wide norms; ours are
// logarithms and stay numbers there.
func TestGoldenExcessMTLTorchJD(t *testing.T) {
	type input struct {
		Sequence string  `json:"sequence_id"`
		Step     float64 `json:"robust_step_size"`
		Warmup   float64 `json:"n_warmup_steps"`
	}
	type expect struct {
		sequenceUpdates
		Weights []golden.Floats `json:"weights_per_step"`
	}
	sequences := loadSequences(t)
	for i, c := range loadCases[input, expect](t, "grad_seq_excessmtl_torchjd.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Sequence), func(t *testing.T) {
			seq := sequences[c.Input.Sequence]
			m := makeMethod(t, ExcessMTL, len(seq.Losses[0][0]), map[string]string{
				"variant": "torchjd", "step": number(c.Input.Step), "warmup": number(c.Input.Warmup),
			})
			for step, want := range c.Expect.Updates {
				s := seq.step(step, 0)
				if err := m.Step(s); err != nil {
					t.Fatal(err)
				}
				if !finite(s.heads) {
					t.Errorf("step %d: weights %v", step, s.heads)
				}
				if finite(want) {
					goldenUpdate{Update: want}.check(t, fmt.Sprintf("step %d update", step), s.update, *c.Tolerance, s.rows)
					checkClose(t, "weights", s.heads, c.Expect.Weights[step], *c.Tolerance)
				}
			}
		})
	}
}
