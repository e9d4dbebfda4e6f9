package synthetic

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func openToy(t *testing.T, change func(*tasks.Options)) *toyProblem {
	t.Helper()
	o := tasks.Options{Protocol: Toy.Protocol(tasks.Quick), Task: tasks.AllTasks}
	change(&o)
	p, err := Toy.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return p.(*toyProblem)
}

func TestToyStarts(t *testing.T) {
	for part, want := range toyStarts {
		p := openToy(t, func(o *tasks.Options) { o.Part = part })
		if got := [2]float64(p.Position()); got != want {
			t.Errorf("part %d starts at %v, want %v", part, got, want)
		}
	}
	if Toy.Info().Parts != len(toyStarts) || toyStarts[0] != [2]float64{-8.5, 7.5} {
		t.Error("the starts changed: a later opening must not move them")
	}
}

func TestToyEvaluate(t *testing.T) {
	for _, c := range []struct {
		name string
		x    []float64
		task int
		want []float64
	}{
		{"on the front", []float64{0, -8.3552}, tasks.AllTasks, []float64{-1.509, -15.092, 0, 1}},
		{"within reach", []float64{0, -8.26}, tasks.AllTasks, []float64{-1.509, -15.091, 0.0952, 1}},
		{"out of reach", []float64{0, -8.2}, tasks.AllTasks, []float64{-1.509, -15.091, 0.1552, 0}},
		{"one task", []float64{0, -8.3552}, 1, []float64{math.NaN(), -15.092, 0, 1}},
	} {
		p := openToy(t, func(o *tasks.Options) { o.Task = c.task })
		copy(p.state.X, c.x)
		got, err := p.Evaluate(tasks.Test)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			if math.IsNaN(want) != math.IsNaN(got[i]) || math.Abs(got[i]-want) > 1e-3 {
				t.Errorf("%s: metric %d is %v, want %v", c.name, i, got[i], want)
			}
		}
	}
}

func TestToyOneTask(t *testing.T) {
	p := openToy(t, func(o *tasks.Options) { o.Task, o.Part = 1, 3 })
	before := suitetest.Evaluate(t, p)
	suitetest.Train(t, p, 1, 0, 8, 1e-3)
	after := suitetest.Evaluate(t, p)
	if !(after[1] < before[1]-5) {
		t.Errorf("2,000 steps take loss 2 from %v to %v", before[1], after[1])
	}
	if k, n := p.Dims(); k != 1 || n != 2 {
		t.Errorf("%d tasks, %d parameters", k, n)
	}
}

func TestToyConform(t *testing.T) {
	suitetest.Describe(t, Toy)
	for _, name := range []string{"adam", "sgd"} {
		o := tasks.Options{Protocol: Toy.Protocol(tasks.Quick)}
		o.Protocol.Optimizer = tasks.Optimizer{Name: name, LR: 1e-3, Momentum: 0.9, WeightDecay: 1e-4}
		suitetest.Conform(t, Toy, o)
	}
}

func TestToyJacobian(t *testing.T) {
	p := openToy(t, func(o *tasks.Options) { o.Part = 2 })
	if err := p.Losses(make([]float64, 2)); err != nil {
		t.Fatal(err)
	}
	j, err := p.Jacobian()
	if err != nil {
		t.Fatal(err)
	}
	_, grad := toy(toyStarts[2], toyScale)
	if got, want := j.Gram().At(0, 1), grad[0][0]*grad[1][0]+grad[0][1]*grad[1][1]; got != want {
		t.Errorf("inner product %v, want %v", got, want)
	}
	if err := j.Combine([]float64{2, -3}, nil); err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(p.update)
	err = j.Map(func(rows [][]float64, dst []float64) {
		for i := range dst {
			dst[i] = 2*rows[0][i] - 3*rows[1][i]
		}
	}, nil)
	if err != nil || !slices.Equal(p.update, want) {
		t.Errorf("Map leaves %v, Combine %v; %v", p.update, want, err)
	}
}

func TestToyUnknownOptimizer(t *testing.T) {
	o := tasks.Options{Protocol: Toy.Protocol(tasks.Quick), Task: tasks.AllTasks}
	o.Protocol.Optimizer.Name = "lion"
	if _, err := Toy.Open(o); err == nil || !strings.Contains(err.Error(), `"lion"`) {
		t.Errorf("error %v", err)
	}
}

// TestSettings finds every method parameter that a suite sets.
func TestSettings(t *testing.T) {
	for _, s := range []tasks.Suite{Toy, Tanh} {
		for key, value := range s.Info().Settings {
			method, parameter, _ := strings.Cut(key, ".")
			info, err := methods.Lookup(method)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := info.Resolve(map[string]string{parameter: value}); err != nil {
				t.Errorf("%s sets %s: %v", s.Info().Name, key, err)
			}
		}
	}
}
