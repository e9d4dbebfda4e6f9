// Package idx reads the IDX files in which MNIST and its relatives are
// published: big-endian sizes, then unsigned bytes, gzip-compressed or not.
// Format: http://yann.lecun.com/exdb/mnist/.
package idx

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
)

// unsignedByte is the element type of every file of the MNIST family.
const unsignedByte = 0x08

// Array is an array of bytes in row-major order.
type Array struct {
	Dims []int // at least one
	Data []byte
}

// Read reads the file at path, an array of so many dimensions. Its error is
// one line that names the file.
func Read(path string, dims int) (Array, error) { return ReadFirst(path, dims, math.MaxInt) }

// ReadFirst is Read for the first most elements of the first dimension: Data
// ends with them, Dims are those of the whole array. What lies behind is
// neither decompressed nor checked.
func ReadFirst(path string, dims, most int) (Array, error) {
	return gzfile.Read(path, func(r io.Reader) (Array, error) { return decode(r, dims, most) })
}

// decode reads the array, or as much of it as is wanted. All of it is all of r:
// what follows is an error, as is a checksum that does not hold.
func decode(r io.Reader, want, most int) (Array, error) {
	dims, total, err := header(r, want)
	if err != nil {
		return Array{}, err
	}
	if most < dims[0] {
		wanted := total / int64(dims[0]) * int64(most)
		data, err := readUpTo(r, wanted)
		if n := int64(len(data)); err == nil && n < wanted {
			err = truncated(dims, total, n)
		}
		return Array{Dims: dims, Data: data}, err
	}
	// The byte more makes it reach the end and check the checksum.
	data, err := readUpTo(r, total+1)
	switch n := int64(len(data)); {
	case err != nil:
		return Array{}, err
	case n < total:
		return Array{}, truncated(dims, total, n)
	case n > total:
		return Array{}, fmt.Errorf("bytes follow the %d that its header %v promises", total, dims)
	}
	return Array{Dims: dims, Data: data}, nil
}

// room is the most bytes that are made room for before they are read, so that
// a corrupt size allocates no more; all of MNIST's training images are less.
const room = 1 << 26

// readUpTo reads n bytes, or as many as there are.
func readUpTo(r io.Reader, n int64) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, min(n, room)+bytes.MinRead))
	_, err := b.ReadFrom(io.LimitReader(r, n))
	return b.Bytes(), err
}

func truncated(dims []int, total, n int64) error {
	return fmt.Errorf("the file is truncated: its header %v promises %d bytes, there are %d", dims, total, n)
}

// header reads the magic number and the sizes, and gives their product.
func header(r io.Reader, want int) (dims []int, total int64, err error) {
	var magic [4]byte
	if _, err := io.ReadFull(r, magic[:]); err != nil {
		return nil, 0, err
	}
	switch {
	case magic[0] != 0 || magic[1] != 0:
		return nil, 0, fmt.Errorf("not an IDX file: it begins with % x", magic)
	case magic[2] != unsignedByte:
		return nil, 0, fmt.Errorf("IDX element type 0x%02x, only unsigned bytes (0x%02x) are read", magic[2], unsignedByte)
	case int(magic[3]) != want:
		return nil, 0, fmt.Errorf("wrong magic number % x: an array of %d dimensions, wanted %d", magic, magic[3], want)
	}
	sizes := make([]uint32, magic[3])
	if err := binary.Read(r, binary.BigEndian, sizes); err != nil {
		return nil, 0, err
	}
	total = 1
	for _, s := range sizes {
		dims = append(dims, int(s))
		if s > 0 && total > (math.MaxInt64-1)/int64(s) {
			return nil, 0, fmt.Errorf("its header promises an impossible size %v", sizes)
		}
		total *= int64(s)
	}
	return dims, total, nil
}
