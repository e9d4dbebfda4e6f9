package methods

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// Indicators, centres and the numbers where the reference underflowed are
// compared in package align; here it is what the method does with them. Where
// the reference's product underflowed to NaN or 0, the method must be finite.
func TestGoldenGO4Align(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			Groups int     `json:"num_groups"`
			Beta   float64 `json:"robust_step_size"`
		} `json:"input"`
		Expect struct {
			Q       []golden.Floats `json:"adv_probs"`
			Weights []golden.Floats `json:"weights"`
			Groups  [][]int         `json:"cluster_ids"`
			Loss    golden.Floats   `json:"loss"`
			Gap     golden.Floats   `json:"kmeans_rel_gap"`
		} `json:"expect"`
	}]
	golden.Load(t, "loss_go4align.json", &file)
	for _, c := range file.Cases {
		rows := c.Input.Rows(t)
		m := makeMethod(t, GO4Align, len(rows[0]), map[string]string{
			"groups": number(float64(c.Input.Groups)), "beta": number(c.Input.Beta),
		}).(*go4align)
		runLosses(t, m, rows, func(step int, w []float64) {
			if slices.ContainsFunc(c.Expect.Q[step], func(q float64) bool { return !(q > 0) }) {
				wantFinite(t, w)
				return
			}
			if c.Expect.Gap != nil && c.Expect.Gap[step] < 1e-9 {
				return // two partitions are equally good
			}
			golden.Near(t, "weights", w, c.Expect.Weights[step], file.Tolerance)
			golden.Near(t, "loss", []float64{dot(w, rows[step])}, c.Expect.Loss[step:step+1], file.Tolerance)
			if c.Expect.Groups != nil && !slices.Equal(m.Trace().Groups, c.Expect.Groups[step]) {
				t.Errorf("groups %v, want %v", m.Trace().Groups, c.Expect.Groups[step])
			}
		})
		stop(t, c.Input)
	}
}

func wantFinite(t *testing.T, w []float64) {
	t.Helper()
	for k, v := range w {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("weight %d is %v", k, v)
		}
	}
}

// The conventions differ by the number of tasks.
func TestGO4AlignConvention(t *testing.T) {
	rows := []golden.Floats{{1, 4, 2, 0.5}}
	var code []float64
	runLosses(t, makeMethod(t, GO4Align, 4, nil), rows, func(_ int, w []float64) { code = slices.Clone(w) })
	paper := makeMethod(t, GO4Align, 4, map[string]string{"convention": "paper"})
	runLosses(t, paper, rows, func(_ int, w []float64) {
		for k := range w {
			w[k] *= 4
		}
		golden.Near(t, "weights times 4", w, code, 1e-12)
	})
}

// With a group a task, and beta 0, what is left is the scale balance alone:
// every weighted loss is the mean of the losses.
func TestGO4AlignScaleBalanceAlone(t *testing.T) {
	m := makeMethod(t, GO4Align, 3, map[string]string{"groups": "1000", "beta": "0"})
	losses := golden.Floats{1, 4, 10}
	runLosses(t, m, []golden.Floats{losses}, func(_ int, w []float64) {
		golden.Near(t, "weights", w, golden.Floats{5, 1.25, 0.5}, 1e-12)
	})
}
