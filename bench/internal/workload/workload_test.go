package workload

import (
	"testing"

	"github.com/mtobench/mtobench/tasks"
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
