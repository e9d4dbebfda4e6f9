package methods

import (
	"fmt"
	"testing"
)

func TestGoldenTrimmedMean(t *testing.T) {
	type input struct {
		Matrix string `json:"matrix_id"`
		Trim   int    `json:"trim_number"`
	}
	type expect struct {
		goldenUpdate
		Error string `json:"error"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, expect](t, "grad_trimmedmean.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Matrix), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			values, err := TrimmedMean.Resolve(map[string]string{"trim": fmt.Sprint(c.Input.Trim)})
			if err != nil {
				t.Fatal(err)
			}
			m, err := TrimmedMean.New(Config{Tasks: len(rows), Values: values})
			if (err != nil) != (c.Expect.Error != "") {
				t.Fatalf("error %v, the reference's %q", err, c.Expect.Error)
			}
			if err == nil && c.stable() {
				c.Expect.check(t, "update", stepOn(t, m, nil, rows).update, *c.Tolerance, rows)
			}
		})
	}
}

// A median is none of the extremes, column by column.
func TestTrimmedMeanOfThree(t *testing.T) {
	s := stepOn(t, makeMethod(t, TrimmedMean, 3, nil), nil, [][]float64{{1, -9, 4}, {50, 2, 5}, {2, 1, 6}})
	checkClose(t, "update", s.update, []float64{2, 1, 5}, 0)
}
