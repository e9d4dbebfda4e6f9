package synthetic

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
)

// drawings are the kinds of frames, with their folders of labels and layouts.
var drawings = []struct {
	*drawing
	write  func(ctx context.Context, data string, n, h, w int, seed uint64, tick func(done int)) (string, error)
	layout frame.Layout
}{
	{sceneDrawing, WriteScenes, frame.Layout{Classes: 13, Labels: []string{"label"}, Normal: true}},
	{streetDrawing, WriteStreets, frame.Layout{Classes: 7, Labels: []string{"label_7", "label"}}},
}

// TestFramesWritten writes frames, reads them as the real sets are read, and
// finds what is drawn in memory, number by number.
func TestFramesWritten(t *testing.T) {
	const n, h, w = 9, 24, 40
	for _, d := range drawings {
		t.Run(d.name, func(t *testing.T) {
			ticks := 0
			dir, err := d.write(t.Context(), t.TempDir(), n, h, w, 3, func(int) { ticks++ })
			if err != nil || ticks != n {
				t.Fatalf("%d ticks, error %v", ticks, err)
			}
			files, err := frame.Open(dir, d.layout)
			if err != nil {
				t.Fatal(err)
			}
			drawn := d.newFrames(3, h, w, [3]int{tasks.Train: files.Len(tasks.Train), tasks.Test: files.Len(tasks.Test)})
			if a, b := files.Len(tasks.Train), files.Len(tasks.Test); a+b != n || a < b || b < 1 {
				t.Fatalf("%d training and %d test frames of %d", a, b, n)
			}
			for _, s := range []tasks.Split{tasks.Train, tasks.Test} {
				for i := range files.Len(s) {
					var want, got frame.Frame
					if err := drawn.Read(s, i, &want); err != nil {
						t.Fatal(err)
					}
					if err := files.Read(s, i, &got); err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("split %d, frame %d: drawn -, read +:\n%s", s, i, diff)
					}
				}
			}
		})
	}
}

// TestFramesRepeatable draws frames in order on one processor, and in any order
// on many goroutines: they are the same, also when read again and when they do
// not fit into memory.
func TestFramesRepeatable(t *testing.T) {
	const n, h, w = 12, 18, 24
	for _, d := range drawings {
		one := make([]frame.Frame, n)
		before := runtime.GOMAXPROCS(1)
		for i := range one {
			d.frame(7, tasks.Train, i, h, w, &one[i])
		}
		runtime.GOMAXPROCS(before)
		src := d.newFrames(7, h, w, [3]int{tasks.Train: n})
		src.frames[tasks.Train] = src.frames[tasks.Train][:n-3] // the last are not kept
		for range 2 {
			many := make([]frame.Frame, n)
			var wait sync.WaitGroup
			for i := range n {
				wait.Go(func() { _ = src.Read(tasks.Train, n-1-i, &many[n-1-i]) })
			}
			wait.Wait()
			if diff := cmp.Diff(one, many); diff != "" {
				t.Fatalf("%s: in order -, at once +:\n%s", d.name, diff)
			}
		}
		var other frame.Frame
		d.frame(7, tasks.Test, 0, h, w, &other)
		if slices.Equal(one[0].Image, other.Image) {
			t.Errorf("%s: the first training and test frames are one", d.name)
		}
		d.frame(8, tasks.Train, 0, h, w, &other)
		if slices.Equal(one[0].Image, other.Image) {
			t.Errorf("%s: two seeds draw the same", d.name)
		}
	}
}

// TestFramesAsSensed checks what is promised of a frame after the sensor: some
// pixels lack depth or a label, but not many; normals have length 1 or are 0
// with the depth; inverse depth is within (0, 1], and masked in the sky.
func TestFramesAsSensed(t *testing.T) {
	const n, h, w = 30, 36, 64
	for _, d := range drawings {
		unlabelled, masked := 0, 0
		for i := range n {
			var f frame.Frame
			d.frame(1, tasks.Train, i, h, w, &f)
			for p, z := range f.Depth {
				if f.Label[p] < 0 {
					unlabelled++
				}
				if z == 0 {
					masked++
				}
				if d.normal {
					length := math.Hypot(math.Hypot(float64(f.Normal[p]), float64(f.Normal[h*w+p])), float64(f.Normal[2*h*w+p]))
					if want := map[bool]float64{false: 1}[z == 0]; math.Abs(length-want) > 1e-4 {
						t.Fatalf("%s %d: normal of length %v at depth %v", d.name, i, length, z)
					}
				} else if z < 0 || z > 1 || z > 0 && f.Label[p] == 4 {
					t.Fatalf("%s %d: inverse depth %v of class %d", d.name, i, z, f.Label[p])
				}
			}
		}
		for what, share := range map[string]float64{"unlabelled": float64(unlabelled) / (n * h * w), "without depth": float64(masked) / (n * h * w)} {
			if share < 0.01 || share > 0.25 {
				t.Errorf("%s: %.3f of the pixels are %s", d.name, share, what)
			}
		}
	}
}

// TestDivide divides small and large sets.
func TestDivide(t *testing.T) {
	for _, c := range []struct {
		n    int
		want []int
	}{{1, []int{1, 0}}, {2, []int{1, 1}}, {1449, []int{795, 654}}, {100, []int{55, 45}}} {
		if got := divide(c.n, 795, 654); !slices.Equal(got, c.want) {
			t.Errorf("%d: %v, want %v", c.n, got, c.want)
		}
	}
	if got := divide(3, 162_770, 19_867, 19_962); !slices.Equal(got, []int{1, 1, 1}) {
		t.Errorf("three faces: %v", got)
	}
}

// TestSheets checks what a sheet shows of its first frame.
func TestSheets(t *testing.T) {
	const h, w = 16, 24
	for _, d := range drawings {
		im := d.sheet(1, 5, h, w)
		rows := 3
		if d.normal {
			rows = 4
		}
		if b := im.Bounds(); b.Dx() != 4*w+3*sheetGap || b.Dy() != 2*rows*h+sheetGap {
			t.Fatalf("%s: a sheet of %v", d.name, b)
		}
		var f frame.Frame
		d.frame(1, tasks.Train, 0, h, w, &f)
		for _, p := range []int{0, h * w / 2, h*w - 1} {
			for k, want := range d.colours(&f, p) {
				if got := im.At(p%w, k*h+p/w); k < rows && got != want {
					t.Errorf("%s: pixel %d of picture %d is %v, want %v", d.name, p, k, got, want)
				}
			}
		}
	}
}
