package peer

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"time"

	"github.com/mtobench/mtobench/bench/internal/spread"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks/nn"
)

// Tolerance is how much losses after agreeSteps steps may differ, relative to
// their size.
const (
	Tolerance  = 1e-3
	agreeSteps = 20
)

// How times are taken.
const (
	minRounds = 7
	maxRounds = 501
	blockTime = 4 * time.Millisecond // of ours, at least
	settle    = 2 * time.Millisecond // in which threads of the last block go to sleep
	peakTime  = 2 * time.Millisecond
)

// Result is a workload measured on both sides.
type Result struct {
	Workload string  `json:"workload"`
	Target   float64 `json:"target"`
	// Ours and Theirs are seconds a step with one thread, Ratio is that of
	// neighbouring blocks; All is the ratio with all threads on both sides.
	Ours   spread.Spread `json:"ours"`
	Theirs spread.Spread `json:"theirs"`
	Ratio  spread.Spread `json:"ratio"`
	All    spread.Spread `json:"all_threads_ratio"`
	// Rate is our floating-point operations a second, Share the part of this
	// core's peak that they are, and TheirShare that of PyTorch.
	Rate       float64       `json:"rate"`
	Share      spread.Spread `json:"share_of_peak"`
	TheirShare spread.Spread `json:"their_share_of_peak"`
	// Difference is the largest relative difference of losses after 20 steps.
	Difference record.Float `json:"difference"`
}

// Agree says that both sides computed the same.
func (r Result) Agree() bool { return r.Difference <= Tolerance }

// Measure measures a workload for about as long as the budget says.
func Measure(ctx context.Context, p *Process, w Workload, budget time.Duration) (Result, error) {
	r := Result{Workload: w.Name, Target: w.Target}
	ours, numbers, err := w.build()
	if err != nil {
		return r, fmt.Errorf("%s: %w", w.Name, err)
	}
	theirs, err := p.build(w, numbers)
	if err != nil {
		return r, fmt.Errorf("%s in PyTorch: %w", w.Name, err)
	}
	d, err := difference(ours, theirs)
	if err != nil {
		return r, fmt.Errorf("%s: %w", w.Name, err)
	}
	r.Difference = record.Float(d)
	m := &meter{ours: ours, theirs: theirs, all: runtime.NumCPU(), operations: w.Operations()}
	if err := m.run(ctx, budget); err != nil {
		return r, fmt.Errorf("%s: %w", w.Name, err)
	}
	m.fill(&r)
	return r, nil
}

// difference trains both sides from the same start and compares the losses.
func difference(ours, theirs side) (float64, error) {
	_, a, err := ours.steps(agreeSteps+1, 1)
	if err != nil {
		return 0, err
	}
	_, b, err := theirs.steps(agreeSteps+1, 1)
	if err != nil {
		return 0, err
	}
	if len(a) != len(b) {
		return 0, fmt.Errorf("%d values of ours, %d of the peer's", len(a), len(b))
	}
	return largestDifference(a, b), nil
}

// largestDifference is relative to b; NaN when one is.
func largestDifference(a, b []float64) float64 {
	largest := 0.0
	for i, v := range a {
		if v != b[i] {
			largest = math.Max(largest, math.Abs(v-b[i])/math.Abs(b[i]))
		}
	}
	return largest
}

// meter takes the times of both sides.
type meter struct {
	ours, theirs side
	all          int // threads
	operations   float64
	n            int // steps of a block

	own, other, ratio, allRatio, share, theirShare []float64
}

// run measures rounds until the budget is spent. The first, which also settles
// the length of a block, does not count.
func (m *meter) run(ctx context.Context, budget time.Duration) error {
	d, _, err := m.ours.steps(1, 1)
	if err != nil {
		return err
	}
	m.n = int(blockTime/max(d, 1)) + 1
	if err := m.round(0); err != nil {
		return err
	}
	m.own, m.other, m.ratio, m.allRatio, m.share, m.theirShare = nil, nil, nil, nil, nil, nil
	for start := time.Now(); len(m.ratio) < maxRounds && (len(m.ratio) < minRounds || time.Since(start) < budget); {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := m.round(len(m.ratio)); err != nil {
			return err
		}
	}
	return nil
}

// round measures a pair of blocks with one thread and, in every other round, a
// pair with all; who comes first alternates.
func (m *meter) round(i int) error {
	top := peak()
	a, b, err := m.pair(1, i%2 == 1)
	if err != nil {
		return err
	}
	m.own, m.other, m.ratio = append(m.own, a), append(m.other, b), append(m.ratio, a/b)
	m.share = append(m.share, m.operations/a/top)
	m.theirShare = append(m.theirShare, m.operations/b/top)
	if i%2 == 1 {
		return nil
	}
	a, b, err = m.pair(m.all, i%4 == 2)
	m.allRatio = append(m.allRatio, a/b)
	return err
}

// pair gives seconds a step of both sides, theirs taken first if swap is set.
func (m *meter) pair(threads int, swap bool) (ours, theirs float64, err error) {
	for i := range 2 {
		time.Sleep(settle)
		s, to := m.ours, &ours
		if (i == 0) == swap {
			s, to = m.theirs, &theirs
		}
		d, _, err := s.steps(m.n, threads)
		if err != nil {
			return 0, 0, err
		}
		*to = d.Seconds() / float64(m.n)
	}
	return ours, theirs, nil
}

// peak is the rate of multiply-adds of one core, in operations a second.
func peak() float64 {
	rounds := 1000
	for {
		start := time.Now()
		operations := nn.MultiplyAdds(rounds)
		if d := time.Since(start); d >= peakTime {
			return operations / d.Seconds()
		}
		rounds *= 2
	}
}

// fill writes what was measured.
func (m *meter) fill(r *Result) {
	r.Ours, r.Theirs = spread.Of(m.own), spread.Of(m.other)
	r.Ratio, r.All = spread.Of(m.ratio), spread.Of(m.allRatio)
	r.Share, r.TheirShare = spread.Of(m.share), spread.Of(m.theirShare)
	r.Rate = m.operations / r.Ours.Median
}
