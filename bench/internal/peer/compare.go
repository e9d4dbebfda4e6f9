package peer

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/mtobench/mtobench/bench/internal/spread"
	"github.com/mtobench/mtobench/tasks/nn"
)

// How times are taken.
const (
	minRounds  = 7
	slowRounds = 3 // of slow workloads
	maxRounds  = 501
	// blockTime is what a block of ours takes at least. The first step finds the
	// caches full of the other side's numbers, which no step of a training does.
	blockTime = 20 * time.Millisecond
	settle    = 2 * time.Millisecond // in which threads of the last block go to sleep
	peakTime  = 2 * time.Millisecond
)

// Result is a workload measured on both sides.
type Result struct {
	Name     string  `json:"name"`
	Workload string  `json:"workload"`
	Batch    int     `json:"batch"`
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
	Agreement
	Memory Memory `json:"memory"`
}

// Measure measures a workload for about as long as the budget says. Memory it
// leaves out. The peer is a process like p of the workload's own: what another
// workload has done to the memory there would change PyTorch's times, by a
// third for small networks after large ones.
func Measure(ctx context.Context, p *Process, w Workload, budget time.Duration) (Result, error) {
	r := Result{Name: w.Name, Workload: w.Title, Batch: w.Batch, Target: w.Target}
	ours, err := w.build()
	if err != nil {
		return r, fmt.Errorf("%s: %w", w.Name, err)
	}
	fresh, err := p.another(ctx)
	if err != nil {
		return r, err
	}
	defer fresh.Close()
	theirs, err := fresh.buildAs(w.Spec, ours)
	if err != nil {
		return r, fmt.Errorf("%s in PyTorch: %w", w.Name, err)
	}
	if r.Agreement, err = w.agreement(ours, theirs, fresh); err != nil {
		return r, fmt.Errorf("%s: %w", w.Name, err)
	}
	m := &meter{ours: ours, theirs: theirs, all: runtime.NumCPU(), own: w.Operations(), other: w.TheirOperations()}
	if err := m.run(ctx, w.rounds(), budget); err != nil {
		return r, fmt.Errorf("%s: %w", w.Name, err)
	}
	m.fill(&r)
	return r, nil
}

// meter takes the times of both sides.
type meter struct {
	ours, theirs side
	all          int     // threads
	own, other   float64 // operations of a step, ours and theirs
	n            int     // steps of a block

	times, theirTimes, ratio, allRatio, share, theirShare []float64
}

// run measures at least so many rounds, and more until the budget is spent. The
// first, which also settles the length of a block, does not count.
func (m *meter) run(ctx context.Context, rounds int, budget time.Duration) error {
	d, _, err := m.ours.steps(1, 1)
	if err != nil {
		return err
	}
	m.n = int(blockTime/max(d, 1)) + 1
	if _, _, err := m.pair(1, false); err != nil {
		return err
	}
	for start := time.Now(); len(m.ratio) < maxRounds && (len(m.ratio) < rounds || time.Since(start) < budget); {
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
	m.times, m.theirTimes, m.ratio = append(m.times, a), append(m.theirTimes, b), append(m.ratio, a/b)
	m.share, m.theirShare = append(m.share, m.own/a/top), append(m.theirShare, m.other/b/top)
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
	r.Ours, r.Theirs = spread.Of(m.times), spread.Of(m.theirTimes)
	r.Ratio, r.All = spread.Of(m.ratio), spread.Of(m.allRatio)
	r.Share, r.TheirShare = spread.Of(m.share), spread.Of(m.theirShare)
	r.Rate = m.own / r.Ours.Median
}
