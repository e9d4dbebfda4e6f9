package kernel

import (
	"os"
	"runtime/debug"
	"syscall"
	"testing"
	"unsafe"
)

// guarded gives n floats between two pages that must not be touched, against
// the last if atEnd and against the first otherwise, and the floats that are
// left over on the other side. Any access outside faults.
func guarded(t *testing.T, n int, atEnd bool) (x, spare []float32) {
	t.Helper()
	debug.SetPanicOnFault(true)
	page := os.Getpagesize()
	inner := max((4*n+page-1)/page, 1) * page
	all, err := syscall.Mmap(-1, 0, inner+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(all); err != nil {
			t.Error(err)
		}
	})
	for _, p := range [][]byte{all[:page], all[page+inner:]} {
		if err := syscall.Mprotect(p, syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	v := unsafe.Slice((*float32)(unsafe.Pointer(&all[page])), inner/4)
	if atEnd {
		return v[len(v)-n:], v[:len(v)-n]
	}
	return v[:n:n], v[n:]
}

// TestGuardPagesFault: a guard that guards nothing would prove nothing.
func TestGuardPagesFault(t *testing.T) {
	for _, atEnd := range []bool{false, true} {
		x, _ := guarded(t, 5, atEnd)
		outside := -4
		if atEnd {
			outside = 4 * len(x)
		}
		mustPanic(t, "guard page", func() {
			x[0] = *(*float32)(unsafe.Add(unsafe.Pointer(&x[0]), outside))
		})
	}
}
