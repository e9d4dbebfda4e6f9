package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

type imgradExpect struct {
	goldenUpdate
	Weights golden.Floats `json:"weights"`
	Cos     golden.Float  `json:"cos"`
	Error   float64       `json:"slsqp_vs_exact_relerr"`
	Exact   *struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
	} `json:"exact"`
}

// The reference's search for MGDA's point gives the same cosine. The problem
// that then follows is compared with its exact solution, and with what SLSQP
// found of it within the error that the file states.
func TestGoldenIMGrad(t *testing.T) {
	type input struct {
		Matrix string  `json:"matrix_id"`
		Code   string  `json:"code"`
		Alpha  float64 `json:"alpha"`
	}
	matrices := loadMatrices(t)
	compared := 0
	for i, c := range loadCases[input, imgradExpect](t, "grad_imgrad.json") {
		t.Run(fmt.Sprintf("%d/%s/%s", i, c.Input.Matrix, c.Input.Code), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			m := makeMethod(t, IMGrad, len(rows), map[string]string{
				"alpha": number(c.Input.Alpha), "variant": c.Input.Code, "solver": "reference", "niter": "1000000",
			}).(*imgrad)
			s := stepOn(t, m, nil, rows)
			if !c.stable() || c.Expect.Cos < 0 {
				return // the cosine is arbitrary, or the problem not convex
			}
			compared++
			checkClose(t, "cosine", []float64{m.cos}, []float64{float64(c.Expect.Cos)}, 1e-6)
			if c.Expect.Exact != nil {
				c.Expect.Exact.check(t, "exact update", s.update, 1e-6, rows)
			}
			if c.Input.Code == "cityscapes" {
				// The reference stops 1e-5 from the optimum, which can turn the
				// update round where norms differ: compare at its own point.
				checkClose(t, "weight", m.w, c.Expect.Weights, 2e-5)
				copy(m.w, c.Expect.Weights)
				w := make([]float64, 2)
				m.alongTwo(gramOf(rows), w)
				s.update = newStep(nil, rows).combine(nil, w)
			}
			c.Expect.check(t, "update", s.update, *c.Tolerance+1.01*c.Expect.Error, rows)
		})
	}
	if compared < 10 {
		t.Errorf("only %d cases were compared", compared)
	}
}

// The weights are no worse than any of many others.
func TestIMGradIsOptimal(t *testing.T) {
	for name, rows := range jacobians() {
		m := makeMethod(t, IMGrad, len(rows), nil).(*imgrad)
		stepOn(t, m, nil, rows)
		gram := gramOf(rows)
		size := 0.0
		for k := range rows {
			size = math.Max(size, gram.At(k, k))
		}
		at := func(w []float64) float64 {
			var linear, square, mean float64
			for k, v := range w {
				linear += v * gramDot(gram, k, ones(len(w))) / float64(len(w))
				mean += gramDot(gram, k, ones(len(w))) / float64(len(w)*len(w))
			}
			square = combinedNorm(gram, w)
			return (1.5-m.cos)*linear + m.cos*(m.c*math.Sqrt(mean+1e-8)+1e-8)*math.Sqrt(square*square+1e-8)
		}
		best := at(m.w)
		for _, w := range randomRows(50, len(rows), 4) {
			softmax(w, w)
			if v := at(w); v < best-1e-7*size {
				t.Errorf("%s: objective %g at the weights, %g elsewhere", name, best, v)
			}
		}
	}
}
