package idx

import (
	"bytes"
	"compress/gzip"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func zip(b []byte) []byte {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(b)
	w.Close()
	return z.Bytes()
}

var good = []byte{0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6}

func TestRead(t *testing.T) {
	damaged := func(i int, v byte) []byte { b := slices.Clone(good); b[i] = v; return b }
	for _, c := range []struct {
		name string
		file []byte
		err  string // empty: good is read
	}{
		{"plain", good, ""},
		{"gzip", zip(good), ""},
		{"empty", nil, "truncated"},
		{"no magic", damaged(0, 7), "not an IDX file"},
		{"element type", damaged(2, 0x0d), "element type 0x0d"},
		{"no dimensions", damaged(3, 0), "wrong magic number 00 00 08 00"},
		{"other dimensions", damaged(3, 1), "an array of 1 dimensions, wanted 2"},
		{"sizes cut off", good[:9], "truncated"},
		{"data cut off", good[:15], "promises 6 bytes, there are 3"},
		{"gzip cut off", zip(good)[:20], "truncated"},
		{"trailing byte", append(slices.Clone(good), 9), "follow the 6"},
		{"huge count", damaged(4, 0xff), "promises"},
		{"huge count in gzip", zip(damaged(4, 0xff)), "promises"},
		{"overflow", append([]byte{0, 0, 8, 2}, bytes.Repeat([]byte{0xff}, 8)...), "impossible size"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, c.file, 0o666); err != nil {
				t.Fatal(err)
			}
			a, err := Read(path, 2)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("error %v, want one with %s and %q", err, path, c.err)
				}
				return
			}
			if err != nil || !slices.Equal(a.Dims, []int{2, 3}) || !bytes.Equal(a.Data, good[12:]) {
				t.Fatalf("got %v, %v", a, err)
			}
		})
	}
}

// The first rows are read without those behind, which may be damaged.
func TestReadFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for most, want := range map[int]int{0: 0, 1: 3, 2: 6, 9: 6} {
		file := good
		if most == 1 {
			file = good[:15]
		}
		if err := os.WriteFile(path, file, 0o666); err != nil {
			t.Fatal(err)
		}
		a, err := ReadFirst(path, 2, most)
		if err != nil || !slices.Equal(a.Dims, []int{2, 3}) || !bytes.Equal(a.Data, good[12:12+want]) {
			t.Errorf("the first %d: %v, %v", most, a, err)
		}
	}
	if err := os.WriteFile(path, good[:14], 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFirst(path, 2, 1); err == nil || !strings.Contains(err.Error(), "promises 6 bytes, there are 2") {
		t.Errorf("cut off: %v", err)
	}
}

func TestReadMNIST(t *testing.T) {
	a, err := Read(golden.Data(t, "mnist", "t10k-labels-idx1-ubyte.gz"), 1)
	if err != nil {
		t.Fatal(err)
	}
	// The first labels of the MNIST test set.
	if want := []byte{7, 2, 1, 0, 4, 1, 4, 9}; !slices.Equal(a.Dims, []int{10000}) || !bytes.HasPrefix(a.Data, want) {
		t.Errorf("got %v beginning with %v, want 10,000 beginning with %v", a.Dims, a.Data[:8], want)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(good, 2)
	f.Fuzz(func(t *testing.T, b []byte, dims int) {
		a, err := decode(bytes.NewReader(b), dims, math.MaxInt)
		if err != nil {
			return
		}
		n := 1
		for _, d := range a.Dims {
			n *= d
		}
		if n != len(a.Data) {
			t.Errorf("sizes %v for %d bytes", a.Dims, len(a.Data))
		}
	})
}
