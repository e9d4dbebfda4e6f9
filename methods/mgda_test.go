package methods

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

type mgdaInput struct {
	Matrix        string `json:"matrix_id"`
	Code          string `json:"code"`
	Normalisation string `json:"normalization"`
	GN            string `json:"mgda_gn"`
	Iterations    int    `json:"max_iters"`
}

// settings are the parameters that repeat the case.
func (in mgdaInput) settings() map[string]string {
	set := map[string]string{"solver": "reference", "niter": "1000000"}
	switch in.Code {
	case "LibMTL":
		set["total"], set["niter"] = "one", "250"
	case "torchjd":
		set["solver"], set["total"], set["niter"] = "frankwolfe", "one", "100"
	}
	if n := in.Normalisation + in.GN; n != "" {
		set["normalisation"] = n
	}
	if in.Iterations > 0 {
		set["niter"] = strconv.Itoa(in.Iterations)
	}
	return set
}

func TestGoldenMGDA(t *testing.T) {
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
		Exact   *struct {
			goldenUpdate
			Square  float64       `json:"min_norm_sq"`
			Weights golden.Floats `json:"min_norm_weights"`
		} `json:"exact"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[mgdaInput, expect](t, "grad_mgda.json") {
		t.Run(fmt.Sprintf("%d/%s/%s", i, c.Input.Matrix, c.Input.Code), func(t *testing.T) {
			matrix := matrices[c.Input.Matrix]
			rows := floatRows(matrix.Rows)
			set := c.Input.settings()
			m := makeMethod(t, MGDA, len(rows), set).(*mgda)
			s := stepOn(t, m, matrix.Losses, rows)
			if c.stable() {
				c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
				checkWeights(t, "weight", minNormWeights(m), c.Expect.Weights, c.WeightsTolerance)
			}
			set["solver"], set["total"] = "exact", "one"
			exact := stepOn(t, makeMethod(t, MGDA, len(rows), set), matrix.Losses, rows)
			norm, scale := math.Sqrt(dot(exact.update, exact.update)), maxAbsOf(rows)
			if set["normalisation"] == "none" && norm > m.norm(s.update)+1e-7*scale {
				t.Errorf("exact norm %g, the reference's %g", norm, m.norm(s.update))
			}
			if e := c.Expect.Exact; e != nil && e.Square > 1e-14*scale*scale {
				slack := math.Sqrt(wolfeGap(rows, e.Weights))
				e.check(t, "exact update", exact.update, 1e-8+slack/math.Sqrt(e.Square), rows)
			} else if e != nil && norm > 1e-6*scale {
				t.Errorf("norm %g where zero is in the hull", norm)
			}
		})
	}
}

// wolfeGap is the largest |u|^2 - g_k.u of a convex combination u, which
// bounds the square of its distance from the shortest one: the file's own
// answer is not exact where norms differ by orders of magnitude.
func wolfeGap(rows [][]float64, w []float64) float64 {
	u := newStep(nil, rows).combine(nil, w)
	var gap float64
	for _, row := range rows {
		gap = math.Max(gap, dot(u, u)-dot(row, u))
	}
	return gap
}

// minNormWeights are the weights of the divided gradients that sum to 1.
func minNormWeights(m *mgda) []float64 {
	w := append([]float64(nil), m.Trace().Weights...)
	for k := range w {
		w[k] /= m.total
		if m.normalise != "none" {
			w[k] *= m.divisor[k]
		}
	}
	return w
}

// norm is that of an update, made to weights that sum to 1.
func (m *mgda) norm(update []float64) float64 { return math.Sqrt(dot(update, update)) / m.total }

// The minimum-norm point has the same inner product with every task that has
// a weight, and no smaller one with the others.
func TestMGDADescends(t *testing.T) {
	for seed := range uint64(20) {
		rows := randomRows(6, 9, seed)
		s := stepOn(t, makeMethod(t, MGDA, 6, map[string]string{"total": "one"}), nil, rows)
		square := dot(s.update, s.update)
		for k, row := range rows {
			if got := dot(row, s.update); got < square-1e-10 || s.heads[k] > 1e-9 && got > square+1e-7 {
				t.Errorf("seed %d, task %d, weight %g: g.u = %g, |u|^2 = %g", seed, k, s.heads[k], got, square)
			}
		}
	}
}

func TestMGDANormalisation(t *testing.T) {
	rows, losses := [][]float64{{3, 0}, {0, 4}}, []float64{2, 5}
	for norm, divisor := range map[string][]float64{"l2": {3, 4}, "loss": {2, 5}, "loss+": {6, 20}} {
		divided := [][]float64{{3 / divisor[0], 0}, {0, 4 / divisor[1]}}
		want := stepOn(t, makeMethod(t, MGDA, 2, nil), losses, divided)
		got := stepOn(t, makeMethod(t, MGDA, 2, map[string]string{"normalisation": norm}), losses, rows)
		checkClose(t, norm, got.update, want.update, 1e-12)
	}
}
