package nyuv2

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

// room draws frame i: a floor below a wall at a height of its own, and a box.
// Class, depth and normal can be seen from the colour and the place.
func room(s tasks.Split, i, h, w int) *frame.Frame {
	r := tasks.Rand(5, "room", uint64(s), uint64(i))
	f := new(frame.Frame)
	f.Resize(h, w, true)
	edge, left := h/3+r.IntN(h/3), r.IntN(w)
	for p := range f.Label {
		y, x := p/w, p%w
		class, depth, n, colour := int32(0), float32(4), [3]float32{0, 0, 1}, [3]float32{0.8, 0.2, 0.2}
		switch {
		case y < 2:
			class, depth, n, colour = -1, 0, [3]float32{}, [3]float32{0, 0, 0}
		case x > left && x < left+w/4:
			class, depth, n, colour = 5, 2, [3]float32{0.6, 0, 0.8}, [3]float32{0.1, 0.9, 0.1}
		case y > edge:
			class, depth, n, colour = 1, 1+2*float32(h-y)/float32(h), [3]float32{0, 1, 0}, [3]float32{0.2, 0.2, 0.9}
		}
		f.Label[p], f.Depth[p] = class, depth
		for c := range 3 {
			f.Image[c*h*w+p] = min(1, max(0, colour[c]+float32(r.NormFloat64())/20))
			f.Normal[c*h*w+p] = n[c]
		}
	}
	return f
}

// rooms writes a set of rooms in the official layout.
func rooms(t *testing.T, train, test, h, w int) string {
	t.Helper()
	data := t.TempDir()
	for s, n := range map[tasks.Split]int{tasks.Train: train, tasks.Test: test} {
		dir := filepath.Join(data, "nyuv2", map[tasks.Split]string{tasks.Train: "train", tasks.Test: "val"}[s])
		for i := range n {
			if err := frame.Write(dir, i, room(s, i, h, w), "label"); err != nil {
				t.Fatal(err)
			}
		}
	}
	return data
}

// small is options for 12 x 16 pixels.
func small(data string) tasks.Options {
	o := tasks.Options{Data: data, Seed: 1, Task: tasks.AllTasks, Protocol: Suite.Protocol(tasks.Quick)}
	p := &o.Protocol
	p.Height, p.Width, p.Channels, p.Stages = 12, 16, 4, 2
	p.Train, p.Test, p.Batch, p.Optimizer.LR = 7, 3, 2, 3e-3
	return o
}

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

// TestPaper holds the published protocol.
func TestPaper(t *testing.T) {
	p := Suite.Protocol(tasks.Paper)
	if p.Epochs != 200 || p.Batch != 2 || p.Train != 795 || p.Test != 654 || p.Height != 288 || p.Width != 384 ||
		p.Channels != 64 || p.Stages != 5 || p.Selection != tasks.Last10 || p.Arch != "" ||
		p.Optimizer != (tasks.Optimizer{Name: "adam", LR: 1e-4}) || p.Schedule != (tasks.Schedule{Name: "step", Every: 100, Factor: 0.5}) {
		t.Errorf("%+v", p)
	}
}

func TestConform(t *testing.T) {
	data := rooms(t, 7, 3, 12, 16)
	o := small(data)
	suitetest.Conform(t, Suite, o)
	for _, arch := range Suite.(tasks.Architect).Architectures() {
		o.Protocol = Suite.(tasks.Architect).WithArchitecture(o.Protocol, arch)
		o.Protocol.Average = tasks.OverBatches
		suitetest.Conform(t, Suite, o)
	}
}

// TestDrawn holds that frames from files and those from a source give the same
// numbers.
func TestDrawn(t *testing.T) {
	data := rooms(t, 7, 3, 12, 16)
	files := small(data)
	drawn := New(tasks.Info{Name: "rooms"}, published, func(o tasks.Options) (frame.Source, error) {
		return source{o.Protocol}, nil
	})
	if f, err := drawn.Files(data, files.Protocol); f != nil || err != nil {
		t.Errorf("files %v, %v", f, err)
	}
	a, b := suitetest.Open(t, Suite, files), suitetest.Open(t, drawn, files)
	suitetest.Train(t, a, 3, 0, 2, 1e-3)
	suitetest.Train(t, b, 3, 0, 2, 1e-3)
	for i, v := range suitetest.Evaluate(t, a) {
		if w := suitetest.Evaluate(t, b)[i]; v != w {
			t.Errorf("metric %d is %v of files and %v of frames that are drawn", i, v, w)
		}
	}
}

// source draws rooms.
type source struct{ p tasks.Protocol }

