package npy

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// file is a .npy file of version 1.0 with this header dictionary.
func file(dict string, elements any) []byte {
	b := append([]byte("\x93NUMPY\x01\x00"), 0, 0)
	text := dict + "\n"
	binary.LittleEndian.PutUint16(b[8:], uint16(len(text)))
	w := bytes.NewBuffer(append(b, text...))
	if err := binary.Write(w, binary.LittleEndian, elements); err != nil {
		panic(err)
	}
	return w.Bytes()
}

func dict(kind string, fortran bool, shape string) string {
	order := "False"
	if fortran {
		order = "True"
	}
	return fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }", kind, order, shape)
}

func put(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.npy")
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	count := []float32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	turned := make([]float32, 12) // element (i, j, k) of 2 x 3 x 2 at i + 2j + 6k
	for i := range 2 {
		for j := range 3 {
			for k := range 2 {
				turned[i*6+j*2+k] = float32(i + 2*j + 6*k)
			}
		}
	}
	var r Reader
	for _, c := range []struct {
		kind     string
		elements any
	}{
		{"<f4", count},
		{"<f8", []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
		{"|u1", []uint8{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
		{"|i1", []int8{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
		{"<i4", []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
		{"<i8", []int64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
	} {
		for fortran, want := range map[bool][]float32{false: count, true: turned} {
			path := put(t, file(dict(c.kind, fortran, "2, 3, 2"), c.elements))
			got := make([]float32, 12)
			if err := r.Read(path, []int{2, 3, 2}, got); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s, Fortran order %v: %v, %v; want %v", c.kind, fortran, got, err, want)
			}
			if s, err := Shape(path); err != nil || !slices.Equal(s, []int{2, 3, 2}) {
				t.Errorf("shape %v, %v", s, err)
			}
		}
	}
	path := put(t, file(dict("<i8", false, "3,"), []int64{-1, 0, 12}))
	got := make([]float32, 3)
	if err := r.Read(path, []int{3}, got); err != nil || !slices.Equal(got, []float32{-1, 0, 12}) {
		t.Errorf("one dimension: %v, %v", got, err)
	}
}

func TestReadErrors(t *testing.T) {
	good := file(dict("<f4", false, "2, 2"), []float32{1, 2, 3, 4})
	for _, c := range []struct {
		name    string
		content []byte
		err     string
	}{
		{"empty", nil, "truncated"},
		{"magic", []byte("no NumPy file, but text"), "no .npy file"},
		{"cut header", good[:20], "header is damaged"},
		{"cut elements", good[:len(good)-3], "truncated"},
		{"no elements", good[:len(good)-16], "truncated"},
		{"more", append(slices.Clone(good), 0), "more behind"},
		{"shape", file(dict("<f4", false, "4, 1"), []float32{1, 2, 3, 4}), "shape [4 1], wanted [2 2]"},
		{"negative", file(dict("<f4", false, "-2, -2"), []float32{1, 2, 3, 4}), "header is damaged"},
		{"endless header", append([]byte("\x93NUMPY\x02\x00\xff\xff\xff\x7f"), good[10:]...), "header is damaged"},
		{"complex", file(dict("<c8", false, "2, 2"), []float32{1, 2, 3, 4}), "elements of type <c8"},
		{"no dictionary", file("{'descr': '<f4'}", []float32{1}), ""},
		{"no brace", file("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)", []float32{1}), "header is damaged"},
		{"no line", file(strings.Repeat(" ", 3), []float32{1})[:13], ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := put(t, c.content)
			var r Reader
			err := r.Read(path, []int{2, 2}, make([]float32, 4))
			if err == nil || !strings.Contains(err.Error(), c.err) || strings.Count(err.Error(), path) != 1 || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, wanted one line with %q and the file once", err, c.err)
			}
		})
	}
}

// TestWrite reads back what Write wrote, and finds the elements where NumPy
// wants them: at a multiple of 64 bytes.
func TestWrite(t *testing.T) {
	for _, shape := range [][]int{{5}, {2, 3}, {2, 3, 4}, {100, 120, 3}} {
		data := make([]float32, volume(shape))
		for i := range data {
			data[i] = float32(i) / 7
		}
		path := filepath.Join(t.TempDir(), "b.npy")
		if err := Write(path, shape, data); err != nil {
			t.Fatal(err)
		}
		var r Reader
		got := make([]float32, len(data))
		if err := r.Read(path, shape, got); err != nil || !slices.Equal(got, data) {
			t.Errorf("shape %v: %v", shape, err)
		}
		if info, err := os.Stat(path); err != nil || (info.Size()-int64(4*len(data)))%align != 0 {
			t.Errorf("shape %v: %d bytes, %v", shape, info.Size(), err)
		}
	}
	if err := Write(filepath.Join(t.TempDir(), "no", "c.npy"), []int{1}, []float32{1}); err == nil {
		t.Error("a file was written into no folder")
	}
}
