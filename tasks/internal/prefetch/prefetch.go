// Package prefetch reads samples before they are wanted, into a bounded number
// of buffers.
package prefetch

import "sync"

// Queue reads what is to come in the background, one sample after another, each
// into one of a fixed number of buffers, and hands them out in order. A sample
// is what its key says and nothing else, so that what is handed out does not
// depend on how far ahead the reading is. No goroutine outlives the filling of
// the buffers: a Queue that is let go of leaves nothing running.
//
// Plan and Take are for one goroutine.
type Queue[K comparable, S any] struct {
	read  func(K, *S) error
	spare *S // for what was not planned

	mu      sync.Mutex
	ready   sync.Cond
	keys    []K       // what is planned and not taken; the first of them are in slots
	slots   []slot[S] // a ring
	front   int       // the slot of keys[0]
	filled  int       // how many of keys are in slots
	reading bool      // a goroutine runs
}

// slot is a buffer and how it was filled.
type slot[S any] struct {
	sample S
	err    error
}

// New is a Queue of so many buffers. read fills a buffer, which may hold an
// older sample; it is called by one goroutine beside the one that calls Take.
func New[K comparable, S any](buffers int, read func(K, *S) error) *Queue[K, S] {
	q := &Queue[K, S]{read: read, spare: new(S), slots: make([]slot[S], max(1, buffers))}
	q.ready.L = &q.mu
	return q
}

// Plan says what will be taken, in this order, in place of what was planned
// before. It keeps a copy.
func (q *Queue[K, S]) Plan(keys []K) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.keys = q.keys[:0]
	for q.reading { // the goroutine ends when nothing is left to do
		q.ready.Wait()
	}
	q.keys = append(q.keys[:0], keys...)
	q.front, q.filled = 0, 0
	q.start()
}

// Planned says whether k is what comes next.
func (q *Queue[K, S]) Planned(k K) bool { return len(q.keys) > 0 && q.keys[0] == k }

// Take hands sample k to use, which must not keep it. Where k is not the next
// one that is planned, it is read at once, and the plan stays.
func (q *Queue[K, S]) Take(k K, use func(*S)) error {
	if !q.Planned(k) {
		if err := q.read(k, q.spare); err != nil {
			return err
		}
		use(q.spare)
		return nil
	}
	q.mu.Lock()
	for q.filled == 0 {
		q.start()
		q.ready.Wait()
	}
	s := &q.slots[q.front]
	q.mu.Unlock()
	err := s.err
	if err == nil {
		use(&s.sample)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.keys = q.keys[1:]
	q.front = (q.front + 1) % len(q.slots)
	q.filled--
	q.start()
	return err
}

// start begins reading where there is something to read and a buffer is free.
// The lock is held.
func (q *Queue[K, S]) start() {
	if !q.reading && q.more() {
		q.reading = true
		go q.fill()
	}
}

// more says whether a key waits and a buffer is free.
func (q *Queue[K, S]) more() bool { return q.filled < min(len(q.keys), len(q.slots)) }

// fill reads until all buffers are full or nothing is planned.
func (q *Queue[K, S]) fill() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.more() {
		k, s := q.keys[q.filled], &q.slots[(q.front+q.filled)%len(q.slots)]
		q.mu.Unlock()
		s.err = q.read(k, &s.sample)
		q.mu.Lock()
		q.filled++
		q.ready.Broadcast()
	}
	q.reading = false
	q.ready.Broadcast()
}
