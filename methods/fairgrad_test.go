package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenFairGrad(t *testing.T) {
	type input struct {
		Matrix string  `json:"matrix_id"`
		Alpha  float64 `json:"FairGrad_alpha"`
	}
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
		Exact   *struct {
			goldenUpdate
			Weights  golden.Floats `json:"weights"`
			Residual float64       `json:"residual"`
		} `json:"exact"`
		Error float64 `json:"official_vs_exact_relerr"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, expect](t, "grad_fairgrad.json") {
		t.Run(fmt.Sprintf("%d/%s/%g", i, c.Input.Matrix, c.Input.Alpha), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			m := makeMethod(t, FairGrad, len(rows), map[string]string{"alpha": number(c.Input.Alpha)})
			s := stepOn(t, m, nil, rows)
			event := m.(Tracer).Trace().Event
			if c.Expect.Exact == nil {
				// The released solver ends at no root; ours says so.
				if event == "" {
					t.Error("a root where the file says there is none")
				}
				return
			}
			if event != "" {
				t.Errorf("event %q where a root exists", event)
			}
			tol := 1e-8 + 10*c.Expect.Exact.Residual
			checkWeights(t, "exact weight", s.heads, c.Expect.Exact.Weights, &tol)
			c.Expect.Exact.check(t, "exact update", s.update, tol, rows)
			if c.stable() {
				off := 1.01 * c.Expect.Error * maxAbs(s.update) // the error is relative to the root
				c.Expect.check(t, "update", s.update, *c.Tolerance+off/c.Expect.size(), rows)
			}
		})
	}
}

func TestFairGradIsNashAtOne(t *testing.T) {
	rows := randomRows(6, 10, 2)
	nash := stepOn(t, makeMethod(t, NashMTL, 6, nil), nil, rows)
	fair := stepOn(t, makeMethod(t, FairGrad, 6, map[string]string{"max_norm": "1"}), nil, rows)
	checkClose(t, "update", fair.update, nash.update, 0)
	checkClose(t, "heads", fair.heads, nash.heads, 0)
}

// A large alpha evens the improvements out, a small one lets them differ.
func TestFairGradEvensOut(t *testing.T) {
	rows := randomRows(4, 10, 6)
	spread := func(alpha string) float64 {
		s := stepOn(t, makeMethod(t, FairGrad, 4, map[string]string{"alpha": alpha}), nil, rows)
		low, high := math.Inf(1), 0.0
		for _, row := range rows {
			low, high = min(low, dot(row, s.update)), max(high, dot(row, s.update))
		}
		return high / low
	}
	if small, large := spread("0.5"), spread("20"); !(large < small) || large > 1.5 {
		t.Errorf("ratio of improvements %g at alpha 0.5, %g at 20", small, large)
	}
}

func TestFairGradKeepsWeights(t *testing.T) {
	m := makeMethod(t, FairGrad, 2, nil)
	s := stepOn(t, m, nil, [][]float64{{1, 0}, {-2, 0}})
	checkClose(t, "first", s.heads, []float64{0.5, 0.5}, 0)
	good := stepOn(t, m, nil, [][]float64{{1, 0}, {0, 2}}).heads
	s = stepOn(t, m, nil, [][]float64{{1, 0}, {0, 0}})
	checkClose(t, "kept", s.heads, good, 0)
	if got := m.(Tracer).Trace().Event; got != eventZeroGradient {
		t.Errorf("event %q", got)
	}
}
