package methods

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// The released solver of MGDA has no limit of iterations that works. That of
// CAGrad stops early on small or widely scaled gradients: what it stopped at is
// then no better than ours, and leads to its update by our formula.
func TestGoldenLogVariants(t *testing.T) {
	type input struct {
		Matrix  string  `json:"matrix_id"`
		Method  string  `json:"method"`
		MaxNorm float64 `json:"max_norm"`
	}
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
	}
	variants := map[string]struct {
		info    Info
		set     map[string]string
		weights func(Method) []float64
	}{
		"log_mgda":   {LogMGDA, map[string]string{"solver": "reference", "niter": "1000000"}, func(m Method) []float64 { return m.(*logMGDA).w }},
		"log_cagrad": {LogCAGrad, map[string]string{}, func(m Method) []float64 { return m.(*logCAGrad).w }},
		"log_imtl":   {LogIMTLG, map[string]string{}, func(m Method) []float64 { return m.(*logIMTLG).alpha }},
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, expect](t, "grad_famo_log_variants.json") {
		t.Run(fmt.Sprintf("%d/%s/%s", i, c.Input.Matrix, c.Input.Method), func(t *testing.T) {
			v, ok := variants[c.Input.Method]
			if !ok {
				t.Fatalf("no method for %s", c.Input.Method)
			}
			if c.Input.Method == "log_cagrad" {
				v.set["clip"] = number(c.Input.MaxNorm)
			}
			matrix := matrices[c.Input.Matrix]
			rows := floatRows(matrix.Rows)
			m := makeMethod(t, v.info, len(rows), v.set)
			s := stepOn(t, m, matrix.Losses, rows)
			if !c.stable() {
				if !finite(s.update) {
					t.Errorf("update %v", s.update)
				}
				return
			}
			if c.Input.Method == "log_cagrad" && checkStopped(t, m.(*logCAGrad), c.Expect.goldenUpdate, c.Expect.Weights, rows) {
				return
			}
			c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
			checkWeights(t, "weight", v.weights(m), c.Expect.Weights, c.WeightsTolerance)
		})
	}
}

// checkStopped compares the values of log-CAGrad's function at our weights and
// at the file's, which must lead to the file's update, and says whether the
// file's is worse.
func checkStopped(t *testing.T, m *logCAGrad, want goldenUpdate, weights []float64, rows [][]float64) bool {
	t.Helper()
	logRows := make([][]float64, len(rows))
	for k, row := range rows {
		logRows[k] = slices.Clone(row)
		scaleBy(logRows[k], 1/m.log.losses[k])
	}
	ours := m.objective(logRows)
	w := slices.Clone(m.w)
	defer copy(m.w, w)
	square := m.products(m.log.gram)
	copy(m.w, weights)
	theirs := m.objective(logRows)
	if ours > theirs+1e-12*math.Abs(theirs) {
		t.Errorf("our minimum is %.15g, the file's %.15g", ours, theirs)
	}
	shared := make([]float64, len(rows))
	m.along(m.log.gram, m.c*math.Sqrt(square+1e-8)+1e-8, shared)
	want.check(t, "update of the file's weights", newStep(nil, logRows).combine(nil, shared), 1e-9, logRows)
	return theirs > ours+1e-8*math.Abs(ours)
}
