package methods

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

type nashInput struct {
	Matrix    string            `json:"matrix_id"`
	Code      string            `json:"code"`
	Niter     int               `json:"optim_niter"`
	MaxNorm   float64           `json:"max_norm"`
	Every     int               `json:"update_weights_every"`
	Gradients [][]golden.Floats `json:"gradients_per_step"`
}

type nashExpect struct {
	goldenUpdate
	Weights golden.Floats `json:"weights"`
	Status  string        `json:"status"`
	Clipped *goldenUpdate `json:"clipped"`
	Exact   *struct {
		goldenUpdate
		Alpha golden.Floats `json:"alpha"`
	} `json:"exact_fixed_point"`
	WeightsPerStep []golden.Floats `json:"weights_per_step"`
	UpdatePerStep  []golden.Floats `json:"update_clipped_per_step"`
}

// settings are the parameters that repeat the case.
func (in nashInput) settings() map[string]string {
	set := map[string]string{
		"solver":   "reference",
		"max_norm": strconv.FormatFloat(in.MaxNorm, 'g', -1, 64),
	}
	if in.Niter > 0 {
		set["niter"] = strconv.Itoa(in.Niter)
	}
	if in.Every > 0 {
		set["every"] = strconv.Itoa(in.Every)
	}
	if in.Code == "torchjd" {
		set["variant"] = "torchjd"
	}
	return set
}

func TestGoldenNashMTL(t *testing.T) {
	matrices := loadMatrices(t)
	for i, c := range loadCases[nashInput, nashExpect](t, "grad_nashmtl.json") {
		t.Run(fmt.Sprintf("%d/%s/%s", i, c.Input.Matrix, c.Input.Code), func(t *testing.T) {
			if c.Input.Gradients != nil {
				checkNashSequence(t, c)
				return
			}
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			checkNashReference(t, c, rows)
			checkNashExact(t, c, rows)
		})
	}
}

// checkNashReference compares the released code's iterate.
func checkNashReference(t *testing.T, c goldenCase[nashInput, nashExpect], rows [][]float64) {
	set := c.Input.settings()
	m := makeMethod(t, NashMTL, len(rows), set)
	clipped := stepOn(t, m, nil, rows)
	if !c.stable() {
		return
	}
	if event := m.(Tracer).Trace().Event; (event != "") != (c.Expect.Status == "infeasible") && c.Expect.Status != "" {
		t.Errorf("event %q, status %q", event, c.Expect.Status)
	}
	if c.Input.Code == "torchjd" {
		checkWeights(t, "weight", m.(Tracer).Trace().Weights, c.Expect.Weights, c.WeightsTolerance)
		c.Expect.check(t, "update", clipped.update, *c.Tolerance, rows)
		return
	}
	checkWeights(t, "weight", clipped.heads, c.Expect.Weights, c.WeightsTolerance)
	c.Expect.Clipped.check(t, "clipped update", clipped.update, *c.Tolerance, rows)
	set["max_norm"] = "0"
	c.Expect.check(t, "update", stepOn(t, makeMethod(t, NashMTL, len(rows), set), nil, rows).update, *c.Tolerance, rows)
}

// checkNashExact compares the exact solver with the file's fixed point, or
// with the fallback where there is none.
func checkNashExact(t *testing.T, c goldenCase[nashInput, nashExpect], rows [][]float64) {
	m := makeMethod(t, NashMTL, len(rows), map[string]string{"max_norm": "0"})
	s := stepOn(t, m, nil, rows)
	event := m.(Tracer).Trace().Event
	switch {
	case c.Expect.Exact != nil:
		tol := 1e-9
		checkWeights(t, "exact weight", s.heads, c.Expect.Exact.Alpha, &tol)
		c.Expect.Exact.check(t, "exact update", s.update, tol, rows)
		if event != "" {
			t.Errorf("event %q where a solution exists", event)
		}
	case c.Expect.Status == "infeasible":
		checkClose(t, "kept weight", s.heads, c.Expect.Weights, 0)
		if event == "" {
			t.Error("no event where no solution exists")
		}
	}
}

