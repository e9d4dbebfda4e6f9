package qm9

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

// TestProtocol checks the published protocol, that of NTKMTL, and that other
// profiles change sizes, width and epochs only.
func TestProtocol(t *testing.T) {
	paper := Suite.Protocol(tasks.Paper)
	want := tasks.Protocol{
		Network: paper.Network, Epochs: 300, Batch: 120, Train: 110831, Val: 10000, Test: 10000, Units: 64,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-3},
		Schedule:  tasks.Schedule{Name: "plateau", Factor: 0.7, Patience: 5, Min: 1e-5},
		Selection: tasks.BestVal,
	}
	if passes != 3 || !strings.Contains(paper.Network, fmt.Sprintf("; %d passes", passes)) || !strings.Contains(paper.Network, fmt.Sprintf("Set2Set of %d steps", passes)) {
		t.Errorf("%d passes, 3 are published; %s", passes, paper.Network)
	}
	if paper != want {
		t.Errorf("%+v, want %+v", paper, want)
	}
	for _, profile := range []tasks.Profile{tasks.Quick, tasks.Standard} {
		p := Suite.Protocol(profile)
		if p.Epochs == paper.Epochs || p.Units == paper.Units || p.Train == paper.Train {
			t.Errorf("%s: %+v", profile, p)
		}
		p.Epochs, p.Units, p.Train, p.Val, p.Test = paper.Epochs, paper.Units, paper.Train, paper.Val, paper.Test
		if p != paper {
			t.Errorf("%s: %+v, want but for sizes %+v", profile, p, paper)
		}
	}
	ntk := suite{}.WithProtocol(paper, "ntkmtl")
	if ntk.Batch != 60 || ntk.Schedule.Patience != 10 || ntk.Epochs != 300 || !strings.Contains(ntk.Notes, "NTKMTL") {
		t.Errorf("%+v", ntk)
	}
}

// TestReferences checks the validation score's references against the published
// baseline.
func TestReferences(t *testing.T) {
	table, err := reports.PublishedTables("qm9")
	must(t, err)
	for k, m := range Suite.Info().Metrics {
		if m.Reference != table.Precise[k] || len(table.Precise) != Targets {
			t.Errorf("%s: %v, want %v", m.Task, m.Reference, table.Precise)
		}
	}
}

// small is a protocol for the tests' molecules.
func small() tasks.Protocol {
	p := Suite.Protocol(tasks.Quick)
	p.Train, p.Val, p.Test, p.Batch, p.Units = 7, 2, 2, 3, 4
	return p
}

// varied are the tests' molecules with properties that vary.
func varied() []*molecule {
	list := examples()
	for i, m := range list {
		for p := range m.prop {
			m.prop[p] = float64(p) + math.Sin(float64(i*(p+1)))
		}
	}
	return list
}

func TestConform(t *testing.T) {
	suitetest.Conform(t, Suite, tasks.Options{Data: folder(t, sdfFiles(varied())...), Seed: 1, Protocol: small()})
}

// TestConstant checks the errors of the training mean on molecules whose target
// is known.
func TestConstant(t *testing.T) {
	list := many(40)
	for i, m := range list {
		m.prop[mu] = float64(i % 2) // the mean is 0.5 where both are as frequent
	}
	p := Suite.Protocol(tasks.Quick)
	p.Train, p.Val, p.Test, p.Batch, p.Units = 38, 1, 1, 8, 4
	problem := suitetest.Open(t, Suite, tasks.Options{Data: folder(t, sdfFiles(list)...), Task: tasks.AllTasks, Protocol: p})
	got, err := problem.(tasks.Constant).Constant(tasks.Test)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got[0]-0.5) > 1.01/38 {
		t.Errorf("mu: %v", got[0])
	}
	if want := suitetest.Evaluate(t, problem); len(got) != len(want) {
		t.Errorf("%d errors for %d metrics", len(got), len(want))
	}
}

// TestSizeNote holds that the report tells of every set that is not the
// published one.
func TestSizeNote(t *testing.T) {
	for n, want := range map[int]string{
		3000:   "of the 3000 molecules that are there, not 130831,",
		130831: "",
		133885: "3054 more than published train",
	} {
		if got := sizeNote(n); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%d molecules: %q, want %q", n, got, want)
		}
	}
}

// TestFit checks that published sizes take the shares of a set that is smaller,
// and that others stay as they are.
func TestFit(t *testing.T) {
	dir := folder(t, sdfFiles(many(400))...)
	for _, c := range []struct {
		of   tasks.Protocol
		want [3]int
		note bool
	}{
		{Suite.Protocol(tasks.Paper), [3]int{340, 30, 30}, true},
		{suite{}.WithProtocol(Suite.Protocol(tasks.Paper), "ntkmtl"), [3]int{340, 30, 30}, true},
		{small(), [3]int{7, 2, 2}, false},
	} {
		p, err := suite{}.Fit(c.of, dir)
		if got := [3]int{p.Train, p.Val, p.Test}; err != nil || got != c.want || strings.Contains(p.Notes, "of the 400 molecules") != c.note {
			t.Errorf("%+v, %v, want %v", p, err, c.want)
		}
		if !strings.HasPrefix(p.Notes, c.of.Notes) {
			t.Errorf("note %q, want %q before it", p.Notes, c.of.Notes)
		}
	}
	if _, err := (suite{}).Fit(Suite.Protocol(tasks.Paper), t.TempDir()); !errors.Is(err, tasks.ErrNoData) {
		t.Error(err)
	}
}

// TestOpenErrors checks what a set that is too small, or not there, is told.
func TestOpenErrors(t *testing.T) {
	o := tasks.Options{Data: folder(t, sdfFiles(varied())...), Task: tasks.AllTasks, Protocol: Suite.Protocol(tasks.Standard)}
	if _, err := Suite.Open(o); err == nil || !strings.Contains(err.Error(), "qm9: 2542 training, 229 validation and 229 test samples are more than the 11 molecules") {
		t.Error(err)
	}
	o.Data = t.TempDir()
	if _, err := Suite.Open(o); !errors.Is(err, tasks.ErrNoData) {
		t.Error(err)
	}
}

// TestLearn trains on real molecules, in the quick profile: the network is
// better than the mean of the training targets on every one.
func TestLearn(t *testing.T) {
	o := tasks.Options{Data: data(t), Seed: 1, Task: tasks.AllTasks, Protocol: Suite.Protocol(tasks.Quick)}
	p := suitetest.Open(t, Suite, o)
	suitetest.Train(t, p, Targets, 0, o.Protocol.Epochs, o.Protocol.Optimizer.LR)
	got := suitetest.Evaluate(t, p)
	floor, err := p.(tasks.Constant).Constant(tasks.Test)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range got {
		t.Logf("%s: %.3f of what the mean errs by", targets[k].name, v/floor[k])
		if v > 0.97*floor[k] {
			t.Errorf("%s: %v, the mean errs by %v", targets[k].name, v, floor[k])
		}
	}
	if slices.Min(floor) <= 0 {
		t.Errorf("errors of the mean %v", floor)
	}
}
