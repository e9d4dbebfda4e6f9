package matv5

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/internal/numcsv"
)

// writer writes MAT-files as the format says, for the tests to read.
type writer struct {
	order binary.ByteOrder
	small bool // data of up to 4 bytes goes into the tag
}

func (w writer) file(elements ...[]byte) []byte {
	b := make([]byte, headerSize)
	copy(b, "MATLAB 5.0 MAT-file, made by a test")
	w.order.PutUint16(b[124:], 0x0100)
	w.order.PutUint16(b[126:], 'M'<<8|'I')
	return append(b, slices.Concat(elements...)...)
}

func (w writer) element(typ uint32, data []byte) []byte {
	var b bytes.Buffer
	if n := len(data); w.small && n > 0 && n <= 4 {
		binary.Write(&b, w.order, uint32(n)<<16|typ)
		b.Write(append(slices.Clone(data), make([]byte, 4-n)...))
		return b.Bytes()
	}
	binary.Write(&b, w.order, []uint32{typ, uint32(len(data))})
	b.Write(data)
	if typ != miCOMPRESSED {
		b.Write(make([]byte, -len(data)&7))
	}
	return b.Bytes()
}

// numbers is an element of numbers, a slice of a type that fits typ.
func (w writer) numbers(typ uint32, v any) []byte {
	var b bytes.Buffer
	if err := binary.Write(&b, w.order, v); err != nil {
		panic(err)
	}
	return w.element(typ, b.Bytes())
}

// variable is a matrix element with the values in an element of their own.
func (w writer) variable(flags uint32, name string, dims []int32, values []byte) []byte {
	return w.element(miMATRIX, slices.Concat(
		w.numbers(miUINT32, []uint32{flags, 0}),
		w.numbers(miINT32, dims),
		w.element(miINT8, []byte(name)),
		values,
	))
}

func (w writer) compressed(element []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(element)
	z.Close()
	return w.element(miCOMPRESSED, b.Bytes())
}

var (
	little = writer{binary.LittleEndian, false}
	small  = writer{binary.LittleEndian, true}
	big    = writer{binary.BigEndian, true}
	shape  = []int32{2, 3}
)

// doubles is the variable x of columns (1,2), (3,4), (5,6).
func (w writer) doubles() []byte {
	return w.variable(mxDOUBLE, "x", shape, w.numbers(miDOUBLE, []float64{1, 2, 3, 4, 5, 6}))
}

func TestRead(t *testing.T) {
	y := small.variable(mxDOUBLE, "y", []int32{1, 1}, small.numbers(miUINT8, []uint8{9}))
	unpadded := little.variable(mxDOUBLE, "x", shape, little.numbers(miUINT8, []uint8{1, 2, 3, 4, 5, 6})[:8+6])
	cells := small.variable(1, "c", []int32{1, 1}, y)
	for _, c := range []struct {
		name string
		file []byte
	}{
		{"plain", little.file(little.doubles())},
		{"small elements", small.file(small.doubles())},
		{"big endian", big.file(big.doubles())},
		{"compressed", small.file(small.compressed(small.doubles()))},
		{"big endian compressed", big.file(big.compressed(big.doubles()))},
		{"after others", small.file(small.compressed(y), cells, small.element(17, nil), small.doubles())},
		{"no padding at the end", little.file(unpadded[:len(unpadded)-2])},
		{"int8", small.file(small.variable(mxDOUBLE, "x", shape, small.numbers(miINT8, []int8{1, 2, 3, 4, 5, 6})))},
		{"int16", small.file(small.variable(mxDOUBLE, "x", shape, small.numbers(miINT16, []int16{1, 2, 3, 4, 5, 6})))},
		{"uint16", big.file(big.variable(mxDOUBLE, "x", shape, big.numbers(miUINT16, []uint16{1, 2, 3, 4, 5, 6})))},
		{"int32", big.file(big.variable(12, "x", shape, big.numbers(miINT32, []int32{1, 2, 3, 4, 5, 6})))},
		{"uint32", small.file(small.variable(13, "x", shape, small.numbers(miUINT32, []uint32{1, 2, 3, 4, 5, 6})))},
		{"single", big.file(big.variable(7, "x", shape, big.numbers(miSINGLE, []float32{1, 2, 3, 4, 5, 6})))},
		{"int64", small.file(small.variable(14, "x", shape, small.numbers(miINT64, []int64{1, 2, 3, 4, 5, 6})))},
		{"uint64", small.file(small.variable(mxUINT64, "x", shape, small.numbers(miUINT64, []uint64{1, 2, 3, 4, 5, 6})))},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(write(t, c.file), "x")
			if err != nil {
				t.Fatal(err)
			}
			if want := mat.NewDense(2, 3, []float64{1, 3, 5, 2, 4, 6}); !mat.Equal(got, want) {
				t.Errorf("got %v", mat.Formatted(got))
			}
		})
	}
}

