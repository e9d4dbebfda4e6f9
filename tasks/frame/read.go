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
	if err := f.vectors(r, f.path(s, imageFolder, i), dst.Image, colours); err != nil {
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
	if err := f.check(path, dst.Depth, depths); err != nil || !f.layout.Normal {
		return err
	}
	return f.vectors(r, f.path(s, normalFolder, i), dst.Normal, normals)
}

// vectors reads H x W x 3 numbers of a kind into planes.
func (f *Folder) vectors(r *reader, path string, dst []float32, k kind) error {
	v := r.plane(len(dst))
	if err := r.Read(path, []int{f.h, f.w, 3}, v); err != nil {
		return err
	}
	n := f.h * f.w
	x, y, z := dst[:n], dst[n:2*n], dst[2*n:]
	for p := range n {
		x[p], y[p], z[p] = v[3*p], v[3*p+1], v[3*p+2]
	}
	return f.check(path, dst, k)
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

// kind is what the numbers of a file are, and what they may be.
type kind struct {
	what     string
	from, to float32
	wanted   string
}

// The kinds. They allow for rounding, and end below the values that mark pixels
// without a depth in other files: -1, NaN, infinity, 65535.
var (
	colours = kind{"colour", -1e-3, 1 + 1e-3, "0 to 1 are wanted; divide colours of 0 to 255 by 255"}
	depths  = kind{"depth", 0, 65534, "positive ones are wanted, and 0 for pixels that have none"}
	normals = kind{"normal", -1.01, 1.01, "unit vectors are wanted, and 0 for pixels that have none"}
)

// check returns an error that names the first number that is not of the kind.
func (f *Folder) check(path string, v []float32, k kind) error {
	for p, x := range v {
		if !(x >= k.from && x <= k.to) {
			return fmt.Errorf("read %s: %s %v %s: %s", path, k.what, float64(x), f.place(p%(f.h*f.w)), k.wanted)
		}
	}
	return nil
}

// place says where a pixel is.
func (f *Folder) place(p int) string { return fmt.Sprintf("at row %d, column %d", p/f.w, p%f.w) }