func (s source) Len(split tasks.Split) int {
	return map[tasks.Split]int{tasks.Train: s.p.Train, tasks.Test: s.p.Test}[split]
}

func (s source) Read(split tasks.Split, i int, dst *frame.Frame) error {
	*dst = *room(split, i, s.p.Height, s.p.Width)
	return nil
}

// TestLearn learns all three tasks of a few rooms: every metric beats that of a
// constant prediction.
func TestLearn(t *testing.T) {
	o := small(rooms(t, 24, 8, 12, 16))
	o.Protocol.Train, o.Protocol.Test, o.Protocol.Batch, o.Protocol.Channels = 24, 8, 4, 8
	p := suitetest.Open(t, Suite, o)
	suitetest.Train(t, p, 3, 0, 20, 5e-3)
	got := suitetest.Evaluate(t, p)
	// The commonest class, the median depth, and the commonest normal.
	constant := []float64{20, 45, 1, 0.5, 45, 37, 50, 50, 50}
	for i, m := range Suite.Info().Metrics {
		if better := got[i] > constant[i]; better != m.Higher {
			t.Errorf("%s %s is %v, a constant reaches %v", m.Task, m.Name, got[i], constant[i])
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(o *tasks.Options) error
		err    string
	}{
		{"too few to train", func(o *tasks.Options) error { o.Protocol.Train = 8; return nil }, "nyuv2: 7 frames to train, 8 are wanted (-set nyuv2.train=7)"},
		{"too few to test", func(o *tasks.Options) error { o.Protocol.Test = 4; return nil }, "3 frames to test, 4 are wanted"},
		{"too small", func(o *tasks.Options) error { o.Protocol.Height = 24; return nil }, "-set nyuv2.height=12"},
		{"too deep", func(o *tasks.Options) error { o.Protocol.Stages = 4; return nil }, "4 stages halve images of 12 x 16"},
		{"a missing file", func(o *tasks.Options) error {
			return os.Remove(filepath.Join(o.Data, "nyuv2", "val", "normal", "2.npy"))
		}, "2.npy is missing"},
		{"another size", func(o *tasks.Options) error {
			return frame.Write(filepath.Join(o.Data, "nyuv2", "train"), 0, room(tasks.Train, 0, 6, 8), "label")
		}, "6 x 8"},
	} {
		o := small(rooms(t, 7, 3, 12, 16))
		if err := c.change(&o); err != nil {
			t.Fatal(err)
		}
		_, err := Suite.Open(o)
		if err == nil || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, wanted %q", c.name, err, c.err)
		}
	}
}

// TestDamage trains on damaged files: one line names the file.
func TestDamage(t *testing.T) {
	for _, c := range []struct {
		name, folder string
		damage       func(*frame.Frame)
		cut          bool
		err          string
	}{
		{"class", "label", func(f *frame.Frame) { f.Label[40] = 13 }, false, "label 13 at row 2, column 8 is no class of [0,13)"},
		{"depth", "depth", func(f *frame.Frame) { f.Depth[0] = float32(math.NaN()) }, false, "NaN at row 0, column 0"},
		{"size", "image", func(f *frame.Frame) { *f = *room(tasks.Train, 3, 12, 20) }, false, "shape [12 20 3], wanted [12 16 3]"},
		{"cut", "normal", func(*frame.Frame) {}, true, "truncated"},
	} {
		o := small(rooms(t, 7, 3, 12, 16))
		f := room(tasks.Train, 3, 12, 16)
		c.damage(f)
		dir := filepath.Join(o.Data, "nyuv2", "train")
		if err := frame.Write(dir, 3, f, "label"); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, c.folder, "3.npy")
		if c.cut {
			if err := os.Truncate(path, 999); err != nil {
				t.Fatal(err)
			}
		}
		err := epoch(suitetest.Open(t, Suite, o))
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, wanted %q of %s", c.name, err, c.err, path)
		}
	}
}

// epoch reads the batches of an epoch.
func epoch(p tasks.Problem) error {
	if err := p.Epoch(0); err != nil {
		return err
	}
	for range p.Steps() {
		if err := p.Next(); err != nil {
			return err
		}
	}
	return nil
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

func TestFiles(t *testing.T) {
	o := small(rooms(t, 7, 3, 12, 16))
	o.Protocol.Train = 5
	files, err := Suite.Files(o.Data, o.Protocol)
	if err != nil || len(files) != 4*(5+3) {
		t.Errorf("%d files, %v", len(files), err)
	}
}

// TestReal opens the real set where it is there.
func TestReal(t *testing.T) {
	data := filepath.Dir(golden.Data(t, "nyuv2"))
	suitetest.OpenAll(t, Suite, data)
}
