package train

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/mtobench/mtobench/bench/internal/machine"
	"github.com/mtobench/mtobench/bench/internal/spread"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// How step times are measured.
const (
	warmUp    = 3                    // blocks of each method before the first pair
	minPairs  = 7                    // of blocks
	maxPairs  = 9999                 // of blocks
	blockTime = 2 * time.Millisecond // at least, so that the clock does not count
)

// CostID is the identity of the cost of a job on this machine.
func CostID(job Job) string {
	return record.Cost{Key: job.Key, Machine: machine.Describe()}.Identity()
}

// Cost measures the training step of a job's method, with data and
// optimiser, against that of LS: after a warm-up, blocks of steps of the two
// alternate until the budget is spent. The ratio of each pair counts, so that
// a machine whose speed drifts does not tell one method from another. The two
// train one network in turn: of two networks alike in all but where their
// memory lies, one was slower by up to 4 %.
func Cost(ctx context.Context, job Job, ls methods.Info, budget time.Duration) (record.Cost, error) {
	c := record.Cost{
		Schema: record.Schema, ID: CostID(job), Key: job.Key,
		Suite:   Describe(job.Suite.Info(), job.Method),
		Method:  describeMethod(job.Method),
		Machine: where(job),
	}
	err := guard(func() error {
		base := job
		base.Method, base.Key.Method = ls, ls.Name
		var err error
		if base.Key.Settings, err = ls.Resolve(nil); err != nil {
			return err
		}
		a, err := newTimer(job)
		if err != nil {
			return err
		}
		b, err := a.share(base)
		if err != nil {
			return err
		}
		return alternate(ctx, a, b, budget, &c)
	})
	return c, err
}

// alternate measures pairs of blocks of a, the method, and b, LS. Where so much
// training is more than the suite's own and diverges, it ends there.
func alternate(ctx context.Context, a, b *timer, budget time.Duration, c *record.Cost) error {
	n := 1
	for range warmUp {
		for _, t := range []*timer{a, b} {
			d, err := t.block(n)
			if err != nil {
				return err
			}
			n = max(n, min(1000, int(blockTime*time.Duration(n)/max(1, d))+1))
		}
	}
	a.phases, a.stepper.passes = nil, passes{}
	var own, ls, ratio []float64
	var done passes
	turns := turns{rng: tasks.Rand(0, "turns")}
	for start := time.Now(); !enough(ratio, time.Since(start), budget); {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		d1, d2, err := pair(a, b, n, turns.swap())
		if len(ratio) >= minPairs && a.epoch > c.Key.Protocol.Epochs && errors.As(err, new(*divergence)) {
			break
		}
		if err != nil {
			return err
		}
		own = append(own, d1.Seconds()/float64(n))
		ls = append(ls, d2.Seconds()/float64(n))
		ratio = append(ratio, d1.Seconds()/d2.Seconds())
		done = a.stepper.passes
	}
	c.Pairs = len(ratio)
	c.Step, c.LS = spread.Of(own).Median, spread.Of(ls).Median
	r := spread.Of(ratio)
	c.Low, c.Ratio, c.High, c.Margin = r.Low, r.Median, r.High, r.Margin()
	c.Phases = a.medianPhases()
	c.Forwards, c.Backwards = float64(done.forwards)/float64(done.steps), float64(done.backwards)/float64(done.steps)
	return nil
}

// pair is a block of a and one of b, which goes first if swap is set.
func pair(a, b *timer, n int, swap bool) (ofA, ofB time.Duration, err error) {
	if swap {
		ofB, ofA, err = pair(b, a, n, false)
		return ofA, ofB, err
	}
	if ofA, err = a.block(n); err != nil {
		return 0, 0, err
	}
	ofB, err = b.block(n)
	return ofA, ofB, err
}

// turns settles which of two goes first: in one pair as it falls, in the next the
// other. Strictly by turns, what an epoch brings at regular places, such as a
// short last mini-batch, could fall to the same one every time.
type turns struct {
	rng       *rand.Rand
	odd, last bool
}

