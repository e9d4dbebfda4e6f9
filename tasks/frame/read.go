package frame

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/npy"
)

// reader is the buffers of one call of Read.
type reader struct {
	npy.Reader
	buf []float32 // an array as it lies in the file
}

// idleReaders is how many readers a Folder keeps while they are not in use.
const idleReaders = 8

func (f *Folder) reader() *reader {
	select {
	case r := <-f.readers:
		return r
	default:
		return new(reader)
	}
}

func (f *Folder) idle(r *reader) {
	select {
	case f.readers <- r:
	default:
	}
}

// plane is the buffer with n elements.
func (r *reader) plane(n int) []float32 {
	r.buf = grown(r.buf, n)
	return r.buf
}

// Read implements Source. The error names the file.
func (f *Folder) Read(s tasks.Split, i int, dst *Frame) error {
	dst.Resize(f.h, f.w, f.layout.Normal)
	r := f.reader()
	defer f.idle(r)
	if err := f.vectors(r, f.path(s, imageFolder, i), dst.Image); err != nil {
		return err
	}
	if err := f.label(r, f.path(s, f.labels, i), dst.Label); err != nil {
		return err
	}
	shape := []int{f.h, f.w, 1}
	if !f.depth3 {
		shape = shape[:2]
	}
	path := f.path(s, depthFolder, i)
	if err := r.Read(path, shape, dst.Depth); err != nil {
		return err
	}
	if err := f.finite(path, dst.Depth); err != nil || !f.layout.Normal {
		return err
	}
	return f.vectors(r, f.path(s, normalFolder, i), dst.Normal)
}

// vectors reads H x W x 3 into planes.
func (f *Folder) vectors(r *reader, path string, dst []float32) error {
	v := r.plane(len(dst))
	if err := r.Read(path, []int{f.h, f.w, 3}, v); err != nil {
		return err
	}
	n := f.h * f.w
	x, y, z := dst[:n], dst[n:2*n], dst[2*n:]
	for p := range n {
		x[p], y[p], z[p] = v[3*p], v[3*p+1], v[3*p+2]
	}
	return f.finite(path, dst)
}

// label reads labels.
func (f *Folder) label(r *reader, path string, dst []int32) error {
	v := r.plane(len(dst))
	if err := r.Read(path, []int{f.h, f.w}, v); err != nil {
		return err
	}
	classes := f.layout.Classes
	if f.coarse != nil {
		classes = len(f.coarse)
	}
	for p, c := range v {
		if !(c >= -1 && c < float32(classes)) || c != float32(int32(c)) {
			return fmt.Errorf("read %s: label %v %s is no class of [0,%d), nor -1", path, c, f.place(p), classes)
		}
		if dst[p] = int32(c); c >= 0 && f.coarse != nil {
			dst[p] = f.coarse[dst[p]]
		}
	}
	return nil
}

// finite returns an error that names the first number that is not.
func (f *Folder) finite(path string, v []float32) error {
	for p, x := range v {
		if x-x != 0 { // NaN or infinite
			return fmt.Errorf("read %s: %v %s", path, float64(x), f.place(p%(f.h*f.w)))
		}
	}
	return nil
}

// place says where a pixel is.
func (f *Folder) place(p int) string { return fmt.Sprintf("at row %d, column %d", p/f.w, p%f.w) }
