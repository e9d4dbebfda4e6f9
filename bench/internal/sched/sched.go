// Package sched runs cells on a number of workers and tells how far they are.
package sched

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/reports/record"
)

// Result is what came of Run.
type Result struct {
	Done, Diverged, Failed int
	// Dropped counts the cells left out because their suite could not be
	// opened or read: Errors by the suite's name.
	Dropped int
	Errors  map[string]error
}

// Run trains the jobs, in their order, on the workers, and puts each record
// into the store as soon as it is made. A suite that cannot be opened or read
// drops its other cells and no more. The error is ctx's, or that of a record that
// could not be written.
func Run(ctx context.Context, st *store.Store, jobs []train.Job, workers int, p *Progress) (Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	q := &queue{st: st, jobs: jobs, result: Result{Errors: map[string]error{}}, progress: p}
	p.begin(jobs, workers)
	var wg sync.WaitGroup
	for range max(1, workers) {
		wg.Go(func() {
			if err := q.work(ctx); err != nil {
				q.stop(err)
				cancel()
			}
		})
	}
	wg.Wait()
	p.end()
	return q.result, q.err
}

// queue is the jobs that wait, shared by the workers.
type queue struct {
	st       *store.Store
	progress *Progress

	mu     sync.Mutex
	jobs   []train.Job
	result Result
	err    error
}

// work runs jobs until none is left.
func (q *queue) work(ctx context.Context) error {
	for {
		job, ok := q.next()
		if !ok {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		q.progress.start(job)
		start := time.Now()
		cell, err := train.Run(ctx, job)
		var open *train.OpenError
		switch {
		case errors.As(err, &open):
			q.drop(job, err)
			continue
		case err != nil:
			return err
		}
		if err := q.st.PutCell(cell); err != nil {
			return err
		}
		q.count(cell.Status)
		q.progress.done(job, cell, time.Since(start))
	}
}

// next takes the first job whose suite can be opened.
func (q *queue) next() (train.Job, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) > 0 {
		job := q.jobs[0]
		q.jobs = q.jobs[1:]
		if q.result.Errors[job.Key.Suite] == nil {
			return job, true
		}
		q.result.Dropped++
		q.progress.drop(job)
	}
	return train.Job{}, false
}

// drop gives up a suite that cannot be opened.
func (q *queue) drop(job train.Job, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.result.Dropped++
	q.progress.drop(job)
	if q.result.Errors[job.Key.Suite] == nil {
		q.result.Errors[job.Key.Suite] = err
	}
}

func (q *queue) count(s record.Status) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch s {
	case record.OK:
		q.result.Done++
	case record.Diverged:
		q.result.Diverged++
	case record.Failed:
		q.result.Failed++
	}
}

// stop keeps the first error.
func (q *queue) stop(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = err
	}
}
