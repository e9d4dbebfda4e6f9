package multimnist

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

var suites = []tasks.Suite{MultiMNIST, MultiFashion, FashionMNIST}

// idxFile is an IDX file of bytes.
func idxFile(data []byte, dims ...uint32) []byte {
	var b bytes.Buffer
	b.Write([]byte{0, 0, 8, byte(len(dims))})
	if err := binary.Write(&b, binary.BigEndian, dims); err != nil {
		panic(err)
	}
	b.Write(data)
	return b.Bytes()
}

// made is a folder of small data sets: image i is evenly of brightness
// base + i and has label i mod 10. Training files are compressed.
func made(t *testing.T, train, test int) string {
	dir := t.TempDir()
	for brightness, h := range map[byte]home{1: mnist, 101: fashion} {
		for i, n := range []int{train, train, test, test} {
			content := labelFile(n)
			if i%2 == 0 {
				content = imageFile(n, brightness)
			}
			if i < 2 {
				put(t, h.path(dir, i)+".gz", zip(content))
			} else {
				put(t, h.path(dir, i), content)
			}
		}
	}
	return dir
}

func (h home) path(data string, i int) string { return filepath.Join(h.dir(data), names[i]) }

func imageFile(n int, brightness byte) []byte {
	var data []byte
	for i := range n {
		data = append(data, bytes.Repeat([]byte{brightness + byte(i)}, pixels)...)
	}
	return idxFile(data, uint32(n), side, side)
}

func labelFile(n int) []byte {
	var data []byte
	for i := range n {
		data = append(data, byte(i%classes))
	}
	return idxFile(data, uint32(n))
}

func zip(b []byte) []byte {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(b)
	w.Close()
	return z.Bytes()
}

func put(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
}

// small is options for a folder made with 20 training and 10 test images.
func small(data string) tasks.Options {
	o := tasks.Options{Data: data, Seed: 1, Task: tasks.AllTasks, Protocol: MultiMNIST.Protocol(tasks.Quick)}
	o.Protocol.Batch, o.Protocol.Train, o.Protocol.Test = 8, 40, 20
	return o
}

func TestDescribe(t *testing.T) {
	for _, s := range suites {
		suitetest.Describe(t, s)
	}
}

func TestConform(t *testing.T) {
	dir := made(t, 20, 10)
	for _, s := range suites {
		suitetest.Conform(t, s, small(dir))
	}
}

func TestFiles(t *testing.T) {
	dir := made(t, 20, 10)
	for i, want := range []int{4, 4, 8} {
		files, err := suites[i].Files(dir, tasks.Protocol{})
		if err != nil || len(files) != want {
			t.Errorf("%s: files %v, %v; wanted %d", suites[i].Info().Name, files, err, want)
		}
	}
	if err := os.RemoveAll(mnist.path(dir, 3)); err != nil {
		t.Fatal(err)
	}
	for i, missing := range []bool{true, false, true} {
		_, err := suites[i].Files(dir, tasks.Protocol{})
		if errors.Is(err, tasks.ErrNoData) != missing || missing && !strings.Contains(err.Error(), names[3]) {
			t.Errorf("%s: error %v", suites[i].Info().Name, err)
		}
		if _, open := suites[i].Open(small(dir)); errors.Is(open, tasks.ErrNoData) != missing {
			t.Errorf("%s: Open gives %v", suites[i].Info().Name, open)
		}
	}
}

func TestFill(t *testing.T) {
	dir := made(t, 20, 10)
	left, err := fashion.load(dir, small(dir).Protocol)
	if err != nil {
		t.Fatal(err)
	}
	right, err := mnist.load(dir, small(dir).Protocol)
	if err != nil {
		t.Fatal(err)
	}
	d, err := newPairs(left, right, small(dir).Protocol)
	if err != nil {
		t.Fatal(err)
	}
	b := nn.Batch{
		Inputs:  [][]float32{make([]float32, 2*canvas*canvas)},
		Targets: []nn.Target{{Labels: make([]int32, 2)}, {Labels: make([]int32, 2)}},
	}
	for range 2 { // the second finds a used buffer
		if err := d.Fill(tasks.Train, []int{5, 39}, &b); err != nil {
			t.Fatal(err)
		}
	}
	for i, sample := range []int{5, 39} {
		l, r := d.splits[tasks.Train].pair[sample][0], d.splits[tasks.Train].pair[sample][1]
		if b.Targets[0].Labels[i] != l%classes || b.Targets[1].Labels[i] != r%classes {
			t.Errorf("sample %d has labels %d, %d, its images %d, %d", sample, b.Targets[0].Labels[i], b.Targets[1].Labels[i], l, r)
		}
		bright, dark := float32(101+l)/255, float32(1+r)/255 // Fashion is the brighter
		for _, c := range []struct {
			y, x int
			want float32
		}{
			{0, 0, bright}, {27, 27, bright}, {8, 8, bright}, {28, 27, dark}, {35, 35, dark}, {8, 35, dark}, {0, 28, 0}, {35, 0, 0},
		} {
			if got := b.Inputs[0][(i*canvas+c.y)*canvas+c.x]; got != c.want {
				t.Errorf("sample %d at row %d, column %d is %v, want %v", sample, c.y, c.x, got, c.want)
			}
		}
	}
}

