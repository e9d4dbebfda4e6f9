package methods

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// goldenMatrix is one set of task gradients of grad_matrices.json.
type goldenMatrix struct {
	ID     string          `json:"id"`
	Losses golden.Floats   `json:"losses"`
	Rows   []golden.Floats `json:"rows"`
}

// loadMatrices gives the gradients that the grad_*.json files refer to.
func loadMatrices(t *testing.T) map[string]goldenMatrix {
	t.Helper()
	var file struct {
		Cases []goldenMatrix `json:"cases"`
	}
	golden.Load(t, "grad_matrices.json", &file)
	byID := make(map[string]goldenMatrix, len(file.Cases))
	for _, m := range file.Cases {
		byID[m.ID] = m
	}
	return byID
}

func floatRows(rows []golden.Floats) [][]float64 {
	out := make([][]float64, len(rows))
	for i, r := range rows {
		out[i] = r
	}
	return out
}

// goldenCase is a case of a grad_*.json file, with the file's own input and
// expectation.
type goldenCase[I, E any] struct {
	Input            I        `json:"input"`
	Expect           E        `json:"expect"`
	Tolerance        *float64 `json:"tolerance"`
	WeightsTolerance *float64 `json:"weights_tolerance"`
	Stable           *bool    `json:"stable"`
}

func (c goldenCase[I, E]) stable() bool {
	return c.Tolerance != nil && (c.Stable == nil || *c.Stable)
}

// loadCases gives the cases of a grad_*.json file. It fails on a file without
// any, which would test nothing.
func loadCases[I, E any](t *testing.T, name string) []goldenCase[I, E] {
	t.Helper()
	var file struct {
		Cases []goldenCase[I, E] `json:"cases"`
	}
	golden.Load(t, name, &file)
	if len(file.Cases) == 0 {
		t.Fatalf("%s holds no case", name)
	}
	return file.Cases
}

// goldenUpdate is a shared gradient: whole, or summed up for many parameters.
type goldenUpdate struct {
	Update golden.Floats `json:"update"`
	Len    int           `json:"update_len"`
	Head   golden.Floats `json:"update_head20"`
	Norm   golden.Float  `json:"update_norm2"`
	Sum    golden.Float  `json:"update_sum"`
	Dot    golden.Float  `json:"update_dot_mod7"`
}

// size is the largest entry that is given.
func (u goldenUpdate) size() float64 { return max(maxAbs(u.Update), maxAbs(u.Head)) }

// check compares by the rule of the files: |got - want| at most tolerance
// times max|want| plus 1e-12 K max|G|, and for sums over the parameters what
// such entries can differ by at most.
func (u goldenUpdate) check(t *testing.T, what string, got []float64, tolerance float64, rows [][]float64) {
	t.Helper()
	floor := 1e-12 * float64(len(rows)) * maxAbsOf(rows)
	if u.Update != nil {
		checkClose(t, what, got, u.Update, tolerance*maxAbs(u.Update)+floor)
		return
	}
	if len(got) != u.Len {
		t.Errorf("%s has length %d, want %d", what, len(got), u.Len)
		return
	}
	// The largest entry may lie beyond those that are given.
	size := math.Max(maxAbs(u.Head), maxAbs(got))
	checkClose(t, what, got[:len(u.Head)], u.Head, tolerance*size+floor)
	var sum, dot, n2 float64
	for i, v := range got {
		sum += v
		dot += v * float64(i%7-3)
		n2 += v * v
	}
	slack := (tolerance*float64(u.Norm) + floor) * math.Sqrt(float64(u.Len))
	checkClose(t, what+" norm", []float64{math.Sqrt(n2)}, []float64{float64(u.Norm)}, slack)
	checkClose(t, what+" sum", []float64{sum}, []float64{float64(u.Sum)}, slack)
	checkClose(t, what+" dot", []float64{dot}, []float64{float64(u.Dot)}, 2*slack)
}

// checkClose compares entry by entry; non-finite entries must be the same.
func checkClose(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has length %d, want %d", what, len(got), len(want))
		return
	}
	for i, w := range want {
		if g := got[i]; g != w && !(math.Abs(g-w) <= tolerance) && !(math.IsNaN(g) && math.IsNaN(w)) {
			t.Errorf("%s[%d] = %.12g, want %.12g within %g", what, i, g, w, tolerance)
			return
		}
	}
}

// checkWeights compares weights by their own tolerance, relative to the
// largest, with the files' floor of 1e-12; nil means undetermined.
func checkWeights(t *testing.T, what string, got, want []float64, tolerance *float64) {
	t.Helper()
	if tolerance != nil {
		checkClose(t, what, got, want, *tolerance*maxAbs(want)+1e-12)
	}
}

func maxAbs(v []float64) float64 {
	var m float64
	for _, x := range v {
		m = math.Max(m, math.Abs(x))
	}
	return m
}

func maxAbsOf(rows [][]float64) float64 {
	var m float64
	for _, r := range rows {
		m = math.Max(m, maxAbs(r))
	}
	return m
}

// stepOn runs one step of the method on these gradients.
func stepOn(t *testing.T, m Method, losses []float64, rows [][]float64) *testStep {
	t.Helper()
	s := newStep(losses, rows)
	if err := m.Step(s); err != nil {
		t.Fatal(err)
	}
	if !s.done {
		t.Fatal("the method left no gradient")
	}
	return s
}
