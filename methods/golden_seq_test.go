package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// goldenSequence is one run of grad_sequences.json: steps x samples.
type goldenSequence struct {
	ID        string              `json:"id"`
	Gradients [][][]golden.Floats `json:"gradients"`
	Losses    [][]golden.Floats   `json:"losses"`
}

// loadSequences gives the gradients that the grad_seq_*.json files refer to.
func loadSequences(t *testing.T) map[string]goldenSequence {
	t.Helper()
	var file struct {
		Cases []goldenSequence `json:"cases"`
	}
	golden.Load(t, "grad_sequences.json", &file)
	byID := make(map[string]goldenSequence, len(file.Cases))
	for _, s := range file.Cases {
		byID[s.ID] = s
	}
	return byID
}

// step is step t with its samples in this order: the first is the step's own
// mini-batch, the others come by Resample.
func (s goldenSequence) step(t int, samples ...int) *testStep {
	var batches []miniBatch
	for _, i := range samples {
		batches = append(batches, miniBatch{s.Losses[t][i], floatRows(s.Gradients[t][i])})
	}
	step := newStep(batches[0].losses, batches[0].rows)
	step.others = batches[1:]
	return step
}

// sequenceInput is the input of a grad_seq_*.json case.
type sequenceInput struct {
	Sequence string             `json:"sequence_id"`
	Hyper    map[string]float64 `json:"hyper"`
}

// checkSequences runs every case of the file: the method with the parameters
// that names gives the case's, on the samples in this order. It compares the
// updates, and each compares the rest of a step's expectation.
func checkSequences[E interface{ updates() []golden.Floats }](t *testing.T, file string, in Info, names map[string]string, samples []int,
	each func(t *testing.T, m Method, s *testStep, want E, step int, tolerance float64),
) {
	sequences := loadSequences(t)
	for i, c := range loadCases[sequenceInput, E](t, file) {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Sequence), func(t *testing.T) {
			seq, set := sequences[c.Input.Sequence], map[string]string{}
			for name, v := range c.Input.Hyper {
				if names[name] == "" {
					t.Fatalf("no parameter for %s", name)
				}
				set[names[name]] = number(v)
			}
			m := makeMethod(t, in, len(seq.Losses[0][0]), set)
			for step, want := range c.Expect.updates() {
				s := seq.step(step, samples...)
				if err := m.Step(s); err != nil {
					t.Fatal(err)
				}
				goldenUpdate{Update: want}.check(t, fmt.Sprintf("step %d update", step), s.update, *c.Tolerance, s.rows)
				each(t, m, s, c.Expect, step, *c.Tolerance)
			}
		})
	}
}

// sequenceUpdates is the updates of a case, step by step.
type sequenceUpdates struct {
	Updates []golden.Floats `json:"update_per_step"`
}

func (u sequenceUpdates) updates() []golden.Floats { return u.Updates }

// norms are the lengths of rows.
func norms(rows [][]float64) []float64 {
	n := make([]float64, len(rows))
	for k, row := range rows {
		n[k] = math.Sqrt(dot(row, row))
	}
	return n
}