// TestPairs finds every image twice on each side, no training image in the
// validation samples.
func TestPairs(t *testing.T) {
	dir := made(t, 20, 10)
	b, err := mnist.load(dir, small(dir).Protocol)
	if err != nil {
		t.Fatal(err)
	}
	protocol := small(dir).Protocol
	whole, err := newPairs(b, b, protocol)
	if err != nil {
		t.Fatal(err)
	}
	protocol.Train, protocol.Val = 32, 8
	part, err := newPairs(b, b, protocol)
	if err != nil {
		t.Fatal(err)
	}
	for name, sp := range map[string]struct {
		split  split
		lo, hi int32
	}{
		"all":        {whole.splits[tasks.Train], 0, 20},
		"test":       {whole.splits[tasks.Test], 0, 10},
		"training":   {part.splits[tasks.Train], 0, 16},
		"validation": {part.splits[tasks.Val], 16, 20},
	} {
		count := map[[2]int32]int{}
		for _, p := range sp.split.pair {
			count[[2]int32{0, p[0]}]++
			count[[2]int32{1, p[1]}]++
		}
		for i := sp.lo; i < sp.hi; i++ {
			if count[[2]int32{0, i}] != 2 || count[[2]int32{1, i}] != 2 {
				t.Errorf("%s: image %d stands %d times left, %d right", name, i, count[[2]int32{0, i}], count[[2]int32{1, i}])
			}
		}
		if len(count) != int(2*(sp.hi-sp.lo)) {
			t.Errorf("%s: images outside [%d,%d)", name, sp.lo, sp.hi)
		}
	}
	// Fewer samples are of the first images, of which no more are read.
	protocol.Train, protocol.Val, protocol.Test = 7, 0, 3
	b, err = mnist.load(dir, protocol)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.train.pixels) != 7*pixels || len(b.test.labels) != 3 || b.train.total != 20 {
		t.Errorf("%d bytes of training images, %d test labels of %d", len(b.train.pixels), len(b.test.labels), b.train.total)
	}
	few, err := newPairs(b, b, protocol)
	if err != nil {
		t.Fatal(err)
	}
	for side := range 2 {
		seen := map[int32]bool{}
		for _, p := range few.splits[tasks.Train].pair {
			if seen[p[side]] = true; p[side] > 6 {
				t.Errorf("image %d of the first 7", p[side])
			}
		}
		if len(seen) != 7 {
			t.Errorf("%d images on side %d of 7 samples", len(seen), side)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	images, labels := imageFile(20, 1), labelFile(20)
	for _, c := range []struct {
		name   string
		change func(o *tasks.Options)
		err    string
	}{
		{"too many to train", func(o *tasks.Options) { o.Protocol.Train = 41 }, "41 training and 0 validation samples"},
		{"too many to validate", func(o *tasks.Options) { o.Protocol.Val = 1 }, "40 training and 1 validation samples"},
		{"too many to test", func(o *tasks.Options) { o.Protocol.Test = 21 }, "21 test samples"},
		{"batch", func(o *tasks.Options) { o.Protocol.Batch = 64 }, "batch size 64"},
		{"image size", func(o *tasks.Options) { put(t, mnist.path(o.Data, 2), idxFile(nil, 0, 30, 30)) }, "28 x 28"},
		{"label count", func(o *tasks.Options) { put(t, mnist.path(o.Data, 3), labelFile(9)) }, "label for each of 10"},
		{"label value", func(o *tasks.Options) { put(t, mnist.path(o.Data, 3), idxFile([]byte("0123456789"), 10)) }, "label 48 of image 0"},
		{"cut off", func(o *tasks.Options) { put(t, mnist.path(o.Data, 0)+".gz", zip(images)[:50]) }, "truncated"},
		{"training and test", func(o *tasks.Options) {
			put(t, mnist.path(o.Data, 0)+".gz", zip(images)[:50])
			put(t, mnist.path(o.Data, 3), idxFile([]byte("0123456789"), 10))
		}, "train-images-idx3-ubyte.gz: the file is truncated"},
		{"swapped", func(o *tasks.Options) { put(t, mnist.path(o.Data, 0)+".gz", labels) }, "wrong magic number"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := small(made(t, 20, 10))
			c.change(&o)
			_, err := MultiMNIST.Open(o)
			if err == nil || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, c.err)
			}
		})
	}
}

// TestLearn trains a little on the real digits.
func TestLearn(t *testing.T) {
	o := small(filepath.Dir(golden.Data(t, "mnist")))
	o.Protocol.Batch, o.Protocol.Train, o.Protocol.Test = 64, 2560, 500
	p := suitetest.Open(t, MultiMNIST, o)
	before := suitetest.Evaluate(t, p)
	suitetest.Train(t, p, 2, 0, 3, 3e-3)
	after := suitetest.Evaluate(t, p)
	for k := range after {
		if before[k] > 30 || after[k] < 60 {
			t.Errorf("accuracy of task %d goes from %.1f %% to %.1f %%", k, before[k], after[k])
		}
	}
}
