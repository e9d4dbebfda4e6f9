package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// The reference gives NaN where a gradient is zero: there the update is that of
// the other tasks.
func TestGoldenNTKMTL(t *testing.T) {
	type input struct {
		Matrix  string  `json:"matrix_id"`
		Exp     float64 `json:"ntk_exp"`
		MaxNorm float64 `json:"max_norm"`
	}
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, expect](t, "grad_ntkmtl.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Matrix), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			set := map[string]string{"exponent": number(c.Input.Exp), "max_norm": "0"}
			weights := traceOf(stepped(t, NTKMTL, set, rows)).Weights
			set["max_norm"] = number(c.Input.MaxNorm)
			s := stepOn(t, makeMethod(t, NTKMTL, len(rows), set), nil, rows)
			if k := zeroRow(rows); k >= 0 {
				checkWithoutZero(t, NTKMTL, set, rows, s)
				return
			}
			if !c.stable() {
				return
			}
			c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
			got := append([]float64(nil), weights...)
			scaleBy(got, 1/float64(len(rows)))
			checkWeights(t, "weights", got, c.Expect.Weights, c.WeightsTolerance)
		})
	}
}

// stepped is the method after one step on these gradients.
func stepped(t *testing.T, in Info, set map[string]string, rows [][]float64) Method {
	t.Helper()
	m := makeMethod(t, in, len(rows), set)
	stepOn(t, m, nil, rows)
	return m
}

// zeroRow is a task without a gradient, or -1.
func zeroRow(rows [][]float64) int {
	for k, row := range rows {
		if maxAbs(row) == 0 {
			return k
		}
	}
	return -1
}

// checkWithoutZero checks that tasks without a gradient are left out: up to the
// number of tasks, the update is that of the others alone.
func checkWithoutZero(t *testing.T, in Info, set map[string]string, rows [][]float64, s *testStep) {
	t.Helper()
	var others [][]float64
	for _, row := range rows {
		if maxAbs(row) > 0 {
			others = append(others, row)
		}
	}
	want := stepOn(t, makeMethod(t, in, len(others), set), nil, others).update
	if set["max_norm"] == "0" {
		scaleBy(want, float64(len(rows))/float64(len(others)))
	}
	checkClose(t, "update of the others", s.update, want, 1e-6*maxAbs(want))
}

// With exponent 0.5 every task has an equal part in a unit vector.
func TestNTKMTLIsFair(t *testing.T) {
	rows := [][]float64{{1e-6, 0, 0}, {0, 1e3, 0}, {0, 0, 1}}
	s := stepOn(t, makeMethod(t, NTKMTL, 3, nil), nil, rows)
	third := math.Sqrt(1. / 3)
	checkClose(t, "update", s.update, []float64{third, third, third}, 1e-6)
}
