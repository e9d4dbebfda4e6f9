package methods

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// lossFile is the part that the loss_*.json files have in common.
type lossFile[C any] struct {
	Tolerance float64 `json:"tolerance"`
	Cases     []C     `json:"cases"`
}

// lossExpect is what they have in common of what is expected, one row a step.
type lossExpect struct {
	Weights   []golden.Floats `json:"weights"`
	Effective []golden.Floats `json:"effective_weights"`
	Loss      golden.Floats   `json:"loss"`
}

// runLosses gives the rows of losses to the method, a step each, and calls
// each, if any, after every step with the weights that went into Backward.
func runLosses(t *testing.T, m Method, rows []golden.Floats, each func(step int, w []float64)) {
	t.Helper()
	s := newStep(rows[0], nil)
	for step, losses := range rows {
		s.losses = losses
		if err := m.Step(s.again()); err != nil {
			t.Fatal(err)
		}
		each(step, s.backward)
	}
}

// check compares the weights of a step, and those that the trace reports.
func (e lossExpect) check(t *testing.T, step int, w []float64, tr Trace, tol float64) {
	t.Helper()
	golden.Near(t, "effective weights", w, e.Effective[step], tol)
	golden.Near(t, "traced weights", tr.Weights, e.Effective[step], tol)
	if e.Weights != nil {
		reported := tr.Reported
		if reported == nil {
			reported = tr.Weights
		}
		golden.Near(t, "reported weights", reported, e.Weights[step], tol)
	}
}

// checkRelative is check for files whose weights are compared relative to the
// largest of the row.
func (e lossExpect) checkRelative(t *testing.T, step int, w []float64, tr Trace, tol float64) {
	t.Helper()
	relative(t, "effective weights", w, e.Effective[step], tol)
	relative(t, "traced weights", tr.Weights, e.Effective[step], tol)
	if e.Weights != nil {
		relative(t, "reported weights", tr.Reported, e.Weights[step], tol)
	}
}

// relative compares relative to the largest entry.
func relative(t *testing.T, what string, got []float64, want golden.Floats, tol float64) {
	t.Helper()
	checkClose(t, what, got, want, max(tol*maxAbs(want), 1e-12))
}

func (e lossExpect) checkLoss(t *testing.T, step int, loss, tol float64) {
	t.Helper()
	golden.Near(t, "loss", []float64{loss}, e.Loss[step:step+1], tol)
}

// stop ends the test after the first case that failed, and says which.
func stop(t *testing.T, input any) {
	t.Helper()
	if t.Failed() {
		t.Fatalf("in the case of %+v", input)
	}
}

// number is a hyper-parameter's value as a user would write it.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// list is a list of them; one for all tasks where there are none.
func list(values []float64) string {
	if len(values) == 0 {
		return "1"
	}
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = number(v)
	}
	return strings.Join(words, ",")
}

func TestSoftmax(t *testing.T) {
	tests := []struct{ x, want []float64 }{
		{[]float64{5}, []float64{1}},
		{[]float64{0, math.Log(3)}, []float64{0.25, 0.75}},
		{[]float64{1000, 1000 + math.Log(3)}, []float64{0.25, 0.75}},
		{[]float64{-1000, 1000}, []float64{0, 1}},
	}
	for _, tt := range tests {
		softmax(tt.x, tt.x)
		golden.Near(t, "softmax", tt.x, tt.want, 1e-12)
	}
}
