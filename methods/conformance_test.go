package methods

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// What every registered method owes a trainer, on random positive losses and
// gradients. A run is long enough to fill DWA's windows and to end the warm-up
// of STCH.
const (
	conformTasks  = 5
	conformSteps  = 120
	conformEpochs = 20 // steps of an epoch
)

// result is what a step left.
type result struct{ update, heads, weights []float64 }

// conformRun runs steps from to until over the given mini-batches, as a
// trainer would, and checks what holds for every step.
func conformRun(t *testing.T, in Info, m Method, steps []*testStep, from, until int) []result {
	t.Helper()
	var out []result
	for i, s := range steps[from:until] {
		if err := m.Step(s.again()); err != nil {
			t.Fatalf("%s step %d: %v", in.Name, from+i, err)
		}
		if !s.done {
			t.Fatalf("%s step %d left no gradient", in.Name, from+i)
		}
		tr := m.(Tracer).Trace()
		checkTrace(t, in, tr)
		out = append(out, result{slices.Clone(s.update), slices.Clone(s.heads), slices.Clone(tr.Weights)})
		afterStep(t, m, s, from+i)
	}
	return out
}

// afterStep gives the optional calls of a trainer.
func afterStep(t *testing.T, m Method, s *testStep, step int) {
	t.Helper()
	if a, ok := m.(AfterStepper); ok {
		lower := make([]float64, len(s.losses))
		for k, l := range s.losses {
			lower[k] = l * (1 - 0.01*float64(k+1))
		}
		if err := a.AfterStep(lower); err != nil {
			t.Fatal(err)
		}
	}
	if e, ok := m.(EpochEnder); ok && (step+1)%conformEpochs == 0 {
		e.EndEpoch(s.losses)
	}
}

func checkTrace(t *testing.T, in Info, tr Trace) {
	t.Helper()
	for what, w := range map[string][]float64{"weights": tr.Weights, "reported weights": tr.Reported} {
		if w != nil && len(w) != conformTasks {
			t.Errorf("%s: %d %s for %d tasks", in.Name, len(w), what, conformTasks)
		}
		if slices.ContainsFunc(w, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
			t.Errorf("%s: %s %v", in.Name, what, w)
		}
	}
	if tr.Groups != nil && len(tr.Groups) != conformTasks {
		t.Errorf("%s: groups %v for %d tasks", in.Name, tr.Groups, conformTasks)
	}
	if in.Kind != GradientOriented && tr.Weights == nil {
		t.Errorf("%s traces no weights", in.Name)
	}
	if tr.Event != "" && in.Kind != GradientOriented {
		t.Errorf("%s: event %q on ordinary losses", in.Name, tr.Event)
	}
}

func randomSteps(tasks int) []*testStep {
	rng := rand.New(rand.NewPCG(7, 8))
	steps := make([]*testStep, conformSteps)
	for i := range steps {
		steps[i] = randomStep(rng, tasks)
	}
	return steps
}

// randomStep has losses from 0.1 to 3.1 and normal gradients of 11 columns.
func randomStep(rng *rand.Rand, tasks int) *testStep {
	losses, rows := make([]float64, tasks), make([][]float64, tasks)
	for k := range rows {
		losses[k] = 0.1 + 3*rng.Float64()
		rows[k] = make([]float64, 11)
		for p := range rows[k] {
			rows[k][p] = rng.NormFloat64()
		}
	}
	return newStep(losses, rows)
}

func sameResults(a, b []result) bool {
	return slices.EqualFunc(a, b, func(x, y result) bool {
		return slices.Equal(x.update, y.update) && slices.Equal(x.heads, y.heads) && slices.Equal(x.weights, y.weights)
	})
}

