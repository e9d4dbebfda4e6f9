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
		size := map[string]int{"lenet": 36 * 36, "mlp": 21}[name]
		if len(s.X) != 6*size || len(s.Values) != 2 || len(s.Values[1]) != 6 || s.Labelled != (name == "lenet") {
			t.Errorf("%s: %d inputs, %d tasks, labels %v", name, len(s.X), len(s.Values), s.Labelled)
		}
	}
}
