package frame

import "github.com/mtobench/mtobench/tasks"

// Source is frames of one size, read from files or drawn. Its methods may be
// called by several goroutines at once.
type Source interface {
	// Len is the number of frames of a split.
	Len(tasks.Split) int
	// Read makes dst frame i of a split, in the memory that dst has where that
	// is enough: see Resize.
	Read(s tasks.Split, i int, dst *Frame) error
}

// Resize gives the frame planes of h x w pixels, whose content is left as it
// happens to be, in the memory that it has where that is enough.
func (f *Frame) Resize(h, w int, normal bool) {
	f.H, f.W = h, w
	f.Image = grown(f.Image, 3*h*w)
	f.Label = grown(f.Label, h*w)
	f.Depth = grown(f.Depth, h*w)
	if !normal {
		f.Normal = nil
		return
	}
	f.Normal = grown(f.Normal, 3*h*w)
}

// grown is s with n elements.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
