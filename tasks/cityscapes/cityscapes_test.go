package cityscapes

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

// street draws a frame of stripes of these classes.
func street(i, h, w, classes int) *frame.Frame {
	f := new(frame.Frame)
	f.Resize(h, w, false)
	for p := range f.Label {
		f.Label[p] = int32((p%w/2+i)%(classes+1)) - 1
		f.Depth[p] = float32(f.Label[p]+1) / 200
		for c := range 3 {
			f.Image[c*h*w+p] = float32((p%w/2+i+c)%8) / 8
		}
	}
	return f
}

// streets writes a set.
func streets(t *testing.T, labels string, classes int) string {
	t.Helper()
	data := t.TempDir()
	for s, n := range map[string]int{"train": 8, "val": 4} {
		for i := range n {
			if err := frame.Write(filepath.Join(data, "cityscapes", s), i, street(i, 8, 48, classes), labels); err != nil {
				t.Fatal(err)
			}
		}
	}
	return data
}

func small(data string) tasks.Options {
	o := tasks.Options{Data: data, Seed: 1, Task: tasks.AllTasks, Protocol: Suite.Protocol(tasks.Quick)}
	p := &o.Protocol
	p.Height, p.Width, p.Channels, p.Stages = 8, 48, 4, 2
	p.Train, p.Test, p.Batch, p.Optimizer.LR = 8, 4, 4, 3e-3
	return o
}

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

// TestPaper holds the published protocol.
func TestPaper(t *testing.T) {
	p := Suite.Protocol(tasks.Paper)
	if p.Epochs != 200 || p.Batch != 8 || p.Train != 2975 || p.Test != 500 || p.Height != 128 || p.Width != 256 ||
		p.Channels != 64 || p.Stages != 5 || p.Selection != tasks.Last10 ||
		p.Optimizer != (tasks.Optimizer{Name: "adam", LR: 1e-4}) || p.Schedule != (tasks.Schedule{Name: "step", Every: 100, Factor: 0.5}) {
		t.Errorf("%+v", p)
	}
}

// TestConform trains on labels of 7 classes, and on those of 19.
func TestConform(t *testing.T) {
	suitetest.Conform(t, Suite, small(streets(t, "label_7", 7)))
	suitetest.Conform(t, Suite, small(streets(t, "label", 19)))
}

// TestClasses holds the 7 classes of the 19, as facts of the prepared set have
// them: {0,1} {2,3,4} {5,6,7} {8,9} {10} {11,12} {13..18}.
func TestClasses(t *testing.T) {
	f, err := frame.Open(filepath.Join(streets(t, "label", 19), "cityscapes"), suite(tasks.Info{}, nil).Layout)
	if err != nil {
		t.Fatal(err)
	}
	var got frame.Frame
	if err := f.Read(tasks.Train, 2, &got); err != nil {
		t.Fatal(err)
	}
	seen := map[int32]int32{}
	for p, c := range street(2, 8, 48, 19).Label {
		seen[c] = got.Label[p]
	}
	for class, members := range [][]int32{{0, 1}, {2, 3, 4}, {5, 6, 7}, {8, 9}, {10}, {11, 12}, {13, 14, 15, 16, 17, 18}} {
		for _, c := range members {
			if seen[c] != int32(class) {
				t.Errorf("class %d of 19 became %d, want %d", c, seen[c], class)
			}
		}
	}
	if seen[-1] != -1 || len(seen) != 20 {
		t.Errorf("classes became %v", seen)
	}
}

// TestTooManyClasses finds a class that is none of the 7.
func TestTooManyClasses(t *testing.T) {
	o := small(streets(t, "label_7", 8))
	p := suitetest.Open(t, Suite, o)
	if _, err := p.Evaluate(tasks.Test); err == nil || !strings.Contains(err.Error(), "label 7") || !strings.Contains(err.Error(), "label_7") {
		t.Errorf("error %v", err)
	}
}

// TestReal opens the real set where it is there.
func TestReal(t *testing.T) {
	data := filepath.Dir(golden.Data(t, "cityscapes"))
	suitetest.OpenAll(t, Suite, data)
}
