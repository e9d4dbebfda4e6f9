package methods

import (
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestRegistry(t *testing.T) {
	titles := map[string]bool{}
	for i, in := range All {
		if in.Name != strings.ToLower(in.Name) || slices.Index(Names(), in.Name) != i {
			t.Errorf("name %q is not in lower case, or not unique", in.Name)
		}
		if titles[in.Title] {
			t.Errorf("%s: title %q is not unique", in.Name, in.Title)
		}
		titles[in.Title] = true
		if _, err := fs.Stat(Code, in.Name+".go"); err != nil {
			t.Errorf("%s: %v", in.Name, err)
		}
		for what, text := range map[string]string{"title": in.Title, "paper": in.Paper, "rule": in.Rule, "cost": in.Cost, "heads": in.Heads} {
			if text == "" {
				t.Errorf("%s has no %s", in.Name, what)
			}
		}
		if !slices.Contains([]Kind{Baseline, LossOriented, GradientOriented}, in.Kind) {
			t.Errorf("%s: kind %q", in.Name, in.Kind)
		}
	}
}

// After the scalarisations without a choice, tables go by the year, up to
// GO4Align and its controls. What a user adds stands behind it.
func TestRegistryOrder(t *testing.T) {
	from, to := slices.Index(Names(), "uw"), slices.Index(Names(), "fixed")
	if !slices.IsSortedFunc(All[from:to], func(a, b Info) int { return a.Year - b.Year }) {
		t.Errorf("years do not ascend from uw to fixed: %v", Names())
	}
	if All[0].Name != "stl" || DefaultSet[len(DefaultSet)-1] != "go4align" {
		t.Errorf("STL is not first or GO4Align not last of the default set: %v", Names())
	}
	last := -1
	for _, name := range DefaultSet {
		i := slices.Index(Names(), name)
		if i <= last {
			t.Errorf("default method %q is unknown or out of order", name)
		}
		last = i
	}
}

// Defaults are valid and written as Resolve would write them, or naming a
// default would make another cell.
func TestDefaults(t *testing.T) {
	for _, in := range All {
		for _, p := range in.Params {
			v, err := p.check(p.Default)
			if err != nil || v != p.Default {
				t.Errorf("%s.%s: default %q is written %q, error %v", in.Name, p.Name, p.Default, v, err)
			}
			if p.Doc == "" {
				t.Errorf("%s.%s has no doc", in.Name, p.Name)
			}
		}
		for _, tasks := range []int{1, 2, 40} {
			s := randomStep(rand.New(rand.NewPCG(5, 6)), tasks)
			if err := makeMethod(t, in, tasks, nil).Step(s); err != nil {
				t.Errorf("%s for %d tasks: %v", in.Name, tasks, err)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	if in, err := Lookup("go4align"); err != nil || in.Title != "GO4Align" {
		t.Errorf("%v, %v", in.Title, err)
	}
	_, err := Lookup("GO4Align")
	if err == nil || !strings.Contains(err.Error(), `unknown method "GO4Align"; valid are stl, ls, `) {
		t.Errorf("error %v", err)
	}
}
