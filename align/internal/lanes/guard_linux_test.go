package lanes

import (
	"math"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"syscall"
	"testing"
	"unsafe"
)

// page is the numbers of a page of memory between two that must not be touched.
type page []float64

func newPage(t *testing.T) page {
	t.Helper()
	size := os.Getpagesize()
	all, err := syscall.Mmap(-1, 0, 3*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(all); err != nil {
			t.Error(err)
		}
	})
	for _, outer := range [][]byte{all[:size], all[2*size:]} {
		if err := syscall.Mprotect(outer, syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	return unsafe.Slice((*float64)(unsafe.Pointer(&all[size])), size/8)
}

// slice is n numbers with this room against the end of the page, or against its
// start; all else is NaN.
func (p page) slice(n, room int, atEnd bool) []float64 {
	for i := range p {
		p[i] = math.NaN()
	}
	if atEnd {
		return p[len(p)-room:][:n]
	}
	return p[:n:room]
}

// clean tells whether all is NaN but what slice gave, with its room.
func (p page) clean(room int, atEnd bool) bool {
	rest := p[room:]
	if atEnd {
		rest = p[:len(p)-room]
	}
	return !slices.ContainsFunc(rest, func(v float64) bool { return !math.IsNaN(v) })
}

func integers(x []float64) []int { return unsafe.Slice((*int)(unsafe.Pointer(&x[0])), len(x)) }

// Nothing is read or written outside the slices, nor do the results depend on
// where these stand or on what is around them.
func TestGuardPages(t *testing.T) {
	wantLanes(t)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	rng := rand.New(rand.NewPCG(9, 10))
	var pages [5]page
	for i := range pages {
		pages[i] = newPage(t)
	}
	check := func(what string, n int, atEnd bool, rooms ...int) {
		for i, room := range rooms {
			if !pages[i].clean(room, atEnd) {
				t.Fatalf("%s, %d numbers: slice %d, against the end %v: written outside", what, n, i, atEnd)
			}
		}
	}
	for n := fewest; n <= most; n++ {
		for _, atEnd := range []bool{false, true} {
			losses, log := pages[0].slice(n, n, atEnd), pages[1].slice(n, n, atEnd)
			p, q, gamma := pages[2].slice(n, whole(n), atEnd), pages[3].slice(n, whole(n), atEnd), pages[4].slice(n, whole(n), atEnd)
			for i := range losses {
				losses[i], log[i] = math.Exp(rng.NormFloat64()), -rng.Float64()
			}
			l, wantP, wantQ, want := slices.Clone(log), Make(n), Make(n), Make(n)
			if !Indicate(losses, log, p, q, gamma, 0.1, 0.9, 1) || !Indicate(slices.Clone(losses), l, wantP, wantQ, want, 0.1, 0.9, 1) {
				t.Fatalf("%d tasks: not done", n)
			}
			if !slices.Equal(log, l) || !slices.Equal(p, wantP) || !slices.Equal(q, wantQ) || !slices.Equal(gamma, want) {
				t.Fatalf("%d tasks: results depend on where the slices stand", n)
			}
			check("indicators", n, atEnd, n, n, whole(n), whole(n), whole(n))

			x, means, centres := pages[0].slice(n, n, atEnd), pages[1].slice(n, n, atEnd), pages[2].slice(2, 2, atEnd)
			of := integers(pages[3].slice(n, n, atEnd))
			copy(x, want)
			ofAgain, meansAgain, centresAgain := make([]int, n), make([]float64, n), make([]float64, 2)
			if !Halve(x, of, means, centres) || !Halve(want, ofAgain, meansAgain, centresAgain) {
				t.Fatalf("%d numbers: not done", n)
			}
			if !slices.Equal(of, ofAgain) || !slices.Equal(means, meansAgain) || !slices.Equal(centres, centresAgain) {
				t.Fatalf("%d numbers: results depend on where the slices stand", n)
			}
			check("groups", n, atEnd, n, n, 2, n)
		}
	}
}

// A guard that guards nothing would prove nothing.
func TestGuardPagesFault(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	x := newPage(t)
	for _, outside := range []int{-8, 8 * len(x)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%d bytes from the page's start: no fault", outside)
				}
			}()
			x[0] = *(*float64)(unsafe.Add(unsafe.Pointer(&x[0]), outside))
		}()
	}
}
