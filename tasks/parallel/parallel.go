// Package parallel runs parts of one piece of work on several processors. A
// part that panics does not end the program: the caller gets the panic.
package parallel

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Panic is the panic of a part, as Wait hands it to the caller.
type Panic struct {
	Value any    // what the part gave to panic
	Stack []byte // of the part's goroutine
}

// Error says what the part gave to panic.
func (p *Panic) Error() string { return fmt.Sprint(p.Value) }

// Group is goroutines that work for one caller. The zero Group is ready.
type Group struct {
	wait  sync.WaitGroup
	first atomic.Pointer[Panic]
}

// Go runs f in a goroutine of its own.
func (g *Group) Go(f func()) { g.wait.Go(func() { g.Do(f) }) }

// Do runs f in the caller's goroutine. A panic waits for Wait, so that the
// caller does not leave while others still work.
func (g *Group) Do(f func()) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		p, nested := v.(*Panic)
		if !nested {
			p = &Panic{v, debug.Stack()}
		}
		g.first.CompareAndSwap(nil, p)
	}()
	f()
}

// Wait returns when all have ended. If one panicked, Wait panics with a *Panic.
func (g *Group) Wait() {
	g.wait.Wait()
	if p := g.first.Load(); p != nil {
		panic(p)
	}
}

// Each calls f with 0 to n-1, on all processors, and comes back when all calls
// have. A processor takes the next number when it is done with one, so that
// parts may differ in length; f writes what belongs to its number only.
func Each(n int, f func(i int)) {
	var g Group
	var next atomic.Int64
	for range min(n, runtime.GOMAXPROCS(0)) {
		g.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(int(i))
			}
		})
	}
	g.Wait()
}
