package qm9

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// open makes the network on a set, with plain gradient descent so that a step
// of rate 1 tells the gradient.
func open(t testing.TB, set *Set, width, hidden int, p tasks.Protocol) *nn.Problem {
	t.Helper()
	s, err := NewSamples(set, p)
	must(t, err)
	problem, err := nn.NewProblem(nn.Config{
		Network: Network(width, hidden, s.MaxAtoms()), Data: s, Meter: newMeter(s.Deviation),
		Options: tasks.Options{Seed: 1, Task: tasks.AllTasks, Protocol: p},
	})
	must(t, err)
	return problem
}

// parameters are the problem's own, in its checkpoint.
func parameters(p *nn.Problem) []float32 {
	return reflect.ValueOf(p.State()).Elem().FieldByName("Params").Convert(reflect.TypeFor[[]float32]()).Interface().([]float32)
}

// exampleSet is the tests' molecules.
func exampleSet(t testing.TB) *Set {
	t.Helper()
	set, err := Load(folder(t, sdfFiles(varied())...))
	must(t, err)
	return set
}

// TestNetworkGradients holds the gradient of the whole network, layer by layer,
// against differences of its losses along it: a vector whose length is the
// slope in its own direction is no other than the gradient, up to rounding.
func TestNetworkGradients(t *testing.T) {
	protocol := tasks.Protocol{Train: 9, Val: 1, Test: 1, Batch: 9, Optimizer: tasks.Optimizer{Name: "sgd"}}
	p := open(t, exampleSet(t), 16, 12, protocol)
	theta, w, losses := parameters(p), make([]float64, Targets), make([]float64, Targets)
	for k := range w {
		w[k] = 1 + .5*float64(k%3)
	}
	for i := range theta {
		theta[i] += .03 * float32(1+i%3) // the messages' bias begins at 0
	}
	start := slices.Clone(theta)
	must(t, p.Epoch(0))
	total := func() (sum float64) {
		must(t, p.Losses(losses))
		for k, l := range losses {
			sum += w[k] * l
		}
		return sum
	}
	must(t, p.Next())
	total()
	must(t, p.Backward(w))
	must(t, p.Update(1))
	grad := make([]float64, len(theta))
	for i, v := range theta {
		grad[i] = float64(start[i]) - float64(v)
	}
	at := 0
	check := func(name string, n int) {
		norm := 0.0
		for _, g := range grad[at : at+n] {
			norm += g * g
		}
		norm = math.Sqrt(norm)
		const h = 4e-3
		along := func(step float64) float64 {
			copy(theta, start)
			for i, g := range grad[at : at+n] {
				theta[at+i] += float32(step * g / norm)
			}
			return total()
		}
		slope := (along(h) - along(-h)) / (2 * h)
		if !(math.Abs(slope-norm) < 3e-3*norm) || norm < 1e-3 {
			t.Errorf("%s: a gradient of norm %v, along it the losses rise by %v", name, norm, slope)
		}
		at += n
	}
	shared, heads := p.Params()
	for _, l := range p.Layers() {
		if at < shared {
			check(l.Name+" weights", len(l.Weight))
		}
		if at < shared && len(l.Bias) > 0 { // messages/bias is all weights
			check(l.Name+" biases", len(l.Bias))
		}
	}
	check("heads", heads)
	if at != len(theta) {
		t.Errorf("%d of %d parameters checked", at, len(theta))
	}
}
