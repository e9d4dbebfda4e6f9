package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenIMTLG(t *testing.T) {
	type input struct {
		Matrix string `json:"matrix_id"`
		Code   string `json:"code"`
	}
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
		Error   string        `json:"error"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, expect](t, "grad_imtlg.json") {
		t.Run(fmt.Sprintf("%d/%s/%s", i, c.Input.Matrix, c.Input.Code), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			set := map[string]string{}
			if c.Input.Code == "torchjd" {
				set["variant"] = "torchjd"
			}
			m := makeMethod(t, IMTLG, len(rows), set)
			s := stepOn(t, m, nil, rows)
			if !c.stable() || c.Expect.Error != "" || !finite(c.Expect.Weights) {
				// The reference raises, or has no numbers: ours are finite.
				if !finite(s.update) {
					t.Errorf("update %v", s.update)
				}
				return
			}
			tol, weightsTol := *c.Tolerance, c.WeightsTolerance
			if len(rows) > len(rows[0]) {
				// Dependent rows: rounding of the Gram matrix, which the
				// reference's own rows do not have, is magnified.
				tol, weightsTol = max(tol, 1e-5), &tol
				if maxAbs(c.Expect.Update) < 1e-12 {
					checkClose(t, "update", s.update, c.Expect.Update, 1e-9*maxAbsOf(rows))
					return
				}
			}
			c.Expect.check(t, "update", s.update, tol, rows)
			checkWeights(t, "weight", s.heads, c.Expect.Weights, weightsTol)
		})
	}
}

func finite(v []float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// The update has the same projection on each unit gradient, in both forms.
func TestIMTLGIsImpartial(t *testing.T) {
	for _, variant := range []string{"family", "torchjd"} {
		for seed := range uint64(10) {
			rows := randomRows(5, 9, seed)
			s := stepOn(t, makeMethod(t, IMTLG, 5, map[string]string{"variant": variant}), nil, rows)
			first := dot(rows[0], s.update) / math.Sqrt(dot(rows[0], rows[0]))
			for k, row := range rows {
				if got := dot(row, s.update) / math.Sqrt(dot(row, row)); math.Abs(got-first) > 1e-9*math.Abs(first)+1e-12 {
					t.Errorf("%s, seed %d, task %d: projection %g, want %g", variant, seed, k, got, first)
				}
			}
		}
	}
}

func TestIMTLGFallsBack(t *testing.T) {
	m := makeMethod(t, IMTLG, 2, nil)
	s := stepOn(t, m, nil, [][]float64{{1, 2}, {0, 0}})
	if m.(Tracer).Trace().Event != eventPseudoInverse || !finite(s.update) {
		t.Errorf("event %q, update %v", m.(Tracer).Trace().Event, s.update)
	}
}
