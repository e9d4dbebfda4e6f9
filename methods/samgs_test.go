package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// Where the reference gives NaN, for a task without a gradient, ours is finite.
func TestGoldenSAMGS(t *testing.T) {
	type input struct {
		Sequence string  `json:"sequence_id"`
		Momentum float64 `json:"momentum"`
		Beta2    float64 `json:"beta2"`
		Gamma    float64 `json:"gamma"`
		MaxNorm  float64 `json:"max_norm"`
		Zero     *int    `json:"zero_task"`
	}
	type expect struct {
		sequenceUpdates
		Branch     []string      `json:"branch_per_step"`
		Similarity golden.Floats `json:"similarity_per_step"`
		V          golden.Floats `json:"v_per_step"`
	}
	sequences := loadSequences(t)
	for i, c := range loadCases[input, expect](t, "grad_seq_samgs.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Sequence), func(t *testing.T) {
			seq := sequences[c.Input.Sequence]
			m := makeMethod(t, SAMGS, len(seq.Losses[0][0]), map[string]string{
				"momentum": number(c.Input.Momentum), "beta2": number(c.Input.Beta2),
				"gamma": number(c.Input.Gamma), "max_norm": number(c.Input.MaxNorm),
			}).(*samGS)
			for step, want := range c.Expect.Updates {
				s := seq.step(step, 0)
				if c.Input.Zero != nil {
					clear(s.rows[*c.Input.Zero])
				}
				if err := m.Step(s); err != nil {
					t.Fatal(err)
				}
				if finite(want) {
					goldenUpdate{Update: want}.check(t, fmt.Sprintf("step %d update", step), s.update, *c.Tolerance, s.rows)
				} else if !finite(s.update) || c.Input.Zero == nil {
					t.Errorf("step %d: update %v, the reference's %v", step, s.update, want)
				}
				if c.Expect.Branch != nil {
					branch := "momentum"
					if traceOf(m).Weights != nil {
						branch = "equalise"
					}
					if branch != c.Expect.Branch[step] {
						t.Errorf("step %d: %s, want %s", step, branch, c.Expect.Branch[step])
					}
					golden.Near(t, "similarity", []float64{m.similarity}, c.Expect.Similarity[step:step+1], *c.Tolerance)
				}
				if v := c.Expect.V[step]; !math.IsNaN(v) {
					golden.Near(t, "v", []float64{m.state.V}, golden.Floats{v}, *c.Tolerance)
				}
			}
		})
	}
}
