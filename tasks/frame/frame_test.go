package frame

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/npy"
)

var rooms = Layout{Classes: 13, Labels: []string{"label"}, Normal: true}

var streets = Layout{Classes: 2, Labels: []string{"label_7", "label"}, Coarse: []int32{0, 0, 1}}

// made is a frame of h x w pixels in which every number says where it is.
func made(h, w, i int, l Layout) *Frame {
	f := new(Frame)
	f.Resize(h, w, l.Normal)
	for p := range f.Label {
		f.Label[p] = int32((p+i)%(l.Classes+1)) - 1
		f.Depth[p] = float32(p+i) / 8
	}
	for p := range f.Image {
		f.Image[p] = float32(p+100*i) / 1000
	}
	for p := range f.Normal {
		f.Normal[p] = -float32(p+100*i) / 1000
	}
	return f
}

// folder is a set of 3 training and 2 test frames.
func folder(t *testing.T, l Layout, labels string) string {
	t.Helper()
	dir := t.TempDir()
	for s, n := range map[string]int{"train": 3, "val": 2} {
		for i := range n {
			if err := Write(filepath.Join(dir, s), i, made(4, 6, i, l), labels); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, hidden := range []string{"._0.npy", ".DS_Store", "Thumbs.db"} {
		put(t, filepath.Join(dir, "train", imageFolder, hidden), []byte("no array"))
	}
	return dir
}

func same(a, b *Frame) bool {
	return a.H == b.H && a.W == b.W && slices.Equal(a.Image, b.Image) && slices.Equal(a.Label, b.Label) &&
		slices.Equal(a.Depth, b.Depth) && slices.Equal(a.Normal, b.Normal)
}

func TestFolder(t *testing.T) {
	for _, c := range []struct {
		layout Layout
		labels string
		files  int
	}{{rooms, "label", 4}, {streets, "label_7", 3}, {streets, "label", 3}} {
		f, err := Open(folder(t, c.layout, c.labels), c.layout)
		if err != nil {
			t.Fatal(err)
		}
		if f.Len(tasks.Train) != 3 || f.Len(tasks.Val) != 0 || f.Len(tasks.Test) != 2 {
			t.Errorf("%d, %d, %d frames", f.Len(tasks.Train), f.Len(tasks.Val), f.Len(tasks.Test))
		}
		if h, w := f.Size(); h != 4 || w != 6 {
			t.Errorf("frames of %d x %d", h, w)
		}
		var got Frame
		for _, s := range []tasks.Split{tasks.Train, tasks.Test} {
			for i := range f.Len(s) {
				if err := f.Read(s, i, &got); err != nil || !same(&got, made(4, 6, i, c.layout)) {
					t.Errorf("split %d, frame %d: %v", s, i, err)
				}
			}
		}
		if n := len(f.Files(tasks.Train, 2)) + len(f.Files(tasks.Test, 9)); n != 4*c.files {
			t.Errorf("%d files of 4 frames", n)
		}
	}
}

// TestTypes reads the numbers that sets are spread with: labels of int64, depth
// of float64 without a third dimension, images in Fortran order.
func TestTypes(t *testing.T) {
	dir := folder(t, rooms, "label")
	want := made(4, 6, 1, rooms)
	label := make([]byte, 0, 8*len(want.Label))
	for _, c := range want.Label {
		label = append(label, byte(c), byte(c>>8), byte(c>>16), byte(c>>24), byte(c>>31), byte(c>>31), byte(c>>31), byte(c>>31))
	}
	for i := range 3 {
		put(t, filepath.Join(dir, "train", "depth", fileName(i)), numpy("<f4", "4, 6", make([]byte, 4*24)))
	}
	put(t, filepath.Join(dir, "train", "label", "1.npy"), numpy("<i8", "4, 6", label))
	f, err := Open(dir, rooms)
	if err != nil {
		t.Fatal(err)
	}
	var got Frame
	if err := f.Read(tasks.Train, 1, &got); err != nil || !slices.Equal(got.Label, want.Label) || !slices.Equal(got.Image, want.Image) {
		t.Errorf("labels %v, %v", got.Label, err)
	}
}

// numpy is a .npy file.
func numpy(kind, shape string, elements []byte) []byte {
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n", kind, shape)
	return append(append([]byte("\x93NUMPY\x01\x00"), byte(len(text)), 0), append([]byte(text), elements...)...)
}

func put(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestFiner maps 19 classes, of which a frame shows one beyond the coarse ones,
// and takes labels that show none for the coarse ones.
func TestFiner(t *testing.T) {
	dir := folder(t, streets, "label")
	fine := made(4, 6, 0, streets)
	fine.Label[5] = 2
	if err := Write(filepath.Join(dir, "train"), 1, fine, "label"); err != nil {
		t.Fatal(err)
	}
	f, err := Open(dir, streets)
	if err != nil {
		t.Fatal(err)
	}
	var got Frame
	if err := f.Read(tasks.Train, 1, &got); err != nil {
		t.Fatal(err)
	}
	for p, c := range fine.Label {
		if want := map[int32]int32{-1: -1, 0: 0, 1: 0, 2: 1}[c]; got.Label[p] != want {
			t.Errorf("class %d became %d", c, got.Label[p])
		}
	}
}

func TestOpenErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(dir string) (string, error) // the file or folder to be named
		none   bool                             // it is no data, not damage
	}{
		{"no split", func(dir string) (string, error) {
			return filepath.Join(dir, "val"), os.RemoveAll(filepath.Join(dir, "val"))
		}, true},
		{"no images", func(dir string) (string, error) {
			p := filepath.Join(dir, "train", "image")
			return p, os.RemoveAll(p)
		}, true},
		{"no normals", func(dir string) (string, error) {
			p := filepath.Join(dir, "val", "normal")
			return p, os.RemoveAll(p)
		}, false},
		{"no labels", func(dir string) (string, error) {
			p := filepath.Join(dir, "train", "label")
			return p, os.RemoveAll(p)
		}, false},
		{"a depth", func(dir string) (string, error) {
			p := filepath.Join(dir, "train", "depth", "2.npy")
			return p, os.Remove(p)
		}, false},
		{"the first image", func(dir string) (string, error) {
			p := filepath.Join(dir, "train", "image", "0.npy")
			return p, os.Remove(p)
		}, false},
		{"grey", func(dir string) (string, error) {
			p := filepath.Join(dir, "train", "image", "0.npy")
			return p, npy.Write(p, []int{4, 6, 1}, make([]float32, 24))
		}, false},
	} {
		dir := folder(t, rooms, "label")
		path, err := c.damage(dir)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Open(dir, rooms)
		if err == nil || !strings.Contains(err.Error(), path) || errors.Is(err, tasks.ErrNoData) != c.none || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v", c.name, err)
		}
	}
}