func TestReadNegative(t *testing.T) {
	w := small
	for typ, v := range map[uint32]any{miINT8: []int8{-3}, miINT16: []int16{-3}, miINT32: []int32{-3}, miINT64: []int64{-3}} {
		got, err := Read(write(t, w.file(w.variable(mxDOUBLE, "x", []int32{1, 1}, w.numbers(typ, v)))), "x")
		if err != nil || got.At(0, 0) != -3 {
			t.Errorf("data type %d: got %v, %v", typ, got, err)
		}
	}
}

func TestReadDamaged(t *testing.T) {
	w := small
	good := w.file(w.doubles())
	zipped := w.compressed(w.doubles())
	version := func(v uint16) []byte { b := w.file(); w.order.PutUint16(b[124:], v); return b }
	holding := func(dims []int32, values []byte) []byte { return w.file(w.variable(mxDOUBLE, "x", dims, values)) }
	bad := func(v float64) []byte { return w.numbers(miDOUBLE, []float64{1, 2, 3, v, 5, 6}) }
	flip := func(b []byte, i int) []byte { b = slices.Clone(b); b[i] ^= 0x5a; return b }
	for _, c := range []struct {
		name string
		file []byte
		err  string
	}{
		{"empty", nil, "not a MAT-file"},
		{"level 4", make([]byte, 200), "not a level 5"},
		{"version 7.3", version(0x0200), "save it with -v7"},
		{"version unknown", version(0x0300), "unknown version 0x0300"},
		{"nothing", w.file(), `no variable "x"; it has none`},
		{"other variables", w.file(w.variable(mxDOUBLE, "y", shape, nil), w.variable(4, "z", shape, nil)), `it has "y", "z"`},
		{"tag cut off", good[:headerSize+4], "truncated"},
		{"data cut off", good[:len(good)-20], "truncated"},
		{"zlib cut off", w.file(w.element(miCOMPRESSED, zipped[8:40])), "truncated"},
		{"zlib header", w.file(flip(zipped, 8)), "zlib"},
		{"zlib checksum", w.file(flip(zipped, len(zipped)-1)), "checksum"},
		{"compressed size", w.file(w.compressed(append(w.doubles(), 0))), "another number"},
		{"huge compressed size", w.file(w.compressed([]byte{14, 0, 0, 0, 0xff, 0xff, 0xff, 0xff})), "another number"},
		{"huge element", w.file([]byte{14, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}), "truncated"},
		{"small element too long", w.file([]byte{14, 0, 5, 0, 0, 0, 0, 0}), "small element of 5"},
		{"flags of another type", w.file(w.element(miMATRIX, w.numbers(miINT32, []int32{6, 0}))), "flags has data type"},
		{"flags too short", w.file(w.element(miMATRIX, w.numbers(miUINT32, []uint32{6}))), "flags have 4 bytes"},
		{"cells", w.file(w.variable(1, "x", shape, nil)), "cell array"},
		{"sparse", w.file(w.variable(5, "x", shape, nil)), "sparse"},
		{"complex", w.file(w.variable(0x800|mxDOUBLE, "x", shape, nil)), "complex"},
		{"three dimensions", holding([]int32{1, 2, 3}, bad(4)), "sizes [1 2 3]"},
		{"no elements", holding([]int32{0, 3}, nil), "sizes [0 3]"},
		{"negative size", holding([]int32{-2, -3}, bad(4)), "sizes [-2 -3]"},
		{"huge sizes", holding([]int32{math.MaxInt32, math.MaxInt32}, bad(4)), "but 6 numbers"},
		{"too few numbers", holding([]int32{2, 4}, bad(4)), "but 6 numbers"},
		{"no numbers", holding(shape, nil), "truncated"},
		{"data no numbers", holding(shape, w.element(miUTF8, []byte("123456"))), "data of type 16"},
		{"NaN", holding(shape, bad(math.NaN())), "row 2, column 2 is NaN"},
		{"Inf", holding(shape, bad(math.Inf(-1))), "row 2, column 2 is -Inf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, c.file)
			_, err := Read(path, "x")
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want one with %s and %q", err, path, c.err)
			}
		})
	}
}

