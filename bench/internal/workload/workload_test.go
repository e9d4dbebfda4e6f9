package workload

import (
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/qm9"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func TestSuite(t *testing.T) {
	s := Suite{K: 5}
	suitetest.Describe(t, s)
	protocol := s.Protocol(tasks.Quick)
	p := suitetest.Open(t, s, tasks.Options{Protocol: protocol, Seed: 2, Task: tasks.AllTasks})
	before := suitetest.Train(t, p, 5, 0, 1, 1e-3)
	after := suitetest.Train(t, p, 5, 1, 9, 1e-3)
	for k, v := range after {
		if !(v < before[k]) {
			t.Errorf("task %d: loss %g after 1 epoch, %g after 9", k, before[k], v)
		}
	}
	if v, err := p.Evaluate(tasks.Test); err != nil || len(v) != 5 {
		t.Errorf("metrics %v, %v", v, err)
	}
}

// Molecules have the sizes of real ones and stand in a batch without gaps.
func TestMolecules(t *testing.T) {
	m := NewMolecules(120, 1)
	atoms, pairs := 0, 0
	for _, v := range m.Sizes {
		if v < 9 || v > MostAtoms {
			t.Errorf("a molecule of %d atoms", v)
		}
		atoms, pairs = atoms+v, pairs+v*v
	}
	if mean := float64(atoms) / 120; mean < 16 || mean > 19 {
		t.Errorf("%.1f atoms on average", mean)
	}
	if n := len(m.AppendNumbers(nil)); n != 120+atoms*qm9.NodeFeatures+pairs*qm9.EdgeFeatures+120*qm9.Targets {
		t.Errorf("%d numbers", n)
	}
	b := nn.Batch{Inputs: [][]float32{make([]float32, 2), make([]float32, 2*MostAtoms*qm9.NodeFeatures), make([]float32, 2*MostAtoms*MostAtoms*qm9.EdgeFeatures)}}
	for range qm9.Targets {
		b.Targets = append(b.Targets, nn.Target{Values: make([]float32, 2)})
	}
	if err := m.Fill(tasks.Train, []int{5, 3}, &b); err != nil {
		t.Fatal(err)
	}
	first := m.Sizes[5]
	if b.Inputs[0][0] != float32(first) || b.Inputs[0][1] != float32(m.Sizes[3]) ||
		b.Inputs[1][first*qm9.NodeFeatures] != m.nodes[3][0] || b.Inputs[2][first*first*qm9.EdgeFeatures] != m.pairs[3][0] ||
		b.Targets[4].Values[1] != m.values[4][3] {
		t.Errorf("molecules 5 and 3 in a batch: sizes %v", b.Inputs[0])
	}
}

func TestSamples(t *testing.T) {
	for name, s := range map[string]*Samples{"lenet": NewSamples(LeNet(2), 6, 1), "mlp": NewSamples(MLP(2), 6, 1)} {
		size, labelled := map[string]int{"lenet": 36 * 36, "mlp": 21}[name], name == "lenet"
		if len(s.Inputs) != 1 || len(s.Inputs[0]) != 6*size || len(s.Targets) != 2 {
			t.Fatalf("%s: %d inputs, %d tasks", name, len(s.Inputs), len(s.Targets))
		}
		if n := len(s.Targets[1].Labels); (n == 6) != labelled || len(s.Targets[1].Values)+n != 6 {
			t.Errorf("%s: %d labels, %d values", name, n, len(s.Targets[1].Values))
		}
		all := s.AppendNumbers(nil)
		if len(all) != 6*size+2*6 || all[6*size-1] != s.Inputs[0][6*size-1] {
			t.Errorf("%s: %d numbers", name, len(all))
		}
	}
}
