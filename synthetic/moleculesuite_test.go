package synthetic

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/qm9"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

// smallMolecules are the options of a small problem.
func smallMolecules() tasks.Options {
	o := tasks.Options{Seed: 1, Task: tasks.AllTasks, Protocol: Molecules.Protocol(tasks.Quick)}
	o.Protocol.Train, o.Protocol.Val, o.Protocol.Test, o.Protocol.Batch, o.Protocol.Units = 24, 4, 4, 8, 4
	return o
}

func TestMoleculesDescribe(t *testing.T) { suitetest.Describe(t, Molecules) }

func TestMoleculesConform(t *testing.T) { suitetest.Conform(t, Molecules, smallMolecules()) }

// TestMoleculesSpread holds the references of the validation score against
// what the targets are seen to deviate.
func TestMoleculesSpread(t *testing.T) {
	set, err := MoleculeSet(firstNumbers(400), moleculeSeed)
	if err != nil {
		t.Fatal(err)
	}
	for k, m := range Molecules.Info().Metrics {
		var mean, off float64
		for i := range set.Len() {
			mean += set.Target(i, k) / float64(set.Len())
		}
		for i := range set.Len() {
			off += math.Abs(set.Target(i, k)-mean) / float64(set.Len())
		}
		if math.Abs(off-m.Reference) > 0.15*off {
			t.Errorf("%s deviates by %v, the reference is %v", m.Task, off, m.Reference)
		}
	}
}

// TestMoleculesFormsAgree trains on the drawn set and on its files: the same to
// the bit.
func TestMoleculesFormsAgree(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	o := smallMolecules()
	p := o.Protocol
	o.Data = t.TempDir()
	if _, err := WriteMolecules(t.Context(), o.Data, p.Train+p.Val+p.Test, moleculeSeed, nil); err != nil {
		t.Fatal(err)
	}
	var got [2][]float64
	for i, s := range []tasks.Suite{Molecules, qm9.Suite} {
		problem := suitetest.Open(t, s, o)
		suitetest.Train(t, problem, qm9.Targets, 0, 2, 1e-3)
		got[i] = suitetest.Evaluate(t, problem)
	}
	if !slices.Equal(got[0], got[1]) {
		t.Errorf("drawn %v, from files %v", got[0], got[1])
	}
}

// TestMoleculesLearn trains the quick problem: it is better than the mean on
// every target.
func TestMoleculesLearn(t *testing.T) {
	o := tasks.Options{Seed: 1, Task: tasks.AllTasks, Protocol: Molecules.Protocol(tasks.Quick)}
	p := suitetest.Open(t, Molecules, o)
	suitetest.Train(t, p, qm9.Targets, 0, o.Protocol.Epochs, o.Protocol.Optimizer.LR)
	mean := 0.0
	for k, v := range suitetest.Evaluate(t, p) {
		m := Molecules.Info().Metrics[k]
		t.Logf("%s: %.3f of its spread", m.Task, v/m.Reference)
		if mean += v / m.Reference / qm9.Targets; v > 0.99*m.Reference { // dipoles are learnt last
			t.Errorf("%s: %v, the mean errs by %v", m.Task, v, m.Reference)
		}
	}
	if mean > 0.5 {
		t.Errorf("errors are %v of the mean's", mean)
	}
}
