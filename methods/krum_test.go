package methods

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenKrum(t *testing.T) {
	type input struct {
		Matrix    string `json:"matrix_id"`
		Byzantine int    `json:"n_byzantine"`
		Selected  int    `json:"n_selected"`
	}
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
		Scores  golden.Floats `json:"scores"`
		Tie     *krumTie      `json:"tie"`
		Error   string        `json:"error"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, expect](t, "grad_krum.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Matrix), func(t *testing.T) {
			rows := floatRows(matrices[c.Input.Matrix].Rows)
			set := map[string]string{"byzantine": fmt.Sprint(c.Input.Byzantine), "selected": fmt.Sprint(c.Input.Selected)}
			if c.Expect.Error != "" {
				refusesOrKeepsAll(t, set, rows)
				return
			}
			m := makeMethod(t, Krum, len(rows), set).(*krum)
			s := stepOn(t, m, nil, rows)
			if c.Stable == nil || *c.Stable {
				far := 0.0
				for _, a := range rows {
					far = max(far, 2*math.Sqrt(dot(a, a)))
				}
				checkClose(t, "scores", m.scores, c.Expect.Scores, 1e-9*maxAbs(c.Expect.Scores)+1e-7*far)
			}
			if c.stable() {
				c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
				checkWeights(t, "weights", s.heads, c.Expect.Weights, c.WeightsTolerance)
				return
			}
			checkKept(t, s.heads, c.Input.Selected, c.Expect.Tie)
		})
	}
}

// refusesOrKeepsAll checks what becomes of fewer than byzantine + 3 tasks.
func refusesOrKeepsAll(t *testing.T, set map[string]string, rows [][]float64) {
	t.Helper()
	values, err := Krum.Resolve(set)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Krum.New(Config{Tasks: len(rows), Values: values})
	if err != nil {
		if !strings.HasPrefix(err.Error(), "krum: ") {
			t.Error(err)
		}
		return
	}
	if set["byzantine"] != "0" {
		t.Errorf("%v of %d tasks is no error", set, len(rows))
	}
	s := stepOn(t, m, nil, rows)
	want := ones(len(rows))
	scaleBy(want, 1/float64(len(rows)))
	checkClose(t, "weights", s.heads, want, 1e-15)
}

// krumTie is a choice that equal scores leave open: the tasks that are kept in
// any case, and those of which others are.
type krumTie struct {
	Certain    []int `json:"certain"`
	Candidates []int `json:"candidates"`
}

// checkKept checks that n tasks are kept with equal weights, and that a tie is
// the only freedom.
func checkKept(t *testing.T, w []float64, n int, tie *krumTie) {
	t.Helper()
	kept := 0
	for k, v := range w {
		if v != 0 {
			kept++
			checkClose(t, "weight", []float64{v}, []float64{1 / float64(n)}, 1e-12)
		}
		if tie != nil && !slices.Contains(tie.Candidates, k) && (v != 0) != slices.Contains(tie.Certain, k) {
			t.Errorf("task %d has weight %g; %v are kept, and some of %v", k, v, tie.Certain, tie.Candidates)
		}
	}
	if kept != n {
		t.Errorf("%d tasks are kept, want %d", kept, n)
	}
}

// One gradient that is nothing like the others is dropped.
func TestKrumDropsAnOutlier(t *testing.T) {
	rows := [][]float64{{1, 0}, {1.1, 0}, {-100, 50}, {0.9, 0.1}, {1, 0.1}}
	s := stepOn(t, makeMethod(t, Krum, 5, map[string]string{"byzantine": "1", "selected": "4"}), nil, rows)
	checkClose(t, "weights", s.heads, []float64{0.25, 0.25, 0, 0.25, 0.25}, 1e-15)
}

func TestTrimErrors(t *testing.T) {
	for words, want := range map[string]string{
		"krum byzantine=2":          "krum: byzantine=2 needs at least 5 tasks, and there are 3; lower it",
		"krum selected=4":           "krum: selected=4 of 3 tasks; lower it",
		"trimmedmean trim=2":        "trimmedmean: trim=2 needs at least 5 tasks, and there are 3; lower it",
		"imgrad variant=cityscapes": "imgrad: variant=cityscapes is for 2 tasks, and there are 3; use variant=nyuv2",
	} {
		name, set, _ := strings.Cut(words, " ")
		param, value, _ := strings.Cut(set, "=")
		in := lookup(t, name)
		values, err := in.Resolve(map[string]string{param: value})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.New(Config{Tasks: 3, Values: values}); err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", words, err, want)
		}
	}
}