func TestReadErrors(t *testing.T) {
	nan := float32(math.NaN())
	inf := float32(math.Inf(-1))
	for _, c := range []struct {
		name, folder string
		shape        []int
		change       func(v []float32)
		err          string
	}{
		{"label", "label", []int{4, 6}, func(v []float32) { v[7] = 13 }, "label 13 at row 1, column 1 is no class of [0,13)"},
		{"negative label", "label", []int{4, 6}, func(v []float32) { v[0] = -2 }, "label -2 at row 0"},
		{"half a label", "label", []int{4, 6}, func(v []float32) { v[0] = 0.5 }, "label 0.5"},
		{"NaN label", "label", []int{4, 6}, func(v []float32) { v[0] = nan }, "label NaN"},
		{"label size", "label", []int{4, 5}, nil, "shape [4 5], wanted [4 6]"},
		{"image size", "image", []int{6, 4, 3}, nil, "shape [6 4 3], wanted [4 6 3]"},
		{"image", "image", []int{4, 6, 3}, func(v []float32) { v[3*23+1] = nan }, "colour NaN at row 3, column 5"},
		{"bytes", "image", []int{4, 6, 3}, func(v []float32) { v[3*8] = 213 }, "colour 213 at row 1, column 2: 0 to 1 are wanted; divide colours of 0 to 255 by 255"},
		{"negative colour", "image", []int{4, 6, 3}, func(v []float32) { v[0] = -0.5 }, "colour -0.5 at row 0, column 0"},
		{"label of none", "label", []int{4, 6}, func(v []float32) { v[6] = 255 }, "label 255 at row 1, column 0 is no class of [0,13), nor -1"},
		{"depth size", "depth", []int{8, 12, 1}, nil, "shape [8 12 1], wanted [4 6 1]"},
		{"depth", "depth", []int{4, 6, 1}, func(v []float32) { v[6] = nan }, "depth NaN at row 1, column 0: positive ones are wanted, and 0 for pixels that have none"},
		{"depth of none", "depth", []int{4, 6, 1}, func(v []float32) { v[9] = -1 }, "depth -1 at row 1, column 3"},
		{"16 bits", "depth", []int{4, 6, 1}, func(v []float32) { v[9] = 65535 }, "depth 65535 at row 1, column 3"},
		{"infinite depth", "depth", []int{4, 6, 1}, func(v []float32) { v[9] = -inf }, "depth +Inf at row 1, column 3"},
		{"normal of bytes", "normal", []int{4, 6, 3}, func(v []float32) { v[5] = 128 }, "normal 128 at row 0, column 1: unit vectors are wanted"},
		{"normal", "normal", []int{4, 6, 3}, func(v []float32) { v[5] = inf }, "normal -Inf at row 0, column 1"},
	} {
		dir := folder(t, rooms, "label")
		path := filepath.Join(dir, "val", c.folder, "1.npy")
		n := 1
		for _, d := range c.shape {
			n *= d
		}
		v := make([]float32, n)
		if c.change != nil {
			c.change(v)
		}
		if err := npy.Write(path, c.shape, v); err != nil {
			t.Fatal(err)
		}
		f, err := Open(dir, rooms)
		if err != nil {
			t.Fatal(err)
		}
		err = f.Read(tasks.Test, 1, new(Frame))
		if err == nil || !strings.Contains(err.Error(), path+": ") || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, wanted %q of %s", c.name, err, c.err, path)
		}
		if err := os.Truncate(path, 100); err != nil {
			t.Fatal(err)
		}
		if err = f.Read(tasks.Test, 1, new(Frame)); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: truncated: error %v", c.name, err)
		}
	}
}

