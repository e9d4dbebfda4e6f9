package landmine

import (
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

// The suite opens at every profile, all tasks and each alone.
func TestPublished(t *testing.T) {
	data := golden.Data(t)
	for _, profile := range tasks.Profiles {
		o := tasks.Options{Data: data, Seed: 1, Task: tasks.AllTasks, Protocol: Suite.Protocol(profile)}
		if _, err := Suite.Files(data, o.Protocol); err != nil {
			t.Skip(err)
		}
		suitetest.Open(t, Suite, o)
	}
	o := tasks.Options{Data: data, Seed: 1, Protocol: Suite.Protocol(tasks.Quick)}
	for k := range Suite.Info().Tasks {
		o.Task = k
		suitetest.Open(t, Suite, o)
	}
	o.Task = tasks.AllTasks
	p := suitetest.Open(t, Suite, o)
	suitetest.Train(t, p, len(Suite.Info().Tasks), 0, 60, 1e-3)
	var mean float64
	for _, v := range suitetest.Evaluate(t, p) {
		mean += v / float64(len(Suite.Info().Metrics))
	}
	if mean < 70 {
		t.Errorf("mean AUC %.1f", mean)
	}
}
