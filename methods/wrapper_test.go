package methods

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// lookup finds a method that is there.
func lookup(t testing.TB, name string) Info {
	t.Helper()
	in, err := Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// torchjdInner is TorchJD's weighting of that name inside a wrapper, and the
// parameters that make ours the same.
func torchjdInner(inner string) (method string, set map[string]string) {
	if inner == "imtl_g" {
		return "imtlg", map[string]string{"variant": "torchjd"}
	}
	return "mgda", map[string]string{"solver": "frankwolfe", "total": "one", "niter": "100"}
}

// wrapperExpect is what a step of a wrapped method leaves.
type wrapperExpect struct {
	sequenceUpdates
	Weights []golden.Floats `json:"weights_per_step"`
	Inner   []golden.Floats `json:"inner_weights_per_step"`
}

func TestGoldenCRMOGM(t *testing.T) {
	type input struct {
		sequenceInput
		Inner   string        `json:"inner"`
		First   golden.Floats `json:"initial_weights"`
		Alpha   float64       `json:"alpha"`
		PerStep []float64     `json:"alpha_per_step"`
	}
	sequences := loadSequences(t)
	for i, c := range loadCases[input, wrapperExpect](t, "grad_seq_crmogm.json") {
		t.Run(fmt.Sprintf("%d/%s/%s", i, c.Input.Sequence, c.Input.Inner), func(t *testing.T) {
			seq := sequences[c.Input.Sequence]
			inner, set := torchjdInner(c.Input.Inner)
			set["smoothing"] = number(c.Input.Alpha)
			if c.Input.First != nil {
				set["first"] = list(c.Input.First)
			}
			tasks := len(seq.Losses[0][0])
			m := makeMethod(t, lookup(t, "crmogm("+inner+")"), tasks, set).(*crmogm)
			alone := makeMethod(t, lookup(t, "crmogm("+inner+")"), tasks, set).(*crmogm)
			feed := &fedWeights{}
			alone.inner = feed
			for step, want := range c.Expect.Updates {
				if c.Input.PerStep != nil {
					m.state.Keep, alone.state.Keep = c.Input.PerStep[step], c.Input.PerStep[step]
				}
				s := seq.step(step, 0)
				if err := m.Step(s); err != nil {
					t.Fatal(err)
				}
				goldenUpdate{Update: want}.check(t, fmt.Sprintf("step %d update", step), s.update, *c.Tolerance, s.rows)
				feed.w = c.Expect.Inner[step]
				if err := alone.Step(seq.step(step, 0)); err != nil {
					t.Fatal(err)
				}
				checkClose(t, "weights", alone.Trace().Weights, c.Expect.Weights[step], 1e-10*maxAbs(c.Expect.Weights[step]))
			}
		})
	}
}

// fedWeights is a method whose weights are given.
type fedWeights struct{ w []float64 }

func (m *fedWeights) Step(s Step) error { return s.Backward(m.w) }

func TestGoldenPeriodic(t *testing.T) {
	type input struct {
		sequenceInput
		Inner string   `json:"inner"`
		R     float64  `json:"R"`
		Alpha *float64 `json:"alpha"`
	}
	sequences := loadSequences(t)
	for i, c := range loadCases[input, wrapperExpect](t, "grad_seq_periodic.json") {
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Sequence), func(t *testing.T) {
			seq := sequences[c.Input.Sequence]
			inner, set := torchjdInner(c.Input.Inner)
			set["period"] = number(c.Input.R)
			if c.Input.Alpha != nil {
				inner, set["smoothing"] = "crmogm("+inner+")", number(*c.Input.Alpha)
			}
			m := makeMethod(t, lookup(t, "periodic("+inner+")"), len(seq.Losses[0][0]), set)
			for step, want := range c.Expect.Updates {
				s := seq.step(step, 0)
				if err := m.Step(s); err != nil {
					t.Fatal(err)
				}
				goldenUpdate{Update: want}.check(t, fmt.Sprintf("step %d update", step), s.update, *c.Tolerance, s.rows)
				checkClose(t, "weights", s.heads, c.Expect.Weights[step], *c.Tolerance*maxAbs(c.Expect.Weights[step]))
			}
		})
	}
}