// TestCrop holds the parts against PyTorch 1.13: interpolate with mode bilinear
// and align_corners, and with mode nearest, of 0 to 53 to the power of 1.5.
func TestCrop(t *testing.T) {
	src := made(6, 9, 0, rooms)
	for p := range src.Depth {
		v := float32(math.Pow(float64(p), 1.5))
		src.Image[p], src.Image[54+p], src.Image[108+p] = v, v, v
		src.Depth[p] = v
	}
	for _, c := range []struct {
		crop
		bilinear, nearest [4]float32
	}{
		{crop{0, 0, 6, 9, false}, [4]float32{0, 36.4829, 262.5281, 385.8458}, [4]float32{0, 36.4829, 262.5281, 385.8458}},
		{crop{0, 2, 5, 7, false}, [4]float32{2.8284, 36.6962, 203.9013, 291.863}, [4]float32{2.8284, 5.1962, 181.0193, 291.863}},
		{crop{1, 3, 4, 6, false}, [4]float32{41.5692, 82.2807, 223.7589, 291.863}, [4]float32{41.5692, 46.8722, 189.5706, 291.863}},
	} {
		for _, c.mirror = range []bool{false, true} {
			var dst Frame
			dst.Resize(6, 9, true)
			c.apply(src, &dst)
			for i, at := range [4][2]int{{0, 0}, {1, 2}, {4, 5}, {5, 8}} {
				x := at[1]
				if c.mirror {
					x = 8 - x
				}
				for k := range 3 {
					if got := dst.Image[k*54+at[0]*9+x]; math.Abs(float64(got-c.bilinear[i])) > 2e-4 {
						t.Errorf("%+v: image at %v is %v, want %v", c.crop, at, got, c.bilinear[i])
					}
				}
				if got := dst.Depth[at[0]*9+x]; math.Abs(float64(got-c.nearest[i])) > 1e-4 {
					t.Errorf("%+v: depth at %v is %v, want %v", c.crop, at, got, c.nearest[i])
				}
			}
		}
	}
}