func checkNashSequence(t *testing.T, c goldenCase[nashInput, nashExpect]) {
	m := makeMethod(t, NashMTL, len(c.Input.Gradients[0]), c.Input.settings())
	for step, g := range c.Input.Gradients {
		rows := floatRows(g)
		s := stepOn(t, m, nil, rows)
		if c.stable() {
			checkWeights(t, fmt.Sprintf("step %d weight", step), s.heads, c.Expect.WeightsPerStep[step], c.Tolerance)
			goldenUpdate{Update: c.Expect.UpdatePerStep[step]}.check(t, fmt.Sprintf("step %d update", step), s.update, *c.Tolerance, rows)
		}
	}
}

// The weights scale inversely with a task's gradient, so that the update does
// not change at all.
func TestNashMTLScaleInvariant(t *testing.T) {
	rows := randomRows(5, 12, 3)
	scales := []float64{1e-6, 1e6, 1, 1e3, 1e-2}
	scaled := make([][]float64, len(rows))
	for k, row := range rows {
		for _, v := range row {
			scaled[k] = append(scaled[k], v*scales[k])
		}
	}
	a := stepOn(t, makeMethod(t, NashMTL, 5, nil), nil, rows)
	b := stepOn(t, makeMethod(t, NashMTL, 5, nil), nil, scaled)
	checkClose(t, "update", b.update, a.update, 1e-12)
	for k, s := range scales {
		checkClose(t, "weight", []float64{b.heads[k] * s}, a.heads[k:k+1], 1e-12*a.heads[k])
	}
}

func TestNashMTLConflictsWithNoTask(t *testing.T) {
	for seed := range uint64(20) {
		rows := randomRows(7, 9, seed)
		s := stepOn(t, makeMethod(t, NashMTL, 7, map[string]string{"max_norm": "0"}), nil, rows)
		for k, row := range rows {
			if got := s.heads[k] * dot(row, s.update); math.Abs(got-1) > 1e-9 {
				t.Errorf("seed %d, task %d: alpha_k g_k.u = %g, want 1", seed, k, got)
			}
		}
	}
}

// A clip scales the shared gradient as torch does and leaves the heads.
func TestNashMTLClip(t *testing.T) {
	rows := randomRows(4, 9, 5)
	free := stepOn(t, makeMethod(t, NashMTL, 4, map[string]string{"max_norm": "0"}), nil, rows)
	clipped := stepOn(t, makeMethod(t, NashMTL, 4, nil), nil, rows)
	by := 1 / (2 + 1e-6) // the norm is sqrt(4)
	for p, v := range free.update {
		checkClose(t, "update", clipped.update[p:p+1], []float64{v * by}, 1e-12)
	}
	checkClose(t, "heads", clipped.heads, free.heads, 0)
}

// Without a solution the weights of the step before stay, ones at the start.
func TestNashMTLKeepsWeights(t *testing.T) {
	good, zero := randomRows(3, 5, 1), [][]float64{{1, 2}, {0, 0}, {3, 1}}
	opposed := [][]float64{{1, 2}, {-2, -4}, {3, 1}}
	for _, solver := range []string{"exact", "reference"} {
		m := makeMethod(t, NashMTL, 3, map[string]string{"solver": solver})
		for _, c := range []struct {
			rows  [][]float64
			event string
		}{{zero, eventZeroGradient}, {good, ""}, {opposed, eventNoBargain}, {zero, eventZeroGradient}} {
			before := append([]float64(nil), m.(*nashMTL).state.Alpha...)
			s := stepOn(t, m, nil, c.rows)
			if got := m.(Tracer).Trace().Event; got != c.event {
				t.Errorf("%s: event %q, want %q", solver, got, c.event)
			}
			if kept := maxDiff(before, s.heads) == 0; kept != (c.event != "") {
				t.Errorf("%s: weights %v after %v, event %q", solver, s.heads, before, c.event)
			}
		}
	}
}

// Between two computations of the weights one backward pass is enough when
// nothing is clipped.
func TestNashMTLEvery(t *testing.T) {
	m := makeMethod(t, NashMTL, 2, map[string]string{"every": "3", "max_norm": "0"})
	var first []float64
	for step := range 4 {
		s := stepOn(t, m, nil, randomRows(2, 4, uint64(step)))
		switch {
		case step == 0:
			first = s.heads
		case step < 3:
			checkClose(t, "backward weight", s.backward, first, 0)
		case s.backward != nil || maxDiff(s.heads, first) == 0:
			t.Error("the fourth step did not compute new weights")
		}
	}
}