func write(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.mat")
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestReadSARCOS compares the official MAT-file with the same numbers in CSV.
func TestReadSARCOS(t *testing.T) {
	got, err := Read(golden.Data(t, "sarcos", "sarcos_inv_test.mat"), "sarcos_inv_test")
	if err != nil {
		t.Fatal(err)
	}
	want, err := numcsv.Read(golden.Data(t, "sarcos", "sarcos_inv_test.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if !mat.Equal(got, want.Rows) {
		t.Error("the MAT-file and the CSV differ")
	}
}

// Cells of matrices of different sizes, and what is wrong with others.
func TestReadCells(t *testing.T) {
	cell := func(dims []int32, cells ...[]byte) []byte {
		return little.file(little.variable(mxCELL, "c", dims, slices.Concat(cells...)))
	}
	number := func(v float64) []byte {
		return little.variable(mxDOUBLE, "", []int32{1, 1}, little.numbers(miDOUBLE, []float64{v}))
	}
	got, err := ReadCells(write(t, cell([]int32{1, 2}, little.doubles(), number(7))), "c")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].At(1, 2) != 6 || got[1].At(0, 0) != 7 {
		t.Errorf("got %v", got)
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"too few":      {cell([]int32{1, 3}, number(1), number(2)), "variable c has sizes [1 3] but 2 cells"},
		"not a number": {cell([]int32{1, 2}, number(1), number(math.NaN())), "variable c{2}, row 1, column 1 is NaN"},
		"cut":          {cell([]int32{1, 1}, number(1)[:40]), "variable c: the file is truncated"},
		"no cells":     {little.file(little.variable(mxDOUBLE, "c", []int32{1, 1}, little.numbers(miDOUBLE, []float64{1}))), "variable c is no cell array"},
	} {
		if _, err := ReadCells(write(t, c.file), "c"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The schools as MALSAR packs them are those of the table.
func TestReadSchool(t *testing.T) {
	path := golden.Data(t, "school", "school_malsar.mat")
	x, err := ReadCells(path, "X")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, m := range x {
		n, _ := m.Dims()
		rows += n
	}
	if len(x) != 139 || rows != 15362 {
		t.Errorf("%d schools, %d pupils", len(x), rows)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(small.file(small.doubles()))
	f.Add(little.file(little.compressed(little.doubles())))
	f.Add(big.file(big.compressed(big.doubles())))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := decode(b, "x")
		if err != nil {
			return
		}
		a.cells() // an error or cells, no panic
		m, err := a.dense()
		if err != nil {
			return
		}
		if r, c := m.Dims(); r*c > len(b)*2000 {
			t.Errorf("%d x %d numbers from %d bytes", r, c, len(b))
		}
	})
}
