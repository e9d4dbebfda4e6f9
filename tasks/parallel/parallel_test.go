package parallel

import (
	"bytes"
	"runtime"
	"testing"
)

func TestEach(t *testing.T) {
	old := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(old)
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		for _, n := range []int{0, 1, 3, 1000} {
			calls := make([]int, n)
			Each(n, func(i int) { calls[i]++ })
			for i, c := range calls {
				if c != 1 {
					t.Errorf("%d processors, n %d: %d calls with %d", procs, n, c, i)
				}
			}
		}
	}
}

// TestPanic: the caller gets the panic of a part, with the stack of the part,
// after all other parts have ended.
func TestPanic(t *testing.T) {
	done := make([]bool, 100)
	defer func() {
		p, ok := recover().(*Panic)
		if !ok || p.Error() != "part 7" || !bytes.Contains(p.Stack, []byte("parallel_test.go")) {
			t.Errorf("the caller got %v", p)
		}
		for i, d := range done {
			if !d && i != 7 {
				t.Errorf("part %d was not done", i)
			}
		}
	}()
	Each(2, func(outer int) {
		if outer == 0 {
			return
		}
		var g Group
		for i := range done {
			g.Go(func() {
				if i == 7 {
					panic("part 7")
				}
				done[i] = true
			})
		}
		g.Wait()
	})
}
