// Package npy reads and writes the arrays of NumPy's .npy files. Numbers of all
// widths come as float32, in C order, whatever order the file has them in.
package npy

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"codeberg.org/sbinet/npyio/npy"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
)

// Reader reads one file after another with buffers of its own. Its zero value
// is ready; it is for one goroutine.
type Reader struct {
	buf   *bufio.Reader
	float []float32 // of a file in Fortran order, before it is turned
	wide  []float64
	byte  []uint8
	small []int8
	int   []int32
	long  []int64
}

// Shape is the shape of the array in the file at path.
func Shape(path string) ([]int, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h, err := header(bufio.NewReader(f))
	if err != nil {
		return nil, gzfile.Describe(path, err)
	}
	return h.Header.Descr.Shape, nil
}

// Read reads the array in the file at path, which has this shape, into dst:
// as many elements, in C order. The error names the file.
func (r *Reader) Read(path string, shape []int, dst []float32) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if r.buf == nil {
		r.buf = bufio.NewReaderSize(nil, 1<<16)
	}
	r.buf.Reset(f)
	return gzfile.Describe(path, r.read(shape, dst))
}

func (r *Reader) read(shape []int, dst []float32) error {
	h, err := header(r.buf)
	if err != nil {
		return err
	}
	if got := h.Header.Descr.Shape; !slices.Equal(got, shape) {
		return fmt.Errorf("array of shape %v, wanted %v", got, shape)
	}
	if volume(shape) != len(dst) {
		panic(fmt.Sprintf("npy: %d elements for an array of shape %v", len(dst), shape))
	}
	if len(dst) == 0 {
		return nil
	}
	into := dst
	if h.Header.Descr.Fortran {
		into = resize(&r.float, len(dst))
	}
	if err := r.numbers(h, into); err != nil {
		return err
	}
	if h.Header.Descr.Fortran {
		turn(into, shape, dst)
	}
	if _, err := r.buf.ReadByte(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("there is more behind the array of shape %v", shape)
	}
	return nil
}

// mostHeader is more bytes than the header of any array of numbers has.
const mostHeader = 1 << 16

// header reads the header. The library takes a well-formed one for granted, and
// as much memory as the file says that it is long.
func header(r *bufio.Reader) (h *npy.Reader, err error) {
	defer func() {
		if p := recover(); p != nil {
			h, err = nil, errors.New("the header is damaged")
		}
	}()
	const version, length = 6, 8 // where they stand; of four bytes from version 2 on
	if b, _ := r.Peek(length + 4); len(b) == length+4 && [6]byte(b) == npy.Magic && b[version] > 1 && binary.LittleEndian.Uint32(b[length:]) > mostHeader {
		return nil, errors.New("the header is damaged")
	}
	if h, err = npy.NewReader(r); errors.Is(err, npy.ErrInvalidNumPyFormat) {
		return nil, errors.New("it is no .npy file")
	}
	if err == nil && slices.ContainsFunc(h.Header.Descr.Shape, func(n int) bool { return n < 0 }) {
		err = errors.New("the header is damaged")
	}
	return h, err
}

// numbers reads the elements as they lie.
func (r *Reader) numbers(h *npy.Reader, dst []float32) error {
	kind := strings.Trim(h.Header.Descr.Type, "'")
	switch strings.TrimLeft(kind, "<>|=") {
	case "f4":
		return h.Read(&dst)
	case "f8":
		return convert(h, &r.wide, dst)
	case "u1":
		return convert(h, &r.byte, dst)
	case "i1":
		return convert(h, &r.small, dst)
	case "i4":
		return convert(h, &r.int, dst)
	case "i8":
		return convert(h, &r.long, dst)
	}
	return fmt.Errorf("elements of type %s; known are f4, f8, u1, i1, i4 and i8", kind)
}

// convert reads elements of another type.
func convert[T float64 | uint8 | int8 | int32 | int64](h *npy.Reader, buf *[]T, dst []float32) error {
	v := resize(buf, len(dst))
	if err := h.Read(&v); err != nil {
		return err
	}
	for i, x := range v {
		dst[i] = float32(x)
	}
	return nil
}

// resize makes the slice n elements long.
func resize[T any](s *[]T, n int) []T {
	if cap(*s) < n {
		*s = make([]T, n)
	}
	*s = (*s)[:n]
	return *s
}

// turn writes an array in Fortran order, where the first index runs fastest, in
// C order, where the last does.
func turn(src []float32, shape []int, dst []float32) {
	step := make([]int, len(shape)) // in src
	for i, n := 0, 1; i < len(shape); i++ {
		step[i], n = n, n*shape[i]
	}
	index := make([]int, len(shape))
	at := 0
	for i := range dst {
		dst[i] = src[at]
		for d := len(shape) - 1; d >= 0; d-- {
			at += step[d]
			if index[d]++; index[d] < shape[d] {
				break
			}
			at -= step[d] * shape[d]
			index[d] = 0
		}
	}
}

func volume(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
