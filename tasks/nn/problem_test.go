package nn

import (
	"bytes"
	"encoding/gob"
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
	"github.com/mtobench/mtobench/tasks/optim"
)

// Problem keeps the contracts that the trainer relies on.
var (
	_ tasks.Problem = (*Problem)(nil)
	_ tasks.Sized   = (*Problem)(nil)
)

// open makes a Problem or fails the test.
func open(t testing.TB, c Config) *Problem {
	t.Helper()
	p, err := NewProblem(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// run trains for whole epochs from epoch first on, by weighted passes with
// weights 1 or by per-task gradients, and returns the losses of each step.
func run(t testing.TB, p *Problem, first, epochs int, perTask bool) []float64 {
	t.Helper()
	var all []float64
	k := len(p.plan.trained)
	losses, ones := make([]float64, k), make([]float64, k)
	for i := range ones {
		ones[i] = 1
	}
	for e := first; e < first+epochs; e++ {
		check(t, p.Epoch(e))
		for range p.Steps() {
			check(t, p.Next())
			check(t, p.Losses(losses))
			all = append(all, losses...)
			if perTask {
				j, err := p.Jacobian()
				check(t, err)
				j.Gram()
				check(t, j.Combine(ones, nil))
			} else {
				check(t, p.Backward(ones))
			}
			check(t, p.Update(1e-2))
		}
	}
	return all
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTrainingReducesLoss trains regressions and classifications whose targets
// are functions of the inputs.
func TestTrainingReducesLoss(t *testing.T) {
	spec := netSpec{input: []int{4}, trunk: []layerSpec{denseSpec(16, ReLU)}, heads: []headSpec{
		oneLinear(1, MSE), oneLinear(2, SoftmaxXent), {layers: []layerSpec{denseSpec(8, ReLU), denseSpec(2, Identity)}, loss: SoftmaxXent},
	}}
	for _, perTask := range []bool{false, true} {
		for _, opt := range []tasks.Optimizer{{Name: "adam"}, {Name: "sgd", Momentum: .9}} {
			c := spec.config(200, 20, tasks.AllTasks)
			c.Options.Protocol.Optimizer = opt
			learnable(c.Data.(*memory))
			losses := run(t, open(t, c), 0, 20, perTask)
			for k := range spec.heads {
				if first, last := losses[k], losses[len(losses)-3+k]; !(last < .3*first) {
					t.Errorf("%s, per task %v: loss %d went from %v to %v", opt.Name, perTask, k, first, last)
				}
			}
		}
	}
}

// learnable sets the targets of the three tasks to a sum, a sign and a
// comparison of the inputs.
func learnable(m *memory) {
	for i := range m.lens[0] {
		x := m.x[4*i:]
		m.targets[0].Values[i] = x[0] + x[1] - x[2]
		m.targets[1].Labels[i], m.targets[2].Labels[i] = 0, 0
		if x[0] > 0 {
			m.targets[1].Labels[i] = 1
		}
		if x[1] > x[3] {
			m.targets[2].Labels[i] = 1
		}
	}
}

// TestDeterminism holds that training is bit-identical whatever GOMAXPROCS and
// the workers of the arithmetic. The wide network's products are large enough
// to be shared out.
func TestDeterminism(t *testing.T) {
	defer func(procs, workers int) {
		runtime.GOMAXPROCS(procs)
		kernel.Workers = workers
	}(runtime.GOMAXPROCS(0), kernel.Workers)
	large := netSpec{input: []int{300}, trunk: []layerSpec{denseSpec(500, ReLU)}, heads: ragged(3)}
	for name, spec := range map[string]netSpec{"mlp": mlpSpec(ragged(7)), "lenet": lenetSpec(ragged(3)), "wide": large} {
		for _, perTask := range []bool{false, true} {
			var first []float32
			for _, procs := range []int{1, 2, 2} {
				runtime.GOMAXPROCS(procs)
				kernel.Workers = procs
				p := open(t, spec.config(40, 16, tasks.AllTasks))
				run(t, p, 0, 2, perTask)
				if first == nil {
					first = p.params.values
				}
				if !slices.Equal(first, []float32(p.params.values)) {
					t.Errorf("%s, per task %v: other parameters with GOMAXPROCS=%d", name, perTask, procs)
				}
			}
		}
	}
}

// TestConcurrentProblems holds that problems of one process do not disturb
// each other.
func TestConcurrentProblems(t *testing.T) {
	spec := mlpSpec(ragged(5))
	got := make([][]float64, 4)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i] = run(t, open(t, spec.config(40, 10, tasks.AllTasks)), 0, 2, i%2 == 0) })
	}
	wg.Wait()
	if !slices.Equal(got[0], got[2]) || !slices.Equal(got[1], got[3]) {
		t.Error("equal problems side by side had different losses")
	}
}

// TestCheckpoint holds that training goes on from State bit by bit.
func TestCheckpoint(t *testing.T) {
	for _, opt := range []string{"adam", "sgd"} {
		c := mlpSpec(ragged(7)).config(40, 16, tasks.AllTasks)
		c.Options.Protocol.Optimizer = tasks.Optimizer{Name: opt, Momentum: .5, WeightDecay: 1e-3}
		whole := open(t, c)
		run(t, whole, 0, 1, false)
		var buf bytes.Buffer
		check(t, gob.NewEncoder(&buf).Encode(whole.State()))
		half := open(t, c)
		check(t, gob.NewDecoder(bytes.NewReader(buf.Bytes())).Decode(half.State()))
		if want, got := run(t, whole, 1, 2, false), run(t, half, 1, 2, false); !slices.Equal(got, want) {
			t.Errorf("%s: losses %v after a checkpoint, %v without", opt, got, want)
		}
		other := open(t, mlpSpec(ragged(2)).config(40, 16, tasks.AllTasks))
		if err := gob.NewDecoder(&buf).Decode(other.State()); err == nil || !strings.Contains(err.Error(), "parameters for a network of") {
			t.Errorf("%s: checkpoint of another network: error %v", opt, err)
		}
	}
}

