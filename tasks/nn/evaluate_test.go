package nn

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// TestEvaluate holds that the batch size of evaluation changes nothing, the
// ragged last batch included, and that predictions are those of training.
func TestEvaluate(t *testing.T) {
	columns := slices.Repeat([]headSpec{oneLinear(1, MSE)}, 5)
	for name, spec := range map[string]netSpec{"mlp": mlpSpec(errorHeads()), "lenet": lenetSpec(errorHeads()), "single columns": mlpSpec(columns)} {
		var first []float64
		for _, batch := range []int{0, 1, 4, 20, 300} {
			c := spec.config(20, 20, tasks.AllTasks)
			c.EvalBatch = batch
			c.Meter = NewSquaredError([]float64{1, 1, 1, 1, 1})
			p, losses := stepOf(t, c)
			got, err := p.Evaluate(tasks.Test)
			check(t, err)
			if first == nil {
				first = losses
			}
			for k := range got {
				if math.Abs(got[k]-first[k]) > 1e-5*first[k] {
					t.Errorf("%s in batches of %d: %v, want %v", name, batch, got, first)
				}
			}
		}
	}
}

// errorHeads are heads of squared errors, packed and not.
func errorHeads() []headSpec {
	heads := []headSpec{oneLinear(1, MSE), oneLinear(3, MSE), oneLinear(2, MSE), oneLinear(1, MSE), oneLinear(2, MSE)}
	heads[2].layers = append([]layerSpec{denseSpec(4, ReLU)}, heads[2].layers...)
	return heads
}

// TestEvaluateLeavesTraining holds that evaluation does not disturb a step.
func TestEvaluateLeavesTraining(t *testing.T) {
	spec := lenetSpec(ragged(3))
	a := open(t, spec.config(20, 5, tasks.AllTasks))
	b := open(t, spec.config(20, 5, tasks.AllTasks))
	run(t, a, 0, 1, false)
	_, err := a.Evaluate(tasks.Train)
	check(t, err)
	run(t, b, 0, 1, false)
	if !slices.Equal(run(t, a, 1, 1, true), run(t, b, 1, 1, true)) {
		t.Error("training after an evaluation differs")
	}
}

func TestEvaluateGivesNaN(t *testing.T) {
	p := open(t, mlpSpec(ragged(4)).config(20, 5, 1))
	for split, trained := range map[tasks.Split]bool{tasks.Val: false, tasks.Test: true} {
		v, err := p.Evaluate(split)
		check(t, err)
		for k := range v {
			if isNaN := math.IsNaN(v[k]); isNaN == (trained && k == 1) {
				t.Errorf("split %d: metrics %v when task 1 of 4 is trained", split, v)
			}
		}
	}
}

func TestAccuracy(t *testing.T) {
	nan := float32(math.NaN())
	tests := []struct {
		name   string
		pred   []float32
		labels []int32
		want   float64
	}{
		{"right", []float32{1, 2, 3, 3, 2, 1}, []int32{2, 0}, 100},
		{"half", []float32{1, 2, 3, 3, 2, 1}, []int32{2, 1}, 50},
		{"tie: the first", []float32{2, 2, 1, 2, 2, 1}, []int32{0, 1}, 50},
		{"NaN is wrong", []float32{nan, 1, 2, 0, 1, nan}, []int32{2, 2}, 0},
		{"missing", []float32{1, 2, 3, 3, 2, 1}, []int32{2, -1}, 100},
		{"all missing", []float32{1, 2, 3, 3, 2, 1}, []int32{-1, -1}, math.NaN()},
	}
	for _, tt := range tests {
		m := NewAccuracy(2)
		m.Add(1, tt.pred, 3, Target{Labels: tt.labels}, 2)
		v := m.Values()
		if !math.IsNaN(v[0]) || v[1] != tt.want && !(math.IsNaN(v[1]) && math.IsNaN(tt.want)) {
			t.Errorf("%s: accuracies %v, want NaN and %v", tt.name, v, tt.want)
		}
		m.Reset()
		if v := m.Values(); !math.IsNaN(v[1]) {
			t.Errorf("%s: accuracy %v after Reset", tt.name, v[1])
		}
	}
}

func TestSquaredError(t *testing.T) {
	m := NewSquaredError([]float64{1, 4})
	m.Add(0, []float32{1, 2, 9}, 1, Target{Values: []float32{0, 0, 9}}, 2) // the third is no sample
	m.Add(1, []float32{1, 2, 3, 4}, 2, Target{Values: []float32{1, 0, 3, 0}}, 2)
	m.Add(1, []float32{0, 2}, 2, Target{Values: []float32{0, 0}}, 1)
	// (1 + 4)/2, and ((0+4)/2 + (0+16)/2 + (0+4)/2)/3/4
	if v := m.Values(); v[0] != 2.5 || v[1] != 1 {
		t.Errorf("errors %v, want 2.5 and 1", v)
	}
}
