package train

import (
	"fmt"
	"math"
	"time"

	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// stepper does training steps and times their phases. It is the methods.Step
// that the method sees.
type stepper struct {
	problem  tasks.Problem
	method   methods.Method
	floor    []float64 // taken off the losses; nil for nothing
	losses   []float64 // of the problem
	shifted  []float64 // the losses less floor
	seen     []float64 // by the method
	again    []float64 // of a further mini-batch
	after    []float64
	updates  int           // gradients left in this step
	backward time.Duration // in this step
	extra    time.Duration // in this step: further mini-batches
	passes   passes
}

// passes counts what went through the whole network, over all steps.
type passes struct{ steps, forwards, backwards int }

func newStepper(p tasks.Problem, m methods.Method, tasks int, floor []float64) *stepper {
	s := &stepper{problem: p, method: m, floor: floor, losses: make([]float64, tasks)}
	s.shifted = s.losses
	if floor != nil {
		s.shifted = make([]float64, tasks)
	}
	if _, ok := m.(methods.AfterStepper); ok {
		s.after = make([]float64, tasks)
	}
	return s
}

// step does one training step at learning rate lr and adds its times to ph.
// The losses are those before the step, valid until the next.
func (s *stepper) step(lr float64, ph *record.Phases) ([]float64, error) {
	s.passes.steps++
	t0 := time.Now()
	if err := s.problem.Next(); err != nil {
		return nil, err
	}
	t1 := time.Now()
	if err := s.forward(s.losses); err != nil {
		return nil, err
	}
	t2 := time.Now()
	if err := s.weigh(); err != nil {
		return nil, err
	}
	t3 := time.Now()
	if err := s.problem.Update(lr); err != nil {
		return nil, err
	}
	t4 := time.Now()
	if err := s.afterStep(); err != nil {
		return nil, err
	}
	ph.Data += t1.Sub(t0).Seconds()
	ph.Forward += t2.Sub(t1).Seconds()
	ph.Backward += s.backward.Seconds()
	ph.Method += (t3.Sub(t2) - s.backward - s.extra).Seconds()
	ph.Optimizer += t4.Sub(t3).Seconds()
	ph.Extra += (time.Since(t4) + s.extra).Seconds()
	return s.losses, nil
}

// forward computes losses and insists that they are finite.
func (s *stepper) forward(dst []float64) error {
	s.passes.forwards++
	if err := s.problem.Losses(dst); err != nil {
		return err
	}
	return finite("loss", dst)
}

// weigh lets the method do its step, which must leave one gradient.
func (s *stepper) weigh() error {
	s.shift(s.losses, s.shifted)
	s.seen = s.shifted
	s.updates, s.backward, s.extra = 0, 0, 0
	if err := s.method.Step(s); err != nil {
		return err
	}
	if s.updates != 1 {
		return fmt.Errorf("the method left %d gradients in a step instead of one", s.updates)
	}
	return nil
}

// afterStep gives the method the losses at the new parameters if it asks.
func (s *stepper) afterStep() error {
	if s.after == nil {
		return nil
	}
	if err := s.forward(s.after); err != nil {
		return err
	}
	s.shift(s.after, s.after)
	return s.method.(methods.AfterStepper).AfterStep(s.after)
}

// shift takes the lower bounds off losses.
func (s *stepper) shift(losses, dst []float64) {
	for k := range s.floor {
		dst[k] = losses[k] - s.floor[k]
	}
}

// Losses implements methods.Step.
func (s *stepper) Losses() []float64 { return s.seen }

// Backward implements methods.Step.
func (s *stepper) Backward(w []float64) error {
	s.updates++
	if err := finite("weight", w); err != nil {
		return err
	}
	s.passes.backwards++
	start := time.Now()
	err := s.problem.Backward(w)
	s.backward += time.Since(start)
	return err
}

// Jacobian implements methods.Step.
func (s *stepper) Jacobian() (methods.Jacobian, error) {
	s.passes.backwards += len(s.losses)
	return s.gradients(s.problem.Jacobian)
}

// Representation implements methods.Representer.
func (s *stepper) Representation() (methods.Jacobian, error) {
	r, ok := s.problem.(tasks.Representer)
	if !ok {
		return nil, methods.ErrNoRepresentation
	}
	return s.gradients(r.Representation)
}

// gradients times K backward passes.
func (s *stepper) gradients(compute func() (tasks.Jacobian, error)) (methods.Jacobian, error) {
	start := time.Now()
	j, err := compute()
	s.backward += time.Since(start)
	return &jacobian{Jacobian: j, s: s}, err
}

// Resample implements methods.Resampler. The losses that are recorded stay
// those of the epoch's own mini-batch.
func (s *stepper) Resample() error {
	r, ok := s.problem.(tasks.Resampler)
	if !ok {
		return methods.ErrNoResample
	}
	start := time.Now()
	if s.again == nil {
		s.again = make([]float64, len(s.losses))
	}
	if err := r.Resample(); err != nil {
		return err
	}
	if err := s.forward(s.again); err != nil {
		return err
	}
	s.shift(s.again, s.again)
	s.seen, s.updates = s.again, 0
	s.extra += time.Since(start)
	return nil
}

// jacobian checks and counts what a method does with the task gradients.
type jacobian struct {
	tasks.Jacobian
	s      *stepper
	mapped bool // Map was called: further calls replace its gradient
}

// count counts a gradient that is left, once however often Map is called.
func (j *jacobian) count() {
	if !j.mapped {
		j.s.updates++
	}
}

// Combine implements methods.Jacobian.
func (j *jacobian) Combine(shared, heads []float64) error {
	j.count()
	j.mapped = false
	if err := finite("weight", shared); err != nil {
		return err
	}
	if err := finite("weight", heads); err != nil {
		return err
	}
	return j.Jacobian.Combine(shared, heads)
}

// Map implements methods.Jacobian.
func (j *jacobian) Map(f func(rows [][]float64, dst []float64), heads []float64) error {
	j.count()
	j.mapped = true
	return j.Jacobian.Map(f, heads)
}

// finite says which of a step's numbers is not finite, if any.
func finite(what string, v []float64) error {
	for k, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return &divergence{fmt.Sprintf("%s of task %d is %v", what, k, x)}
		}
	}
	return nil
}
