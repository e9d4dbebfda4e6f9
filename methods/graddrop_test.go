package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenGradDrop(t *testing.T) {
	type input struct {
		Matrix   string        `json:"matrix_id"`
		Code     string        `json:"code"`
		MaxNorm  float64       `json:"max_norm"`
		Leak     golden.Floats `json:"leak"`
		Uniforms golden.Floats `json:"uniforms"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, goldenUpdate](t, "grad_graddrop.json") {
		t.Run(fmt.Sprintf("%d/%s/%s", i, c.Input.Matrix, c.Input.Code), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			set := map[string]string{"max_norm": number(c.Input.MaxNorm)}
			if c.Input.Code == "torchjd" {
				set["variant"] = "torchjd"
			}
			if c.Input.Leak != nil {
				set["leak"] = list(c.Input.Leak)
			}
			m := makeMethod(t, GradDrop, len(rows), set).(*gradDrop)
			m.uniform = func(column int) float64 { return c.Input.Uniforms[column] }
			s := stepOn(t, m, nil, rows)
			if c.stable() {
				c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
			}
		})
	}
}

// Where no signs conflict nothing is dropped, and the clip holds.
func TestGradDropSumsWithoutConflict(t *testing.T) {
	rows := [][]float64{{1, -2, 0}, {2, -1, 3}}
	free := stepOn(t, makeMethod(t, GradDrop, 2, map[string]string{"max_norm": "0"}), nil, rows)
	checkClose(t, "update", free.update, []float64{3, -3, 3}, 0)
	clipped := stepOn(t, makeMethod(t, GradDrop, 2, nil), nil, rows)
	by := 1 / (math.Sqrt(27) + 1e-6)
	checkClose(t, "clipped", clipped.update, []float64{3 * by, -3 * by, 3 * by}, 1e-15)
}

// Each column holds the sum of one sign, the positive one in proportion to
// its size.
func TestGradDropPicksSigns(t *testing.T) {
	const columns = 20000
	rows := [][]float64{make([]float64, columns), make([]float64, columns)}
	for p := range columns {
		rows[0][p], rows[1][p] = 3, -1
	}
	s := stepOn(t, makeMethod(t, GradDrop, 2, map[string]string{"max_norm": "0"}), nil, rows)
	var positive float64
	for _, v := range s.update {
		if v != 3 && v != -1 {
			t.Fatalf("update %g, want 3 or -1", v)
		}
		if v > 0 {
			positive++
		}
	}
	if share := positive / columns; math.Abs(share-0.75) > 0.015 {
		t.Errorf("share of positive columns %g, want 0.75", share)
	}
}
