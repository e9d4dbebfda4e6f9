package methods

import (
	"fmt"
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

type dualConeInput struct {
	Matrix     string        `json:"matrix_id"`
	Preference golden.Floats `json:"pref_vector"`
	NormEps    *float64      `json:"norm_eps"`
	RegEps     *float64      `json:"reg_eps"`
	LibNormEps *float64      `json:"UPGrad_norm_eps"`
	LibRegEps  *float64      `json:"UPGrad_reg_eps"`
}

// settings are the parameters that repeat the case.
func (in dualConeInput) settings() map[string]string {
	set := map[string]string{}
	if in.Preference != nil {
		set["preference"] = list(in.Preference)
	}
	for name, values := range map[string][2]*float64{"norm_eps": {in.NormEps, in.LibNormEps}, "reg_eps": {in.RegEps, in.LibRegEps}} {
		for _, v := range values {
			if v != nil {
				set[name] = number(*v)
			}
		}
	}
	return set
}

func TestGoldenUPGrad(t *testing.T)   { checkDualCone(t, UPGrad, "grad_upgrad.json") }
func TestGoldenDualProj(t *testing.T) { checkDualCone(t, DualProj, "grad_dualproj.json") }

func checkDualCone(t *testing.T, in Info, file string) {
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[dualConeInput, expect](t, file) {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Matrix), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			m := makeMethod(t, in, len(rows), c.Input.settings())
			s := stepOn(t, m, nil, rows)
			if c.stable() {
				c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
				checkWeights(t, "weight", m.(Tracer).Trace().Weights, c.Expect.Weights, c.WeightsTolerance)
			}
		})
	}
}

// Up to the regularisation the update conflicts with no task, and without
// conflict it is the mean.
func TestDualConeConflictsWithNoTask(t *testing.T) {
	set := map[string]string{"reg_eps": "1e-10"}
	for _, in := range []Info{UPGrad, DualProj} {
		for seed := range uint64(20) {
			rows := randomRows(6, 9, seed)
			s := stepOn(t, makeMethod(t, in, 6, set), nil, rows)
			for k, row := range rows {
				if got := dot(row, s.update); got < -1e-6 {
					t.Errorf("%s, seed %d, task %d: g.u = %g", in.Name, seed, k, got)
				}
			}
		}
		s := stepOn(t, makeMethod(t, in, 2, nil), nil, [][]float64{{1, 0}, {1, 2}})
		checkClose(t, in.Name, s.update, []float64{1, 1}, 1e-12)
	}
}

// Two opposed gradients, worked by hand: the projection of (1, 0) on the
// directions that agree with (1, 0) and (-1, 1) is (1/2, 1/2), that of
// (-1, 1) is (0, 1).
func TestUPGradByHand(t *testing.T) {
	set := map[string]string{"reg_eps": "1e-12"}
	s := stepOn(t, makeMethod(t, UPGrad, 2, set), nil, [][]float64{{1, 0}, {-1, 1}})
	if math.Abs(s.update[0]-0.25)+math.Abs(s.update[1]-0.75) > 1e-9 {
		t.Errorf("update %v, want 0.25 and 0.75", s.update)
	}
}
