package methods

import (
	"fmt"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
	"gonum.org/v1/gonum/mat"
)

func TestGoldenAlignedMTL(t *testing.T) {
	type input struct {
		Matrix string `json:"matrix_id"`
		Code   string `json:"code"`
		Scale  string `json:"scale_mode"`
	}
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, expect](t, "grad_alignedmtl.json") {
		t.Run(fmt.Sprintf("%d/%s/%s/%s", i, c.Input.Matrix, c.Input.Code, c.Input.Scale), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			set := map[string]string{}
			if c.Input.Code == "torchjd" {
				set["total"] = "one"
			}
			if c.Input.Scale != "" {
				set["scale"] = c.Input.Scale
			}
			m := makeMethod(t, AlignedMTL, len(rows), set)
			s := stepOn(t, m, nil, rows)
			if c.stable() {
				c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
				checkWeights(t, "weight", m.(Tracer).Trace().Weights, c.Expect.Weights, c.WeightsTolerance)
			}
		})
	}
}

// The aligned gradients, one for each task's weight 1, are orthogonal and of
// one length: the least singular value of the gradients.
func TestAlignedMTLConditions(t *testing.T) {
	rows := randomRows(4, 9, 3)
	s := stepOn(t, makeMethod(t, AlignedMTL, 4, nil), nil, rows)
	var eigen mat.EigenSym
	eigen.Factorize(gramOf(rows), false)
	// The sum of K orthogonal vectors of one length sigma has the square
	// K sigma^2.
	want := 4 * eigen.Values(nil)[0]
	checkClose(t, "square", []float64{dot(s.update, s.update)}, []float64{want}, 1e-10)
}

// Orthogonal gradients of one length are left alone.
func TestAlignedMTLLeavesAligned(t *testing.T) {
	s := stepOn(t, makeMethod(t, AlignedMTL, 2, nil), nil, [][]float64{{0, 3}, {3, 0}})
	checkClose(t, "update", s.update, []float64{3, 3}, 1e-14)
}

func TestAlignedMTLRankByPrecision(t *testing.T) {
	rows := [][]float64{{1, 0}, {0, 1e-4}}
	double := stepOn(t, makeMethod(t, AlignedMTL, 2, nil), nil, rows)
	single := stepOn(t, makeMethod(t, AlignedMTL, 2, map[string]string{"precision": "float32"}), nil, rows)
	checkClose(t, "float64", double.update, []float64{1e-4, 1e-4}, 1e-12)
	checkClose(t, "float32", single.update, []float64{1, 0}, 1e-12)
}
