package synthetic

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func tanhOptions(train int) tasks.Options {
	o := tasks.Options{Seed: 1, Task: tasks.AllTasks, Protocol: Tanh.Protocol(tasks.Quick)}
	o.Protocol.Train, o.Protocol.Val, o.Protocol.Test = train, 0, 128
	return o
}

func TestTanhConform(t *testing.T) {
	suitetest.Describe(t, Tanh)
	suitetest.Conform(t, Tanh, tanhOptions(128))
}

// TestTanhData measures the data: the tasks differ by their scale, share the
// common part, and a smaller set is the beginning of a larger.
func TestTanhData(t *testing.T) {
	d := newTanhData(tanhOptions(512).Protocol)
	if again := newTanhData(tanhOptions(512).Protocol); again != d {
		t.Error("two cells of one process do not share the data")
	}
	few := newTanhData(tanhOptions(64).Protocol)
	y, start := tanhTargets(d), tanhTargets(few)
	for k, sigma := range tanhScales {
		mean := meanProduct(y[k], y[k]) / (sigma * sigma)
		if mean < 0.74 || mean > 0.82 {
			t.Errorf("task %d: mean square %.3f sigma^2, the formula's is about 0.78", k, mean)
		}
		for i, v := range start[k] {
			if v != y[k][i] {
				t.Fatalf("task %d: 64 samples are not the first of 512", k)
			}
		}
		j := (k + 1) % len(y)
		if c := meanProduct(y[k], y[j]) / (sigma * tanhScales[j]); c < 0.4 || c > 0.7 {
			t.Errorf("tasks %d and %d have mean product %.3f sigma sigma", k, j, c)
		}
	}
	norm := meanProduct(d.splits[tasks.Train].x, d.splits[tasks.Train].x) * tanhInputs
	if math.Abs(norm-1) > 0.02 {
		t.Errorf("mean squared norm of the inputs is %.3f, want 1", norm)
	}
	if d.splits[tasks.Train].x[0] == d.splits[tasks.Test].x[0] {
		t.Error("training and test samples are the same")
	}
}

// tanhTargets is the targets of each task in the training split.
func tanhTargets(d *drawn) [][]float32 {
	sp := &d.splits[tasks.Train]
	all := make([]int, sp.n)
	for i := range all {
		all[i] = i
	}
	d.know(tasks.Train, all)
	y := make([][]float32, len(tanhScales))
	for i := range all {
		for k := range y {
			y[k] = append(y[k], sp.target(d, i, k)...)
		}
	}
	return y
}

func meanProduct(a, b []float32) float64 {
	var sum float64
	for i, v := range a {
		sum += float64(v) * float64(b[i])
	}
	return sum / float64(len(a))
}

func TestTanhFill(t *testing.T) {
	d := newTanhData(tanhOptions(64).Protocol)
	b := nn.Batch{Inputs: [][]float32{make([]float32, 2*tanhInputs)}}
	for range tanhScales {
		b.Targets = append(b.Targets, nn.Target{Values: make([]float32, 2*tanhOutputs)})
	}
	if err := d.Fill(tasks.Train, []int{7, 3}, &b); err != nil {
		t.Fatal(err)
	}
	sp := &d.splits[tasks.Train]
	for i, r := range []int{7, 3} {
		if got, want := b.Inputs[0][i*tanhInputs+5], sp.x[r*tanhInputs+5]; got != want {
			t.Errorf("sample %d: input %v, want %v", r, got, want)
		}
		for k := range tanhScales {
			if got, want := b.Targets[k].Values[i*tanhOutputs+99], sp.target(d, r, k)[99]; got != want {
				t.Errorf("sample %d, task %d: target %v, want %v", r, k, got, want)
			}
		}
	}
}

// TestTanhLearn trains the task of scale 1 alone, from the error of predicting
// 0 down.
func TestTanhLearn(t *testing.T) {
	o := tanhOptions(2048)
	o.Task = 0
	p := suitetest.Open(t, Tanh, o)
	before := suitetest.Evaluate(t, p)[0]
	suitetest.Train(t, p, 1, 0, 5, 3e-3)
	if after := suitetest.Evaluate(t, p)[0]; before < 0.75 || after > 0.70 {
		t.Errorf("nMSE goes from %.3f to %.3f", before, after)
	}
}
