// Package methods holds the multi-task weighting methods: what to do with K
// task losses, or K task gradients, at every mini-batch.
//
// A method works on plain float64 numbers, so that it can be read beside its
// paper and tested without a network. One file holds one method; registry.go
// lists them in the order of the tables.
package methods

import "gonum.org/v1/gonum/mat"

// Step is one mini-batch at the current parameters, as a method sees it.
// A method calls exactly one of Backward, Jacobian.Combine or Jacobian.Map
// in a step: that call leaves the gradient which the optimiser then follows.
// (Map may come before; see there. Resampler and Representer are what a Step
// may offer beside.)
type Step interface {
	// Losses are the task losses, length K. The slice is the caller's to
	// read until the step ends; it must not be changed.
	Losses() []float64
	// Backward leaves the gradient of sum_k w[k] L_k, of the shared and of
	// the task-specific parameters, by one backward pass.
	Backward(w []float64) error
	// Jacobian gives the per-task gradients of the shared parameters, by K
	// backward passes. It is valid until the step ends.
	Jacobian() (Jacobian, error)
}

// Jacobian is K rows of P shared-parameter gradients, row k that of task k.
// A network keeps them in float32 and shows a method only inner products,
// weighted sums and blocks of columns, so that no method needs a second K x P
// copy.
//
// The heads argument of Combine and Map is the weight, task by task, of the
// task-specific parameters' own gradients; nil means ones.
type Jacobian interface {
	// Dims gives K and P.
	Dims() (tasks, params int)
	// Gram is G G', K x K. It belongs to the Jacobian: a method reads it.
	Gram() *mat.SymDense
	// Combine leaves the shared gradient sum_k shared[k] g_k.
	Combine(shared, heads []float64) error
	// Map leaves the shared gradient that f computes column by column:
	// f gets K rows of the same block of columns and fills dst, of the same
	// length. Blocks come in ascending order, each column once. It may be
	// called again in the same step, or Combine after it, by a method that
	// must see all columns before it can settle any; the last call counts. An
	// f that only looks may leave dst alone.
	Map(f func(rows [][]float64, dst []float64), heads []float64) error
}

// Method turns one mini-batch into the gradient that the optimiser follows.
// A method has state and serves one training run of a fixed number of tasks.
type Method interface {
	Step(Step) error
}

// AfterStepper is a method that wants the losses of the same mini-batch at
// the parameters after the optimiser's step: one more forward pass (FAMO).
type AfterStepper interface {
	AfterStep(losses []float64) error
}

// EpochEnder is a method that wants each epoch's mean training losses.
type EpochEnder interface {
	EndEpoch(meanLosses []float64)
}

// Scheduled is a method some of whose parameters follow the learning-rate
// schedule of the network: scale is the current rate over the initial one.
type Scheduled interface {
	SetLRScale(scale float64)
}

// Stateful is a method whose state outlives a step. State returns a pointer
// to it that encoding/gob can encode and decode in place, so that training
// can go on from a checkpoint bit by bit as if it had not stopped.
type Stateful interface {
	State() any
}

// Tracer is a method that tells what it did in the last step.
type Tracer interface {
	Trace() Trace
}

// Trace is what a method did in one step. Its slices are valid until the
// next step.
type Trace struct {
	// Weights are the effective weights of the shared gradient: the update
	// is sum_k Weights[k] g_k. Nil where no such weights exist.
	Weights []float64
	// Reported are the weights as the reference code reports them, where
	// they differ from Weights (FAMO's softmax, UW's exp(-s)); else nil.
	Reported []float64
	// Groups is each task's group, numbered from 0 by ascending group
	// weight; nil for methods without groups.
	Groups []int
	// Event says what went other than usual in this step, such as a
	// fallback and its reason; empty in an ordinary step.
	Event string
}

// Weighted is embedded by methods that give each task a weight. It runs the
// step, keeps the weights and answers Trace.
type Weighted struct {
	trace  Trace
	shared []float64
	heads  []float64
}

// Trace implements Tracer.
func (b *Weighted) Trace() Trace { return b.trace }

// StepLosses does the step of a loss-oriented method: rule writes the weights
// w, of length K, from the losses; one backward pass follows.
func (b *Weighted) StepLosses(s Step, rule func(losses, w []float64) error) error {
	losses := s.Losses()
	b.begin(len(losses))
	if err := rule(losses, b.shared); err != nil {
		return err
	}
	return s.Backward(b.shared)
}

// StepGram does the step of a gradient-oriented method that needs only inner
// products: rule writes the weights of the shared gradient and of the heads
// (ones when rule leaves heads alone) from the Gram matrix and the losses.
func (b *Weighted) StepGram(s Step, rule func(gram *mat.SymDense, losses, shared, heads []float64) error) error {
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	return b.stepJacobian(j, s.Losses(), rule)
}

// stepJacobian is StepGram for a Jacobian of the method's choice.
func (b *Weighted) stepJacobian(j Jacobian, losses []float64, rule func(gram *mat.SymDense, losses, shared, heads []float64) error) error {
	b.begin(len(losses))
	for k := range b.heads {
		b.heads[k] = 1
	}
	if err := rule(j.Gram(), losses, b.shared, b.heads); err != nil {
		return err
	}
	return j.Combine(b.shared, b.heads)
}

// wantPositive notes, as the event of the step, a loss that is not positive
// in a method that is undefined there.
func (b *Weighted) wantPositive(losses []float64) {
	for _, l := range losses {
		if !(l > 0) {
			b.trace.Event = "a loss that is not positive"
			return
		}
	}
}

// begin sizes the buffers for K tasks and clears the trace.
func (b *Weighted) begin(tasks int) {
	if len(b.shared) != tasks {
		b.shared = make([]float64, tasks)
		b.heads = make([]float64, tasks)
	}
	b.trace = Trace{Weights: b.shared}
}