// swap tells whether the second goes first in the next pair.
func (t *turns) swap() bool {
	if t.odd {
		t.last = !t.last
	} else {
		t.last = t.rng.IntN(2) == 1
	}
	t.odd = !t.odd
	return t.last
}

// Start opens a job's suite, does at most so many training steps of its first
// epoch, calls first after the first of them, and evaluates.
func Start(job Job, steps int, first func()) error {
	return guard(func() error {
		t, err := newTimer(job)
		if err != nil {
			return err
		}
		for i := range min(steps, t.problem.Steps()) {
			if _, err := t.block(1); err != nil {
				return err
			}
			if i == 0 {
				first()
			}
		}
		_, err = t.problem.Evaluate(tasks.Test)
		return err
	})
}

// patience is how many budgets are spent at most while the machine is too
// noisy to tell.
const patience = 3

// enough says that the pairs suffice: the budget is spent and the margin of
// the ratio is small, or patience is at its end.
func enough(ratio []float64, spent, budget time.Duration) bool {
	switch {
	case len(ratio) < minPairs:
		return false
	case len(ratio) >= maxPairs || spent >= patience*budget:
		return true
	}
	return spent >= budget && !spread.Of(ratio).Noisy()
}

// timer times training steps of one method.
type timer struct {
	*source
	stepper *stepper
	lr      float64
	phases  []record.Phases
}

// source gives mini-batches of one epoch after another.
type source struct {
	problem tasks.Problem
	epoch   int
	left    int // steps of the epoch
}

func newTimer(job Job) (*timer, error) {
	p, err := (&run{job: job, info: job.Suite.Info()}).open(0)
	if err != nil {
		return nil, err
	}
	return &timer{source: &source{problem: p.problem}, stepper: p.stepper, lr: job.Key.Protocol.Optimizer.LR}, nil
}

// share is a timer of another method on the same network.
func (t *timer) share(job Job) (*timer, error) {
	p, err := (&run{job: job, info: job.Suite.Info()}).begin(0, t.problem)
	if err != nil {
		return nil, err
	}
	return &timer{source: t.source, stepper: p.stepper, lr: t.lr}, nil
}

// block does n steps and gives the time that they took, in which the order of
// a new epoch's samples does not count.
func (t *timer) block(n int) (time.Duration, error) {
	var ph record.Phases
	var d time.Duration
	for range n {
		if err := t.begin(); err != nil {
			return 0, err
		}
		start := time.Now()
		if _, err := t.stepper.step(t.lr, &ph); err != nil {
			return 0, fmt.Errorf("after %d epochs: %w", t.epoch-1, err)
		}
		d += time.Since(start)
	}
	t.phases = append(t.phases, scale(ph, 1/float64(n)))
	return d, nil
}

// begin makes sure that there is a mini-batch for the next step.
func (s *source) begin() error {
	if s.left == 0 {
		if err := s.problem.Epoch(s.epoch); err != nil {
			return err
		}
		s.epoch++
		s.left = s.problem.Steps()
	}
	s.left--
	return nil
}

// medianPhases is the median of each phase over the blocks.
func (t *timer) medianPhases() record.Phases {
	median := func(f func(record.Phases) float64) float64 {
		v := make([]float64, len(t.phases))
		for i, p := range t.phases {
			v[i] = f(p)
		}
		return spread.Of(v).Median
	}
	return record.Phases{
		Data:      median(func(p record.Phases) float64 { return p.Data }),
		Forward:   median(func(p record.Phases) float64 { return p.Forward }),
		Backward:  median(func(p record.Phases) float64 { return p.Backward }),
		Method:    median(func(p record.Phases) float64 { return p.Method }),
		Optimizer: median(func(p record.Phases) float64 { return p.Optimizer }),
		Extra:     median(func(p record.Phases) float64 { return p.Extra }),
	}
}

func scale(p record.Phases, by float64) record.Phases {
	return record.Phases{
		Data: p.Data * by, Forward: p.Forward * by, Backward: p.Backward * by,
		Method: p.Method * by, Optimizer: p.Optimizer * by, Extra: p.Extra * by,
	}
}
