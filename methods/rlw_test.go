package methods

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// The reference's logits take the place of the random ones.
func TestGoldenRLW(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			Logits []golden.Floats `json:"logits"`
		} `json:"input"`
		Expect lossExpect `json:"expect"`
	}]
	golden.Load(t, "loss_rlw.json", &file)
	for _, c := range file.Cases {
		rows := c.Input.Rows(t)
		m := makeMethod(t, RLW, len(rows[0]), nil).(*rlw)
		m.normal = feed(c.Input.Logits)
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.check(t, step, w, m.Trace(), file.Tolerance)
			c.Expect.checkLoss(t, step, dot(w, rows[step]), file.Tolerance)
		})
		stop(t, c.Input.ID)
	}
}

// feed gives the numbers one after another.
func feed(rows []golden.Floats) func() float64 {
	i := 0
	return func() float64 {
		v := rows[i/len(rows[0])][i%len(rows[0])]
		i++
		return v
	}
}

// The logits are standard normal: log w_0 - log w_1 has mean 0, variance 2.
func TestRLWIsNormal(t *testing.T) {
	const steps = 20000
	m := makeMethod(t, RLW, 2, nil)
	s := newStep([]float64{1, 1}, nil)
	var sum, squares float64
	for range steps {
		if err := m.Step(s.again()); err != nil {
			t.Fatal(err)
		}
		d := math.Log(s.backward[0]) - math.Log(s.backward[1])
		sum += d / steps
		squares += d * d / steps
	}
	if math.Abs(sum) > 0.04 || math.Abs(squares-2) > 0.1 {
		t.Errorf("mean %v, mean square %v of log w_0 - log w_1; want about 0 and 2", sum, squares)
	}
}
