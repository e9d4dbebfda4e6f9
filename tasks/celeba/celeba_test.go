package celeba

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

// has says whether face i has attribute k: red, green, blue or stripes, over and
// over.
func has(i, k int) bool { return i>>(k%4)&1 == 1 }

// picture is face i.
func picture(i int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, fullWidth, fullHeight))
	for y := range fullHeight {
		for x := range fullWidth {
			v := [3]uint8{60, 60, 60}
			for c := range v {
				if has(i, c) {
					v[c] += 120
				}
				if has(i, 3) && y/16%2 == 0 {
					v[c] += 60
				}
			}
			img.SetRGBA(x, y, color.RGBA{v[0] + uint8((x+i)%5), v[1], v[2], 255})
		}
	}
	return img
}

// made writes a set of so many faces of each split.
func made(t *testing.T, train, val, test int) string {
	t.Helper()
	data := t.TempDir()
	dir := filepath.Join(data, "celeba")
	var faces [][Attributes]bool
	var splits []tasks.Split
	for i := range train + val + test {
		var face [Attributes]bool
		for k := range face {
			face[k] = has(i, k)
		}
		split := tasks.Train
		if i >= train {
			split = tasks.Val
		}
		if i >= train+val {
			split = tasks.Test
		}
		faces, splits = append(faces, face), append(splits, split)
		if err := WriteImage(dir, i, picture(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteLists(dir, faces, splits); err != nil {
		t.Fatal(err)
	}
	return data
}

func small(data string) tasks.Options {
	o := tasks.Options{Data: data, Seed: 1, Task: tasks.AllTasks, Protocol: Suite.Protocol(tasks.Quick)}
	p := &o.Protocol
	p.Train, p.Val, p.Test, p.Batch, p.Channels = 32, 8, 16, 16, 2
	return o
}

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

// TestPaper holds the protocol of GO4Align.
func TestPaper(t *testing.T) {
	p := Suite.Protocol(tasks.Paper)
	if p.Epochs != 15 || p.Batch != 256 || p.Train != 162770 || p.Val != 19867 || p.Test != 19962 || p.Channels != 64 ||
		p.Optimizer != (tasks.Optimizer{Name: "adam", LR: 1e-3}) || p.Selection != tasks.BestVal || p.Schedule.Name != "" {
		t.Errorf("%+v", p)
	}
}

// TestFAMO holds what FAMO's code does otherwise.
func TestFAMO(t *testing.T) {
	own := Suite.Protocol(tasks.Paper)
	p := Suite.(tasks.Protocoler).WithProtocol(own, "famo")
	if p.Optimizer.LR != 3e-4 {
		t.Errorf("learning rate %v", p.Optimizer.LR)
	}
	if p.Optimizer.LR, p.Notes = own.Optimizer.LR, own.Notes; p != own {
		t.Errorf("%+v", p)
	}
}

func TestConform(t *testing.T) { suitetest.Conform(t, Suite, small(made(t, 32, 8, 16))) }

// TestLearn learns the attributes of a few faces.
func TestLearn(t *testing.T) {
	o := small(made(t, 32, 8, 16))
	o.Protocol.Channels = 4
	p := suitetest.Open(t, Suite, o)
	suitetest.Train(t, p, Attributes, 0, 30, 1e-2)
	mean := 0.0
	for _, f1 := range suitetest.Evaluate(t, p) {
		mean += f1 / Attributes
	}
	if mean < 85 {
		t.Errorf("the mean F1 is %v", mean)
	}
}

// TestRead finds images, attributes and splits where the lists have them.
func TestRead(t *testing.T) {
	f, err := Open(filepath.Join(made(t, 5, 3, 2), "celeba"))
	if err != nil {
		t.Fatal(err)
	}
	img, attributes := make([]float32, 3*Side*Side), make([]float32, Attributes)
	first := 0
	for s, n := range []int{tasks.Train: 5, tasks.Val: 3, tasks.Test: 2} {
		if f.Len(tasks.Split(s)) != n {
			t.Errorf("split %d has %d faces, want %d", s, f.Len(tasks.Split(s)), n)
		}
		for i := range n {
			if err := f.Read(tasks.Split(s), i, img, attributes); err != nil {
				t.Fatal(err)
			}
			for k, v := range attributes {
				if (v == 1) != has(first+i, k) || v != 0 && v != 1 {
					t.Errorf("face %d, attribute %d: %v", first+i, k, v)
				}
			}
			for c := range 3 {
				if at := c*Side*Side + 7*Side + 20; (img[at] > 0.5) != has(first+i, c) { // between stripes
					t.Errorf("face %d, colour %d is %v", first+i, c, img[at])
				}
			}
		}
		first += n
	}
}

// TestShrink holds the image against PIL 9.4.0's resize((64, 64), BILINEAR) of
// the same pixels: no more than one level apart.
func TestShrink(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, fullWidth, fullHeight))
	for y := range fullHeight {
		for x := range fullWidth {
			img.SetRGBA(x, y, color.RGBA{uint8(x*7 + y*3), uint8(x*x/50 + y), uint8((x/9+y/11)%2*200 + 20), 255})
		}
	}
	got := make([]float32, 3*Side*Side)
	shrunk(img, image.NewRGBA(image.Rect(0, 0, Side, Side)), got)
	for at, want := range map[[2]int][3]float64{
		{0, 0}: {13, 2, 20}, {0, 63}: {212, 108, 220}, {10, 20}: {213, 98, 218}, {31, 32}: {181, 12, 148},
		{40, 5}: {78, 141, 220}, {63, 0}: {142, 215, 220}, {63, 63}: {85, 65, 20}, {50, 47}: {156, 47, 220},
	} {
		for c, w := range want {
			if v := 255 * float64(got[c*Side*Side+at[0]*Side+at[1]]); math.Abs(v-w) > 1.01 {
				t.Errorf("pixel %v, channel %d: %v, want %v", at, c, v, w)
			}
		}
	}
	for c, want := range []float64{523248, 523712, 491475} { // of all pixels
		sum := 0.0
		for _, v := range got[c*Side*Side:][:Side*Side] {
			sum += 255 * float64(v)
		}
		if math.Abs(sum-want) > 0.3*Side*Side {
			t.Errorf("channel %d: sum %v, want %v", c, sum, want)
		}
	}
}

// change rewrites a file of a set.
func change(dir, name, old, new string) error {
	path := filepath.Join(dir, name)
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !strings.Contains(string(b), old) {
		return fmt.Errorf("%s has no %q", path, old)
	}
	return os.WriteFile(path, []byte(strings.Replace(string(b), old, new, 1)), 0o666)
}

func TestErrors(t *testing.T) {
	anno := func(old, new string) func(string) error {
		return func(dir string) error { return change(dir, attributeFile, old, new) }
	}
	eval := func(old, new string) func(string) error {
		return func(dir string) error { return change(dir, partitionFile, old, new) }
	}
	row := "000002.jpg  1 -1 -1 -1" // of face 1, the beginning
	for _, c := range []struct {
		name   string
		damage func(dir string) error
		file   string
		err    string
	}{
		{"row out of order", anno(row, "000003.jpg  1 -1 -1 -1"), attributeFile, "line 4: row of 000003.jpg where that of 000002.jpg belongs"},
		{"value", anno(row, "000002.jpg  1  0 -1 -1"), attributeFile, `line 4: 000002.jpg: Arched_Eyebrows is "0"`},
		{"short row", anno(row, "000002.jpg  1 -1 -1"), attributeFile, "39 attributes, wanted 40"},
		{"missing row", anno("10\n", "11\n"), attributeFile, "rows of 10 images, the first line says 11"},
		{"count", anno("10\n", "\n"), attributeFile, "is no number of images"},
		{"no text", anno("10\n", strings.Repeat("x", 999)+"\n"), attributeFile, "line 1: \"" + strings.Repeat("x", 40) + "\" is no number"},
		{"names", anno("Bald", "Bold"), attributeFile, `line 2: no attribute "Bald"; the others are "Bold"`},
		{"a name twice", anno("Bald", "Attractive"), attributeFile, `line 2: attribute "Attractive" stands twice`},
		{"Latin-1", anno("000010.jpg", "\xe910.jpg"), attributeFile, "line 12: byte 0xe9 is not UTF-8"},
		{"fewer names", anno("Bald ", ""), attributeFile, "39 attributes"},
		{"empty list", func(dir string) error { return os.Truncate(filepath.Join(dir, attributeFile), 0) }, attributeFile, "is no number of images"},
		{"partition order", eval("000004.jpg", "000005.jpg"), partitionFile, "line 4: row of 000005.jpg where that of 000004.jpg belongs"},
		{"partition", eval("000004.jpg 0", "000004.jpg 3"), partitionFile, `000004.jpg: "3" is no part`},
		{"partition without part", eval("000004.jpg 0", "000004.jpg"), partitionFile, `"" is no part`},
		{"partition short", eval("000010.jpg 2\n", ""), partitionFile, "rows of 9 images, list_attr_celeba.txt has 10"},
		{"partition long", eval("000010.jpg 2\n", "000010.jpg 2\n000011.jpg 2\n"), partitionFile, "row of 000011.jpg, but list_attr_celeba.txt has 10 images"},
		{"missing image", func(dir string) error { return os.Remove(filepath.Join(dir, imageFolder, "000007.jpg")) }, filepath.Join(imageFolder, "000007.jpg"), "is missing"},
	} {
		data := made(t, 5, 3, 2)
		dir := filepath.Join(data, "celeba")
		if err := c.damage(dir); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		p := tasks.Protocol{Train: 5, Val: 3, Test: 2, Batch: 2}
		_, err := Suite.Files(data, p)
		if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, c.file)) || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n") || errors.Is(err, tasks.ErrNoData) {
			t.Errorf("%s: error %v, wanted %q of %s", c.name, err, c.err, c.file)
		}
	}
}