// TestAugment looks at what random parts do to depth and normals.
func TestAugment(t *testing.T) {
	src := made(24, 36, 0, rooms)
	n := 24 * 36
	for p := range n {
		src.Depth[p] = 6
		src.Normal[p], src.Normal[n+p], src.Normal[2*n+p] = 0.5, 0.25, -0.75
	}
	var dst Frame
	seen := map[[2]float32]int{}
	for i := range 600 {
		Augment(tasks.Rand(1, "augment", uint64(i)), src, &dst)
		if dst.Normal[n] != 0.25 || dst.Normal[2*n+5] != -0.75 {
			t.Fatalf("normal %v, %v", dst.Normal[n], dst.Normal[2*n+5])
		}
		seen[[2]float32{dst.Depth[0], dst.Normal[0]}]++
	}
	for _, scale := range []float64{1, 1.2, 1.5} {
		for _, x := range []float32{0.5, -0.5} {
			if k := [2]float32{6 / float32(scale), x}; seen[k] < 60 {
				t.Errorf("depth and normal %v came %d times of 600: %v", k, seen[k], seen)
			}
		}
	}
	if len(seen) != 6 {
		t.Errorf("depths and normals %v", seen)
	}
	var again Frame
	Augment(rand.New(rand.NewPCG(3, 4)), src, &dst)
	Augment(rand.New(rand.NewPCG(3, 4)), src, &again)
	if !same(&dst, &again) {
		t.Error("one stream gives two parts")
	}
}

// TestScaled takes means over areas of images and nearest pixels of the rest.
func TestScaled(t *testing.T) {
	f, err := Open(folder(t, rooms, "label"), rooms)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Scaled(f, 4, 6, 2, 4)
	if err != nil {
		t.Fatal(err)
	}
	var got Frame
	if err := s.Read(tasks.Train, 2, &got); err != nil || got.H != 2 || got.W != 4 {
		t.Fatalf("%d x %d, %v", got.H, got.W, err)
	}
	src := made(4, 6, 2, rooms)
	// Each pixel covers two rows and one and a half columns: the first column
	// and half of the second, half of the second and the third, ...
	want := (2*src.Image[0] + src.Image[1] + 2*src.Image[6] + src.Image[7]) / 6
	if math.Abs(float64(got.Image[0]-want)) > 1e-6 {
		t.Errorf("image %v, want %v", got.Image[0], want)
	}
	want = (2*src.Image[24+15] + src.Image[24+16] + 2*src.Image[24+21] + src.Image[24+22]) / 6 // green, row 1, column 2
	if math.Abs(float64(got.Image[8+4+2]-want)) > 1e-6 {
		t.Errorf("image %v, want %v", got.Image[8+4+2], want)
	}
	if got.Label[4+2] != src.Label[3*6+3] || got.Depth[3] != src.Depth[6+5] || got.Normal[8] != src.Normal[24+6] {
		t.Errorf("label %d, depth %v, normal %v", got.Label[4+2], got.Depth[3], got.Normal[8])
	}
	if same, err := Scaled(f, 4, 6, 4, 6); err != nil || same != Source(f) {
		t.Errorf("the same size: %v, %v", same, err)
	}
	if _, err := Scaled(f, 4, 6, 5, 6); err == nil {
		t.Error("frames were made larger")
	}
}
