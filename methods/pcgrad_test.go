package methods

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenPCGrad(t *testing.T) {
	type input struct {
		Matrix    string  `json:"matrix_id"`
		Code      string  `json:"code"`
		Reduction string  `json:"reduction"`
		Perms     [][]int `json:"perms"`
	}
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, expect](t, "grad_pcgrad.json") {
		t.Run(fmt.Sprintf("%d/%s/%s", i, c.Input.Matrix, c.Input.Code), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			m := makeMethod(t, PCGrad, len(rows), pcgradSettings(c.Input.Code, c.Input.Reduction)).(*pcgrad)
			m.order = func(task int) []int { return c.Input.Perms[task] }
			s := stepOn(t, m, nil, rows)
			if !c.stable() {
				return
			}
			c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
			if c.Expect.Weights != nil {
				checkWeights(t, "weight", m.Trace().Weights, c.Expect.Weights, c.WeightsTolerance)
			}
		})
	}
}

// pcgradSettings are the parameters that stand for a code base of the files.
func pcgradSettings(code, reduction string) map[string]string {
	set := map[string]string{}
	switch {
	case strings.HasPrefix(code, "FAMO"):
		set["clip"] = "1"
	case code == "LibMTL":
		set["variant"] = "libmtl"
	case code == "torchjd":
		set["variant"] = "paper"
	}
	if reduction != "" {
		set["reduction"] = reduction
	}
	return set
}

func TestPCGradSumsWithoutConflict(t *testing.T) {
	rows := [][]float64{{1, 0, 2}, {0, 3, 0}, {1, 1, 1}}
	for _, variant := range []string{"family", "paper", "libmtl"} {
		s := stepOn(t, makeMethod(t, PCGrad, 3, map[string]string{"variant": variant}), nil, rows)
		checkClose(t, variant, s.update, []float64{2, 4, 3}, 0)
		checkClose(t, variant+" heads", s.heads, []float64{1, 1, 1}, 0)
	}
}

// Two tasks leave no choice of order: neither projected gradient conflicts
// with the other's original.
func TestPCGradTwoTasks(t *testing.T) {
	rows := [][]float64{{1, 0}, {-1, 1}}
	s := stepOn(t, makeMethod(t, PCGrad, 2, nil), nil, rows)
	checkClose(t, "update", s.update, []float64{0.5, 1.5}, 1e-15)
}

func TestPCGradPermutes(t *testing.T) {
	rows := randomRows(5, 4, 9)
	perm := []int{3, 0, 4, 2, 1}
	moved := make([][]float64, len(rows))
	place := make([]int, len(rows))
	for to, from := range perm {
		moved[to], place[from] = rows[from], to
	}
	a := makeMethod(t, PCGrad, 5, nil).(*pcgrad)
	a.order = func(int) []int { return []int{0, 1, 2, 3, 4} }
	b := makeMethod(t, PCGrad, 5, nil).(*pcgrad)
	b.order = func(int) []int { return place }
	sa, sb := stepOn(t, a, nil, rows), stepOn(t, b, nil, moved)
	checkClose(t, "update", sb.update, sa.update, 1e-13)
	for to, from := range perm {
		checkClose(t, "weight", b.Trace().Weights[to:to+1], a.Trace().Weights[from:from+1], 1e-13)
	}
}

func TestPCGradReductionAndClip(t *testing.T) {
	rows := [][]float64{{3, 0}, {0, 4}}
	s := stepOn(t, makeMethod(t, PCGrad, 2, map[string]string{"reduction": "mean", "clip": "0.5"}), nil, rows)
	by := 0.5 / (2.5 + 1e-6)
	checkClose(t, "update", s.update, []float64{1.5 * by, 2 * by}, 1e-15)
}

// The order comes from the method's stream, and going on from a saved state
// repeats it.
func TestPCGradStream(t *testing.T) {
	rows := randomRows(6, 3, 1)
	m := makeMethod(t, PCGrad, 6, nil)
	first := stepOn(t, m, nil, rows).update
	saved := saveState(t, m)
	second := stepOn(t, m, nil, rows).update
	if maxDiff(first, second) == 0 {
		t.Error("two steps met the tasks in the same order")
	}
	fresh := makeMethod(t, PCGrad, 6, nil)
	restoreState(t, fresh, saved)
	checkClose(t, "resumed", stepOn(t, fresh, nil, rows).update, second, 0)
}

func maxDiff(a, b []float64) float64 {
	var m float64
	for i := range a {
		m = math.Max(m, math.Abs(a[i]-b[i]))
	}
	return m
}

// randomRows are k gradients of p normal entries.
func randomRows(k, p int, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	rows := make([][]float64, k)
	for i := range rows {
		rows[i] = make([]float64, p)
		for j := range rows[i] {
			rows[i][j] = r.NormFloat64()
		}
	}
	return rows
}