// TestDamagedImage finds an image that is cut, of another size, or none.
func TestDamagedImage(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(path string) error
		err    string
	}{
		{"cut", func(path string) error { return os.Truncate(path, 900) }, "invalid JPEG"},
		{"text", func(path string) error { return os.WriteFile(path, []byte("no image"), 0o666) }, "JPEG"},
		{"gone", os.Remove, "no such file"},
	} {
		data := made(t, 5, 3, 2)
		path := filepath.Join(data, "celeba", imageFolder, "000009.jpg")
		if err := c.damage(path); err != nil {
			t.Fatal(err)
		}
		o := small(data)
		o.Protocol.Train, o.Protocol.Val, o.Protocol.Test, o.Protocol.Batch = 5, 3, 2, 5
		_, err := suitetest.Open(t, Suite, o).Evaluate(tasks.Test)
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, wanted %q of %s", c.name, err, c.err, path)
		}
	}
}

func TestTooFew(t *testing.T) {
	o := small(made(t, 32, 8, 16))
	o.Protocol.Val = 9
	if _, err := Suite.Open(o); err == nil || !strings.Contains(err.Error(), "celeba: 8 faces for val, 9 are wanted (-set celeba.val=8)") {
		t.Errorf("error %v", err)
	}
}

func TestNoData(t *testing.T) {
	o := small(t.TempDir())
	if _, err := Suite.Files(o.Data, o.Protocol); !errors.Is(err, tasks.ErrNoData) {
		t.Errorf("Files: %v", err)
	}
	if _, err := Suite.Open(o); !errors.Is(err, tasks.ErrNoData) {
		t.Errorf("Open: %v", err)
	}
}

// TestMeter counts by logits: those above 0 are found.
func TestMeter(t *testing.T) {
	m := new(meter)
	m.Add(3, []float32{1, -1, 0, 2}, 1, nn.Target{Values: []float32{1, 1, 0, 0}}, 4)
	m.Add(3, []float32{5, 9}, 1, nn.Target{Values: []float32{1, 0}}, 1) // the second is no sample
	for k, v := range m.Values() {
		if k == 3 && math.Abs(v-100*2./3) > 1e-5 || k != 3 && !math.IsNaN(v) { // 2 hits, 1 false, 1 missed
			t.Errorf("F1 of attribute %d is %v", k, v)
		}
	}
}

// TestReal opens the real set where it is there.
func TestReal(t *testing.T) {
	data := filepath.Dir(golden.Data(t, "celeba"))
	suitetest.OpenAll(t, Suite, data)
}
