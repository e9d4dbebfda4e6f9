package methods

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenFAMO(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			After []golden.Floats `json:"losses_after"`
			Gamma float64         `json:"gamma"`
			LR    float64         `json:"w_lr"`
			Floor golden.Floats   `json:"min_losses"`
		} `json:"input"`
		Expect struct {
			lossExpect
			Before []golden.Floats `json:"w_before"`
			Grad   []golden.Floats `json:"w_grad_without_decay"`
			After  []golden.Floats `json:"w_after"`
		} `json:"expect"`
	}]
	golden.Load(t, "loss_famo.json", &file)
	for _, c := range file.Cases {
		rows := c.Input.Rows(t)
		m := makeFAMO(t, len(rows[0]), c.Input.Floor, map[string]string{
			"lr": number(c.Input.LR), "gamma": number(c.Input.Gamma),
		})
		runLosses(t, m, rows, func(step int, w []float64) {
			c.Expect.check(t, step, w, m.Trace(), file.Tolerance)
			golden.Near(t, "logits before", m.state.X, c.Expect.Before[step], file.Tolerance)
			c.Expect.checkLoss(t, step, famoLoss(m, rows[step]), file.Tolerance)
			if err := m.AfterStep(c.Input.After[step]); err != nil {
				t.Fatal(err)
			}
			golden.Near(t, "gradient of logits", m.grad, c.Expect.Grad[step], file.Tolerance)
			golden.Near(t, "logits after", m.state.X, c.Expect.After[step], file.Tolerance)
		})
		stop(t, c.Input)
	}
}

func makeFAMO(t *testing.T, tasks int, floor []float64, set map[string]string) *famo {
	t.Helper()
	values, err := FAMO.Resolve(set)
	if err != nil {
		t.Fatal(err)
	}
	m, err := FAMO.New(Config{Tasks: tasks, Rand: rand.NewPCG(1, 2), LossFloor: floor, Values: values})
	if err != nil {
		t.Fatal(err)
	}
	return m.(*famo)
}

// famoLoss is sum_k z_k log D_k over sum_k z_k / D_k.
func famoLoss(m *famo, losses []float64) float64 {
	var over float64
	for k, l := range losses {
		over += m.z[k] / m.above(k, l)
	}
	return dot(m.z, m.before) / over
}

// The task whose log loss fell least gains weight.
func TestFAMOFavoursTheSlowTask(t *testing.T) {
	m := makeFAMO(t, 2, nil, nil)
	runLosses(t, m, []golden.Floats{{10, 0.1}}, func(int, []float64) {
		if err := m.AfterStep([]float64{9, 0.0999}); err != nil {
			t.Fatal(err)
		}
	})
	if !(m.state.X[1] > m.state.X[0]) {
		t.Errorf("logits %v", m.state.X)
	}
}

// Losses below zero are as good as any above their floors.
func TestFAMOFloor(t *testing.T) {
	plain, floored := makeFAMO(t, 2, nil, nil), makeFAMO(t, 2, []float64{-21, -3}, nil)
	var want []float64
	runLosses(t, plain, []golden.Floats{{1, 2}}, func(_ int, w []float64) { want = slices.Clone(w) })
	runLosses(t, floored, []golden.Floats{{-20, -1}}, func(_ int, w []float64) {
		golden.Near(t, "weights", w, want, 1e-12)
	})
}

func TestFAMOFloorLength(t *testing.T) {
	values, err := FAMO.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = FAMO.New(Config{Tasks: 3, LossFloor: []float64{1, 2}, Values: values})
	if want := "method famo: 2 loss floors for 3 tasks"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
