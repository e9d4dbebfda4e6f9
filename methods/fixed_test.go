package methods

import (
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// The reference's permutations take the place of the random ones.
func TestGoldenFixedAndRandPerm(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			Method  string        `json:"method"`
			Weights golden.Floats `json:"task_weights"`
			Perms   [][]int       `json:"perms"`
		} `json:"input"`
		Expect lossExpect `json:"expect"`
	}]
	golden.Load(t, "loss_group.json", &file)
	for _, c := range file.Cases {
		rows := c.Input.Rows(t)
		in := Fixed
		if c.Input.Method == "group_random" {
			in = RandPerm
		}
		m := makeMethod(t, in, len(rows[0]), map[string]string{"weights": list(c.Input.Weights)})
		if r, ok := m.(*randPerm); ok {
			step := -1
			r.shuffle = func(perm []int) { step++; copy(perm, c.Input.Perms[step]) }
		}
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.check(t, step, w, m.(Tracer).Trace(), file.Tolerance)
			c.Expect.checkLoss(t, step, dot(w, rows[step]), file.Tolerance)
		})
		stop(t, c.Input)
	}
}

// Every task gets every weight about equally often, and each step all of them.
func TestRandPermIsUniform(t *testing.T) {
	const steps = 9000
	m := makeMethod(t, RandPerm, 3, map[string]string{"weights": "0.25,0.25,0.5"})
	s := newStep([]float64{1, 1, 1}, nil)
	var large [3]int
	for range steps {
		if err := m.Step(s.again()); err != nil {
			t.Fatal(err)
		}
		large[slices.Index(s.backward, 1.5)]++
	}
	for k, n := range large {
		if n < steps/3-250 || n > steps/3+250 {
			t.Errorf("task %d had the large weight in %d of %d steps", k, n, steps)
		}
	}
}

func TestFixedWantsAWeightATask(t *testing.T) {
	for _, in := range []Info{LS, SI, Fixed, RandPerm} {
		values, err := in.Resolve(map[string]string{"weights": "1,2"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.New(Config{Tasks: 3, Values: values}); err == nil {
			t.Errorf("%s took 2 weights for 3 tasks", in.Name)
		}
	}
}