// Between two periods a step asks for no gradients of single tasks.
func TestPeriodicSavesPasses(t *testing.T) {
	m := makeMethod(t, lookup(t, "periodic(mgda)"), conformTasks, map[string]string{"period": "3"})
	for i, s := range randomSteps(conformTasks)[:7] {
		if err := m.Step(s); err != nil {
			t.Fatal(err)
		}
		if asked := s.backward == nil; asked != (i%3 == 0) {
			t.Errorf("step %d: asked for the Jacobian: %v", i, asked)
		}
	}
}

// Without smoothing CR-MOGM is METHOD, bit by bit; so it is at the initial
// learning rate where the smoothing follows it.
func TestCRMOGMWithoutSmoothing(t *testing.T) {
	steps := randomSteps(conformTasks)[:10]
	for _, name := range []string{"mgda", "uw", "famo", "cagrad"} {
		for _, a := range []string{"0", "lr"} {
			of, on := lookup(t, name), lookup(t, "crmogm("+name+")")
			want := conformRun(t, of, makeMethod(t, of, conformTasks, nil), steps, 0, 10)
			if !sameResults(conformRun(t, on, makeMethod(t, on, conformTasks, map[string]string{"smoothing": a}), steps, 0, 10), want) {
				t.Errorf("crmogm(%s) with smoothing %s differs", name, a)
			}
		}
	}
}

// At a quarter of the initial rate, three quarters of the weights stay.
func TestCRMOGMFollowsSchedule(t *testing.T) {
	m := makeMethod(t, lookup(t, "crmogm(ls)"), 2, map[string]string{"smoothing": "lr", "first": "5"})
	m.(Scheduled).SetLRScale(0.25)
	checkClose(t, "weights", stepOn(t, m, nil, [][]float64{{1}, {1}}).heads, []float64{4, 4}, 1e-15)
}

// Wrappers go round each other, but not round themselves, a baseline, or a
// method without weights.
func TestWrappers(t *testing.T) {
	for _, name := range []string{"periodic(crmogm(agrm(famo)))", "agrm(periodic( nashmtl ))"} {
		in := lookup(t, name)
		if strings.ReplaceAll(name, " ", "") != in.Name {
			t.Errorf("%s is called %s", name, in.Name)
		}
		conformRun(t, in, makeMethod(t, in, conformTasks, nil), randomSteps(conformTasks), 0, conformSteps)
		goesOn(t, in, nil, randomSteps(conformTasks), 33, 60)
	}
	for name, want := range map[string]string{
		"crmogm(agrm(crmogm(ls)))": "is inside CR-MOGM already",
		"periodic(stl)":            "trains one task at a time",
		"crmogm(graddrop)":         "gives the tasks no weights",
		"agrm(go4align)":           "groups its weights itself",
		"periodic(nope)":           "agrm(METHOD), crmogm(METHOD), periodic(METHOD)",
	} {
		if _, err := Lookup(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", name, err, want)
		}
	}
}

// No wrapper has a hyper-parameter that a method or another wrapper has.
func TestWrapperParams(t *testing.T) {
	owner := map[string]string{}
	for _, w := range Wrappers {
		for _, p := range w.Params {
			for _, in := range All {
				if in.Name != GO4Align.Name && slices.ContainsFunc(in.Params, func(q Param) bool { return q.Name == p.Name }) {
					t.Errorf("%s and %s both have a parameter %s", w.Name, in.Name, p.Name)
				}
			}
			if owner[p.Name] != "" {
				t.Errorf("%s and %s both have a parameter %s", w.Name, owner[p.Name], p.Name)
			}
			owner[p.Name] = w.Name
		}
	}
}
