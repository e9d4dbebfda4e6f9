package synthetic

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/optim"
)

// toyProblem implements tasks.Problem, tasks.Positioned, tasks.Sized,
// tasks.Resampler and tasks.Representer.
type toyProblem struct {
	scale  float64
	tasks  []int // trained
	steps  int
	state  toyState
	rows   [][]float64 // task gradients at the last Losses, K x 2
	update []float64   // what Update follows
}

// toyState is what a checkpoint holds; one of the optimisers is nil.
type toyState struct {
	X    []float64
	Adam *optim.Adam[float64]
	SGD  *optim.SGD[float64]
}

// newToyProblem starts at start, with the optimiser and the steps an epoch of
// the protocol.
func newToyProblem(p tasks.Protocol, scale float64, start [2]float64, trained []int) (*toyProblem, error) {
	t := &toyProblem{scale: scale, tasks: trained, steps: p.Steps, update: make([]float64, 2)}
	t.state.X = start[:]
	for range trained {
		t.rows = append(t.rows, make([]float64, 2))
	}
	var err error
	if t.state.Adam, t.state.SGD, err = optim.ByName[float64](p.Optimizer.Name, p.Optimizer.Momentum, p.Optimizer.WeightDecay); err != nil {
		return nil, fmt.Errorf("toy: %w", err)
	}
	return t, nil
}

// Steps implements tasks.Problem.
func (t *toyProblem) Steps() int { return t.steps }

// Epoch implements tasks.Problem. There are no samples to put in order.
func (t *toyProblem) Epoch(int) error { return nil }

// Next implements tasks.Problem.
func (t *toyProblem) Next() error { return nil }

// Resample implements tasks.Resampler. The gradients have no noise.
func (t *toyProblem) Resample() error { return nil }

// Losses implements tasks.Problem. The gradients cost next to nothing and
// come along.
func (t *toyProblem) Losses(dst []float64) error {
	losses, grad := toy([2]float64(t.state.X), t.scale)
	for j, k := range t.tasks {
		dst[j] = losses[k]
		copy(t.rows[j], grad[k][:])
	}
	return nil
}

// Backward implements tasks.Problem.
func (t *toyProblem) Backward(w []float64) error { return t.Combine(w, nil) }

// Jacobian implements tasks.Problem.
func (t *toyProblem) Jacobian() (tasks.Jacobian, error) { return t, nil }

// Representation implements tasks.Representer: the parameters are their own
// representation.
func (t *toyProblem) Representation() (tasks.Jacobian, error) { return t, nil }

// Dims implements tasks.Jacobian.
func (t *toyProblem) Dims() (tasks, params int) { return len(t.rows), len(t.update) }

// Gram implements tasks.Jacobian.
func (t *toyProblem) Gram() *mat.SymDense {
	gram := mat.NewSymDense(len(t.rows), nil)
	for i, a := range t.rows {
		for j, b := range t.rows[:i+1] {
			gram.SetSym(i, j, a[0]*b[0]+a[1]*b[1])
		}
	}
	return gram
}

// Combine implements tasks.Jacobian. No parameter belongs to a task alone, so
// the weights of the heads have no use.
func (t *toyProblem) Combine(shared, _ []float64) error {
	clear(t.update)
	for k, row := range t.rows {
		for i, g := range row {
			t.update[i] += shared[k] * g
		}
	}
	return nil
}

// Map implements tasks.Jacobian.
func (t *toyProblem) Map(f func(rows [][]float64, dst []float64), _ []float64) error {
	f(t.rows, t.update)
	return nil
}

// Update implements tasks.Problem.
func (t *toyProblem) Update(lr float64) error {
	if t.state.Adam != nil {
		t.state.Adam.Step(t.state.X, t.update, lr)
	} else {
		t.state.SGD.Step(t.state.X, t.update, lr)
	}
	return nil
}

// Evaluate implements tasks.Problem. All splits are the same.
func (t *toyProblem) Evaluate(tasks.Split) ([]float64, error) {
	x := [2]float64(t.state.X)
	losses, _ := toy(x, t.scale)
	values := []float64{math.NaN(), math.NaN(), toyDistance(x), 0}
	for _, k := range t.tasks {
		values[k] = losses[k]
	}
	if values[2] < toyReached {
		values[3] = 1
	}
	return values, nil
}

// State implements tasks.Problem.
func (t *toyProblem) State() any { return &t.state }

// Position implements tasks.Positioned.
func (t *toyProblem) Position() []float64 { return t.state.X }

// Params implements tasks.Sized.
func (t *toyProblem) Params() (shared, heads int) { return len(t.state.X), 0 }
