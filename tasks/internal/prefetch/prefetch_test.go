package prefetch

import (
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// queue is a Queue of numbers whose samples are their squares; reading 13
// fails, and reading takes this long.
func queue(buffers int, takes time.Duration, read *atomic.Int64) *Queue[int, int] {
	return New(buffers, func(k int, s *int) error {
		time.Sleep(takes)
		read.Add(1)
		if k == 13 {
			return errors.New("thirteen")
		}
		*s = k * k
		return nil
	})
}

func take(t *testing.T, q *Queue[int, int], k int) {
	t.Helper()
	got := -1
	if err := q.Take(k, func(s *int) { got = *s }); err != nil || got != k*k {
		t.Errorf("sample %d is %d, %v", k, got, err)
	}
}

func keys(from, to int) (k []int) {
	for i := from; i < to; i++ {
		k = append(k, i)
	}
	return k
}

// TestTake takes what was planned and what was not, with a reader that is fast
// or slow, and plans anew in the middle.
func TestTake(t *testing.T) {
	for _, buffers := range []int{1, 3, 100} {
		for _, takes := range []time.Duration{0, 100 * time.Microsecond} {
			var read atomic.Int64
			q := queue(buffers, takes, &read)
			take(t, q, 5) // nothing is planned
			q.Plan(keys(20, 40))
			for k := 20; k < 30; k++ {
				take(t, q, k)
				take(t, q, 3) // beside the plan
			}
			q.Plan(keys(50, 60))
			for k := 50; k < 60; k++ {
				take(t, q, k)
			}
			take(t, q, 60)
			q.Plan(nil)
			q.Plan(keys(1, 3))
			take(t, q, 2) // not the next one
			take(t, q, 1)
			take(t, q, 2)
		}
	}
}

// TestBound reads no more than there are buffers before anything is taken, and
// leaves no goroutine when they are full.
func TestBound(t *testing.T) {
	before := runtime.NumGoroutine()
	var read atomic.Int64
	q := queue(4, 0, &read)
	q.Plan(keys(20, 60))
	wait(&read, 4)
	settle(t, before)
	if n := read.Load(); n != 4 {
		t.Errorf("%d samples were read ahead into 4 buffers", n)
	}
	take(t, q, 20)
	wait(&read, 5)
	settle(t, before)
	if n := read.Load(); n != 5 {
		t.Errorf("%d samples were read ahead after one was taken", n)
	}
}

// wait waits until so many samples are read, or for a second: a goroutine of
// the test before that ends late would make settle come back too early.
func wait(read *atomic.Int64, n int64) {
	for i := 0; i < 1000 && read.Load() < n; i++ {
		time.Sleep(time.Millisecond)
	}
}

// settle waits until no goroutine reads.
func settle(t *testing.T, before int) {
	t.Helper()
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestError(t *testing.T) {
	var read atomic.Int64
	q := queue(2, 0, &read)
	q.Plan(keys(12, 16))
	for _, planned := range []bool{true, false} {
		if planned {
			take(t, q, 12)
		}
		if err := q.Take(13, func(*int) { t.Error("a bad sample was used") }); fmt.Sprint(err) != "thirteen" {
			t.Errorf("planned %v: error %v", planned, err)
		}
		take(t, q, 14) // the plan goes on
		if planned {
			take(t, q, 15)
		}
	}
}
