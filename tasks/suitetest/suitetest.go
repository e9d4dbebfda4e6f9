// Package suitetest checks, for the tests of suites, what the contracts of
// tasks.Suite and tasks.Problem promise.
package suitetest

import (
	"bytes"
	"encoding/gob"
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// Describe checks that a suite tells what a list, a table and a record need.
func Describe(t *testing.T, s tasks.Suite) {
	info := s.Info()
	for what, text := range map[string]string{"name": info.Name, "title": info.Title, "source": info.Source, "notes": info.Notes} {
		if text == "" {
			t.Errorf("no %s", what)
		}
	}
	if len(info.Tasks) == 0 || len(info.Metrics) == 0 {
		t.Errorf("%d tasks and %d metrics", len(info.Tasks), len(info.Metrics))
	}
	for _, m := range info.Metrics {
		if m.Name == "" || m.Task != "" && !slices.Contains(info.Tasks, m.Task) {
			t.Errorf("metric %+v has no name or an unknown task", m)
		}
	}
	if info.LossFloor != nil && len(info.LossFloor) != len(info.Tasks) {
		t.Errorf("%d loss floors of %d tasks", len(info.LossFloor), len(info.Tasks))
	}
	for _, profile := range tasks.Profiles {
		p := s.Protocol(profile)
		if p.Network == "" || p.Epochs < 1 || p.Steps < 1 && (p.Batch < 1 || p.Train < p.Batch || p.Test < 1) {
			t.Errorf("profile %s lacks a size: %+v", profile, p)
		}
		if p.Optimizer.Name == "" || p.Optimizer.LR <= 0 {
			t.Errorf("profile %s lacks an optimiser: %+v", profile, p.Optimizer)
		}
		if p.Selection == "" || p.Selection == tasks.BestVal && p.Val < 1 {
			t.Errorf("profile %s selects by %q with %d validation samples", profile, p.Selection, p.Val)
		}
	}
}

// Open opens a suite and ends the test if that fails.
func Open(t testing.TB, s tasks.Suite, o tasks.Options) tasks.Problem {
	t.Helper()
	p, err := s.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Train trains k tasks by the plain sum of their losses over the epochs
// [from, to) and returns the last step's losses.
func Train(t testing.TB, p tasks.Problem, k, from, to int, lr float64) []float64 {
	t.Helper()
	losses, w := make([]float64, k), slices.Repeat([]float64{1}, k)
	for e := from; e < to; e++ {
		must(t, p.Epoch(e))
		for range p.Steps() {
			must(t, p.Next())
			must(t, p.Losses(losses))
			must(t, p.Backward(w))
			must(t, p.Update(lr))
		}
	}
	return losses
}

// Evaluate is the metrics on the test samples.
func Evaluate(t testing.TB, p tasks.Problem) []float64 {
	t.Helper()
	v, err := p.Evaluate(tasks.Test)
	must(t, err)
	return v
}

// Conform opens small problems of a suite with these options and checks that
// a run is repeatable, goes on from a checkpoint bit by bit, and gives the
// metrics that Info lists, of the trained task only when one is trained. It
// trains a few epochs.
func Conform(t *testing.T, s tasks.Suite, o tasks.Options) {
	info := s.Info()
	k, lr := len(info.Tasks), o.Protocol.Optimizer.LR
	o.Task = tasks.AllTasks
	a, b := Open(t, s, o), Open(t, s, o)
	first := Train(t, a, k, 0, 1, lr)
	if again := Train(t, b, k, 0, 1, lr); !slices.Equal(first, again) {
		t.Errorf("one seed gives losses %v and %v", first, again)
	}
	var file bytes.Buffer
	must(t, gob.NewEncoder(&file).Encode(a.State()))
	resumed := Open(t, s, o)
	must(t, gob.NewDecoder(&file).Decode(resumed.State()))
	want, got := Train(t, a, k, 1, 2, lr), Train(t, resumed, k, 1, 2, lr)
	if !slices.Equal(got, want) || !slices.Equal(Evaluate(t, a), Evaluate(t, resumed)) {
		t.Errorf("losses %v, after a checkpoint %v", want, got)
	}
	checkMetrics(t, info, Evaluate(t, a), tasks.AllTasks)
	o.Task = k - 1
	single := Open(t, s, o)
	Train(t, single, 1, 0, 1, lr)
	checkMetrics(t, info, Evaluate(t, single), o.Task)
}

// checkMetrics checks which metrics are numbers when one task is trained, or
// all are.
func checkMetrics(t *testing.T, info tasks.Info, values []float64, task int) {
	t.Helper()
	if len(values) != len(info.Metrics) {
		t.Fatalf("%d values for %d metrics", len(values), len(info.Metrics))
	}
	for i, m := range info.Metrics {
		if m.Task == "" && task != tasks.AllTasks {
			continue
		}
		trained := task == tasks.AllTasks || m.Task == info.Tasks[task]
		if math.IsNaN(values[i]) == trained {
			t.Errorf("metric %s %s is %v; trained: %v", m.Task, m.Name, values[i], trained)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// OpenAll opens the suite on published data: at every profile, and at quick
// each task alone and, of a cross-validation, each fold. It skips the test
// where the data is not there.
func OpenAll(t *testing.T, s tasks.Suite, data string) {
	t.Helper()
	info := s.Info()
	for _, profile := range tasks.Profiles {
		o := tasks.Options{Data: data, Seed: 1, Task: tasks.AllTasks, Protocol: s.Protocol(profile)}
		if _, err := s.Files(data, o.Protocol); err != nil {
			t.Skip(err)
		}
		for o.Part = range max(1, info.Parts) {
			Open(t, s, o)
		}
	}
	o := tasks.Options{Data: data, Seed: 1, Protocol: s.Protocol(tasks.Quick)}
	for o.Task = range info.Tasks {
		Open(t, s, o)
	}
}

// Learn trains the suite's quick problem on published data by the sum of the
// losses for so many epochs, and gives the mean of its metrics.
func Learn(t *testing.T, s tasks.Suite, data string, epochs int) float64 {
	t.Helper()
	o := tasks.Options{Data: data, Seed: 1, Task: tasks.AllTasks, Protocol: s.Protocol(tasks.Quick)}
	p := Open(t, s, o)
	Train(t, p, len(s.Info().Tasks), 0, epochs, o.Protocol.Optimizer.LR)
	values := Evaluate(t, p)
	mean := 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	return mean
}
