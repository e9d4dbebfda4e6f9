package methods

import (
	"flag"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// What every registered method owes a trainer, on random positive losses and
// gradients. Whoever adds a method runs it alone by
//
//	go test ./methods -run Conformance -method NAME
//
// A run is long enough to fill DWA's windows and to end the warm-up
// of STCH.
const (
	conformTasks  = 5
	conformSteps  = 120
	conformEpochs = 20 // steps of an epoch
)

var onlyMethod = flag.String("method", "", "the one method that tests of every method are run on; empty for all")

// withWrappers is every method, and each wrapper on methods that differ in what
// they ask of a step.
var withWrappers = func() []Info {
	infos := slices.Clone(All)
	for _, w := range Wrappers {
		for _, name := range []string{"uw", "famo", "mgda", "gradnorm", "modo", "nashmtl", "alignedmtlub", "excessmtl"} {
			in, err := Lookup(w.Name + "(" + name + ")")
			if err != nil {
				panic(err)
			}
			infos = append(infos, in)
		}
	}
	return infos
}()

// eachMethod runs a test of every method, or of the one that was named.
func eachMethod(t *testing.T, test func(t *testing.T, in Info)) {
	t.Helper()
	infos := withWrappers
	if *onlyMethod != "" {
		in, err := Lookup(*onlyMethod)
		if err != nil {
			t.Fatal(err)
		}
		infos = []Info{in}
	}
	for _, in := range infos {
		t.Run(in.Name, func(t *testing.T) { test(t, in) })
	}
}

// eachGradientMethod is eachMethod for the gradient-oriented ones.
func eachGradientMethod(t *testing.T, test func(t *testing.T, in Info)) {
	t.Helper()
	eachMethod(t, func(t *testing.T, in Info) {
		if in.Kind != GradientOriented {
			t.Skip("not gradient-oriented")
		}
		test(t, in)
	})
}

// traceOf is what a method tells of its last step, if it does.
func traceOf(m Method) Trace {
	if tr, ok := m.(Tracer); ok {
		return tr.Trace()
	}
	return Trace{}
}

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
		tr := traceOf(m)
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
			lower[k] = l / (1 + 0.01*l)
		}
		if err := a.AfterStep(lower); err != nil {
			t.Fatal(err)
		}
	}
	if e, ok := m.(EpochEnder); ok && (step+1)%conformEpochs == 0 {
		e.EndEpoch(s.losses)
	}
	if l, ok := m.(Scheduled); ok && (step+1)%conformEpochs == 0 {
		l.SetLRScale(1 / float64(2+step))
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

// randomStep has losses from 0.1 to 3.1 and normal gradients of 11 columns, in
// each of three mini-batches.
func randomStep(rng *rand.Rand, tasks int) *testStep {
	b := randomBatch(rng, tasks)
	s := newStep(b.losses, b.rows)
	s.others = []miniBatch{randomBatch(rng, tasks), randomBatch(rng, tasks)}
	return s
}

func randomBatch(rng *rand.Rand, tasks int) miniBatch {
	b := miniBatch{make([]float64, tasks), make([][]float64, tasks)}
	for k := range b.rows {
		b.losses[k] = 0.1 + 3*rng.Float64()
		b.rows[k] = make([]float64, 11)
		for p := range b.rows[k] {
			b.rows[k][p] = rng.NormFloat64()
		}
	}
	return b
}

func sameResults(a, b []result) bool {
	return slices.EqualFunc(a, b, func(x, y result) bool {
		return slices.Equal(x.update, y.update) && slices.Equal(x.heads, y.heads) && slices.Equal(x.weights, y.weights)
	})
}

// otherSeed is makeMethod with another random stream.
func otherSeed(t *testing.T, in Info, set map[string]string) Method {
	t.Helper()
	return seededMethod(t, in, conformTasks, set, rand.NewPCG(98, 99))
}

// goesOn checks that a method with these settings, cut off and gone on with from
// its saved state with another random stream, gives bit by bit what it gives
// whole; it returns the second.
func goesOn(t *testing.T, in Info, set map[string]string, batches []*testStep, cut, steps int) Method {
	t.Helper()
	whole := conformRun(t, in, makeMethod(t, in, conformTasks, set), batches, 0, steps)
	first := makeMethod(t, in, conformTasks, set)
	conformRun(t, in, first, batches, 0, cut)
	second := otherSeed(t, in, set)
	restoreState(t, second, saveState(t, first))
	if rest := conformRun(t, in, second, batches, cut, steps); !sameResults(rest, whole[cut:]) {
		t.Errorf("%s %v: a run that goes on from step %d differs", in.Name, set, cut)
	}
	return second
}
