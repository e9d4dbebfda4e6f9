package npy

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Write makes the file at path: an array of float32 of this shape, in C order.
// The library that reads takes a quarter of a second for an image, since it
// looks at every element by reflection.
func Write(path string, shape []int, data []float32) error {
	if volume(shape) != len(data) {
		panic(fmt.Sprintf("npy: %d elements for an array of shape %v", len(data), shape))
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	err = write(w, shape, data)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// align is what the length of all before the elements is a multiple of.
const align = 64

// write writes version 1.0 of the format.
func write(w *bufio.Writer, shape []int, data []float32) error {
	dims := new(strings.Builder)
	for _, d := range shape {
		fmt.Fprintf(dims, "%d, ", d)
	}
	const before = len("\x93NUMPY") + 2 + 2 // magic, version, length of the header
	text := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", strings.TrimSuffix(dims.String(), " "))
	text += strings.Repeat(" ", (align-(before+len(text)+1)%align)%align) + "\n"
	b := append([]byte("\x93NUMPY"), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
	if _, err := w.Write(append(b, text...)); err != nil {
		return err
	}
	if err := binary.Write(io.Writer(w), binary.LittleEndian, data); err != nil {
		return err
	}
	return w.Flush()
}