// TestUpdate holds that Update is the optimiser of package optim.
func TestUpdate(t *testing.T) {
	for _, o := range []tasks.Optimizer{{Name: "adam", WeightDecay: .1}, {Name: "sgd", Momentum: .9, WeightDecay: .1}} {
		c := mlpSpec(ragged(2)).config(40, 10, tasks.AllTasks)
		c.Options.Protocol.Optimizer = o
		p, losses := stepOf(t, c)
		var opt optim.Optimizer[float32] = optim.NewAdam[float32](o.WeightDecay)
		if o.Name == "sgd" {
			opt = optim.NewSGD[float32](o.Momentum, o.WeightDecay)
		}
		want := slices.Clone(p.params.values)
		for range 3 {
			check(t, p.Backward([]float64{1, 2}))
			opt.Step(want, p.params.grad, .01)
			check(t, p.Update(.01))
			compare(t, o.Name, p.params.values, want)
			check(t, p.Next())
			check(t, p.Losses(losses))
		}
	}
}

// TestSingleTask holds that a head trained alone starts from the same
// parameters, sees the same batches and has the same loss and gradients as
// among others.
func TestSingleTask(t *testing.T) {
	spec := mlpSpec(ragged(7))
	all, losses := stepOf(t, spec.config(20, 6, tasks.AllTasks))
	for k := range spec.heads {
		one, loss := stepOf(t, spec.config(20, 6, k))
		if math.Abs(loss[0]-losses[k]) > 1e-6*losses[k] {
			t.Errorf("loss of task %d: %v alone, %v with others", k, loss[0], losses[k])
		}
		check(t, one.Backward([]float64{1}))
		w := make([]float64, len(losses))
		w[k] = 1
		check(t, all.Backward(w))
		for _, l := range append(one.plan.trunk, one.plan.layers(one.plan.groups[0])...) {
			for i, s := range l.spans() {
				other := all.params.layers[l.name].spans()[i]
				if !slices.Equal(s.of(one.params.values), other.of(all.params.values)) {
					t.Errorf("task %d: %s starts from other parameters", k, l.name)
				}
				compare(t, l.name, s.of(one.params.grad), other.of(all.params.grad))
			}
		}
	}
}

func compare(t *testing.T, name string, got, want []float32) {
	t.Helper()
	for i := range got {
		if !close32(got[i], float64(want[i]), 1) {
			t.Fatalf("%s: element %d is %v, want %v", name, i, got[i], want[i])
		}
	}
}

// TestNonFiniteParameterShows holds that a NaN or an infinity in any layer
// makes every loss NaN.
func TestNonFiniteParameterShows(t *testing.T) {
	for _, spec := range []netSpec{mlpSpec(ragged(3)), lenetSpec(ragged(2))} {
		p, losses := stepOf(t, spec.config(12, 6, tasks.AllTasks))
		for _, i := range coordinates(p) {
			for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				old := p.params.values[i]
				p.params.values[i] = float32(bad)
				check(t, p.Losses(losses))
				p.params.values[i] = old
				for k, l := range losses {
					if !math.IsNaN(l) {
						t.Errorf("loss %d is %v with parameter %d %v", k, l, i, bad)
					}
				}
			}
		}
	}
}

// TestNaNDataShows holds that the losses themselves pass NaN on.
func TestNaNDataShows(t *testing.T) {
	for _, spec := range []netSpec{mlpSpec(ragged(5)), lenetSpec(ragged(5))} {
		p, losses := stepOf(t, spec.config(6, 6, tasks.AllTasks))
		p.train.batch.Inputs[0][3] = float32(math.NaN())
		check(t, p.Losses(losses))
		for k, l := range losses {
			if !math.IsNaN(l) {
				t.Errorf("loss %d is %v with a NaN in the inputs", k, l)
			}
		}
	}
}

// TestAllocations holds that a training step allocates nothing that grows with
// the network or the batch: what remains is the list of losses of this test.
// One activation alone would be 128 KB here. The pool of buffers for matrix
// products grows for each processor, and is emptied by a collection: there is
// one processor and no collection meanwhile.
func TestAllocations(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	spec := netSpec{input: []int{32}, trunk: []layerSpec{denseSpec(128, ReLU), denseSpec(128, ReLU)}, heads: ragged(4)}
	for _, perTask := range []bool{false, true} {
		p := open(t, spec.config(256*20, 256, tasks.AllTasks))
		p.loader.order.batch, p.loader.order.index = 256, p.loader.order.index[:256*2]
		run(t, p, 0, 1, perTask)
		p.loader.order.index = p.loader.order.index[:256*20]
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		run(t, p, 1, 1, perTask)
		runtime.ReadMemStats(&after)
		if step := (after.TotalAlloc - before.TotalAlloc) / 20; step > 256 {
			t.Errorf("per task %v: %d bytes a step", perTask, step)
		}
	}
}

func TestParams(t *testing.T) {
	shared, heads := open(t, mlpSpec(ragged(2)).config(20, 5, tasks.AllTasks)).Params()
	if shared != 7*9+9+9*8+8 || heads != 8+1+8*3+3 {
		t.Errorf("%d shared and %d head parameters", shared, heads)
	}
}
