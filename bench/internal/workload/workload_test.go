package workload

import (
	"math"
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

// A tenth of the pixels of scenes has no class, depth or normal; normals have
// length one; attributes of faces are 0 or 1.
func TestImages(t *testing.T) {
	const n, h, w = 2, 24, 32
	s := NewScenes(n, h, w, 1)
	if len(s.Inputs[0]) != n*3*h*w || len(s.Targets) != 3 || len(s.AppendNumbers(nil)) != n*h*w*(3+1+1+3) {
		t.Fatalf("%d numbers of %d tasks", len(s.AppendNumbers(nil)), len(s.Targets))
	}
	classes, depths, normals := s.Targets[0].Labels, s.Targets[1].Values, s.Targets[2].Values
	noClass, noDepth, noNormal := 0, 0, 0
	for i := range n * h * w {
		at := i/(h*w)*3*h*w + i%(h*w)
		length := 0.0
		for c := range 3 {
			v := float64(normals[at+c*h*w])
			length += v * v
		}
		switch {
		case classes[i] < -1 || classes[i] > 12 || depths[i] != 0 && depths[i] < 0.5 || length != 0 && math.Abs(length-1) > 1e-5:
			t.Fatalf("pixel %d: class %d, depth %v, normal of length %v", i, classes[i], depths[i], length)
		case classes[i] < 0:
			noClass++
		}
		if depths[i] == 0 {
			noDepth++
		}
		if length == 0 {
			noNormal++
		}
	}
	for _, c := range []struct{ got, least, most int }{{noClass, 60, 170}, {noDepth, 100, 210}, {noNormal, 100, 210}} {
		if c.got < c.least || c.got > c.most {
			t.Errorf("of %d pixels %d have no class, %d no depth and %d no normal", n*h*w, noClass, noDepth, noNormal)
		}
	}
	f := NewFaces(50, 8, 4, 1)
	ones := 0
	for _, task := range f.Targets {
		for _, v := range task.Values {
			if v != 0 && v != 1 {
				t.Fatalf("attribute %v", v)
			}
			ones += int(v)
		}
	}
	if len(f.Targets) != 4 || len(f.Inputs[0]) != 50*3*64 || ones < 70 || ones > 130 {
		t.Errorf("%d attributes, %d of 200 are 1", len(f.Targets), ones)
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