// The same seed gives the same run; a run that is cut at any epoch and goes
// on from the saved state, in a method made with another random stream, is
// the same bit by bit.
func TestConformance(t *testing.T) {
	steps := randomSteps(conformTasks)
	for _, in := range All {
		whole := conformRun(t, in, makeMethod(t, in, conformTasks, nil), steps, 0, conformSteps)
		again := conformRun(t, in, makeMethod(t, in, conformTasks, nil), steps, 0, conformSteps)
		if !sameResults(whole, again) {
			t.Errorf("%s: two runs of one seed differ", in.Name)
		}
		for _, cut := range []int{0, 7, conformEpochs, 5*conformEpochs - 3} {
			first := makeMethod(t, in, conformTasks, nil)
			conformRun(t, in, first, steps, 0, cut)
			second := otherSeed(t, in, conformTasks)
			if _, ok := first.(Stateful); ok {
				restoreState(t, second, saveState(t, first))
			}
			if rest := conformRun(t, in, second, steps, cut, conformSteps); !sameResults(rest, whole[cut:]) {
				t.Errorf("%s: a run that goes on from step %d differs", in.Name, cut)
			}
		}
	}
}

func otherSeed(t *testing.T, in Info, tasks int) Method {
	t.Helper()
	values, err := in.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := in.New(Config{Tasks: tasks, Rand: rand.NewPCG(98, 99), Values: values})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Tasks have no order: other than a method that draws random numbers or orders
// of tasks, permuted tasks get permuted weights.
func TestPermutedTasks(t *testing.T) {
	random := []string{"rlw", "graddrop", "pcgrad", "gradvac", "randperm"}
	order := []int{3, 0, 4, 1, 2}
	steps := randomSteps(conformTasks)
	permuted := make([]*testStep, len(steps))
	for i, s := range steps {
		losses, rows := make([]float64, conformTasks), make([][]float64, conformTasks)
		for k, from := range order {
			losses[k], rows[k] = s.losses[from], s.rows[from]
		}
		permuted[i] = newStep(losses, rows)
	}
	for _, in := range All {
		if slices.Contains(random, in.Name) {
			continue
		}
		a := permutedWeights(t, in, steps, nil)
		b := permutedWeights(t, in, permuted, order)
		for i := range a {
			for k := range a[i] {
				if math.Abs(a[i][k]-b[i][k]) > 1e-8*math.Abs(a[i][k])+1e-10 {
					t.Fatalf("%s step %d: weights %v, permuted back %v", in.Name, i, a[i], b[i])
				}
			}
		}
	}
}

// permutedWeights are the weights of every step, put back from the order.
func permutedWeights(t *testing.T, in Info, steps []*testStep, order []int) [][]float64 {
	t.Helper()
	m := makeMethod(t, in, conformTasks, nil)
	var out [][]float64
	for i, s := range steps {
		if err := m.Step(s.again()); err != nil {
			t.Fatal(err)
		}
		w := slices.Clone(m.(Tracer).Trace().Weights)
		for k, to := range order {
			w[to] = m.(Tracer).Trace().Weights[k]
		}
		out = append(out, w)
		if a, ok := m.(AfterStepper); ok {
			next := slices.Clone(s.losses)
			for k, l := range next {
				next[k] = l / (1 + l)
			}
			if err := a.AfterStep(next); err != nil {
				t.Fatal(err)
			}
		}
		if e, ok := m.(EpochEnder); ok && (i+1)%conformEpochs == 0 {
			e.EndEpoch(s.losses)
		}
	}
	return out
}

// A loss-oriented method allocates nothing after its first step.
func TestNoAllocation(t *testing.T) {
	for _, in := range All {
		if in.Kind == GradientOriented {
			continue
		}
		m := makeMethod(t, in, conformTasks, nil)
		s := newStep([]float64{1, 2, 3, 4, 5}, nil)
		step := func() {
			if err := m.Step(s.again()); err != nil {
				t.Fatal(err)
			}
			if a, ok := m.(AfterStepper); ok {
				if err := a.AfterStep(s.losses); err != nil {
					t.Fatal(err)
				}
			}
		}
		if n := testing.AllocsPerRun(60, step); n != 0 {
			t.Errorf("%s: %v allocations a step", in.Name, n)
		}
	}
}
