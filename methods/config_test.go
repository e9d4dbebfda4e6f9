package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenConFIG(t *testing.T) {
	type input struct {
		Matrix     string        `json:"matrix_id"`
		Preference golden.Floats `json:"pref_vector"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, goldenUpdate](t, "grad_config.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Matrix), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			set := map[string]string{}
			if c.Input.Preference != nil {
				set["preference"] = list(c.Input.Preference)
			}
			s := stepOn(t, makeMethod(t, ConFIG, len(rows), set), nil, rows)
			if c.stable() {
				c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
			}
		})
	}
}

// The update has the same cosine with every gradient, and the length of the
// sum of their projections.
func TestConFIGEqualCosines(t *testing.T) {
	for seed := range uint64(10) {
		rows := randomRows(5, 9, seed)
		s := stepOn(t, makeMethod(t, ConFIG, 5, nil), nil, rows)
		length := math.Sqrt(dot(s.update, s.update))
		var sum float64
		first := 0.0
		for k, row := range rows {
			along := dot(row, s.update) / length
			sum += along
			cosine := along / math.Sqrt(dot(row, row))
			if k == 0 {
				first = cosine
			}
			if math.Abs(cosine-first) > 1e-10 || cosine <= 0 {
				t.Errorf("seed %d, task %d: cosine %g, that of task 0 %g", seed, k, cosine, first)
			}
		}
		checkClose(t, "length", []float64{length}, []float64{sum}, 1e-9*sum)
	}
}
