package pixel

import (
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/metric"
	"github.com/mtobench/mtobench/tasks/nn"
)

// numbered is a Source of frames that say which they are, slow every so often.
type numbered struct {
	n     int
	pause time.Duration
}

func (s numbered) Len(tasks.Split) int { return s.n }

func (s numbered) Read(split tasks.Split, i int, dst *frame.Frame) error {
	if i%3 == 0 {
		time.Sleep(s.pause)
	}
	dst.Resize(12, 18, true)
	for p := range dst.Depth {
		dst.Depth[p], dst.Label[p] = float32(1+i), int32(p%13)
	}
	for p := range dst.Image {
		dst.Image[p], dst.Normal[p] = float32(p*(i+1)%97)/97, float32(p%5)/5
	}
	return nil
}

// batch is the buffers of n frames.
func batch(n int) nn.Batch {
	const pixels = 12 * 18
	return nn.Batch{
		Inputs:  [][]float32{make([]float32, n*3*pixels)},
		Targets: []nn.Target{{Labels: make([]int32, n*pixels)}, {Values: make([]float32, n*pixels)}, {Values: make([]float32, n*3*pixels)}},
	}
}

// filled is all that Fill wrote.
func filled(t *testing.T, d *data, s tasks.Split, index ...int) []float32 {
	t.Helper()
	b := batch(len(index))
	if err := d.Fill(s, index, &b); err != nil {
		t.Fatal(err)
	}
	all := append(b.Inputs[0], b.Targets[depth].Values...)
	all = append(all, b.Targets[normal].Values...)
	for _, c := range b.Targets[segmentation].Labels {
		all = append(all, float32(c))
	}
	return all
}

func protocol() tasks.Protocol {
	return tasks.Protocol{Batch: 2, Train: 9, Test: 5, Height: 12, Width: 18}
}

// TestData holds that what a batch holds depends on seed, epoch and sample
// alone: not on how fast frames are read, on what was read ahead or on what was
// wanted in between.
func TestData(t *testing.T) {
	order := []int{3, 7, 0, 1, 8, 2, 5, 4}
	fast := newData(numbered{n: 9}, protocol(), 1, true)
	slow := newData(numbered{n: 9, pause: time.Millisecond}, protocol(), 1, true)
	bare := newData(numbered{n: 9}, protocol(), 1, true)
	other := newData(numbered{n: 9}, protocol(), 2, true)
	var changed, differs bool
	before := filled(t, fast, tasks.Test, 0, 1)
	for e := range 3 {
		fast.Begin(e, order)
		slow.Begin(e, order)
		other.Begin(e, order)
		for at := 0; at < len(order); at += 2 {
			bare.Begin(e, nil)
			want := filled(t, bare, tasks.Train, order[at], order[at+1])
			if at == 4 {
				filled(t, slow, tasks.Train, 6, 6) // as Resample does
				filled(t, fast, tasks.Test, 0, 1)  // the plan is lost
			}
			if !slices.Equal(filled(t, fast, tasks.Train, order[at], order[at+1]), want) || !slices.Equal(filled(t, slow, tasks.Train, order[at], order[at+1]), want) {
				t.Errorf("epoch %d, samples %v: batches differ", e, order[at:at+2])
			}
			differs = differs || !slices.Equal(filled(t, other, tasks.Train, order[at], order[at+1]), want)
			bare.Begin(e+1, nil)
			changed = changed || !slices.Equal(filled(t, bare, tasks.Train, order[at], order[at+1]), want)
		}
	}
	if !changed || !differs {
		t.Errorf("augmentation changes with the epoch: %v, with the seed: %v", changed, differs)
	}
	if !slices.Equal(filled(t, slow, tasks.Test, 0, 1), before) {
		t.Error("evaluation is augmented")
	}
}

// TestMemory holds that the frames in memory do not grow with their number.
func TestMemory(t *testing.T) {
	const frames = 3000 // of 6,912 bytes, 20 MB
	p := protocol()
	p.Train, p.Test = frames, frames
	d := newData(numbered{n: frames}, p, 1, true)
	order := make([]int, frames)
	for i := range order {
		order[i] = (i * 7) % frames
	}
	b := batch(2)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d.Begin(0, order)
	for i := 0; i < frames; i += 2 {
		if err := d.Fill(tasks.Train, order[i:i+2], &b); err != nil {
			t.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(d)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("%d bytes more in use after %d frames", grown, frames)
	}
	if made := after.TotalAlloc - before.TotalAlloc; made > 10<<20 {
		t.Errorf("%d bytes were allocated for %d frames", made, frames)
	}
}

// show adds two batches of two images of three pixels to a meter.
func show(m nn.Meter) []float64 {
	m.Reset()
	for pass := true; pass; {
		m.Add(segmentation, []float32{1, 0, 3, 2, 1, 0, 9, 9, 0, 0, 9, 8}, 6, nn.Target{Labels: []int32{1, 0, 0, 0, 0, -1}}, 2)
		m.Add(depth, []float32{1, 2, 3, 4, 5, 6}, 3, nn.Target{Values: []float32{2, 2, 0, 0, 0, 4}}, 2)
		m.Add(depth, []float32{0, 0, 2, 0, 0, 0}, 3, nn.Target{Values: []float32{0, 0, 1, 0, 0, 0}}, 2)
		x := []float32{1, 1, 1, 0, 0, 0, 0, 0, 0}
		m.Add(normal, append(x, x...), 9, nn.Target{Values: []float32{1, 0.6, 0, 0, 0.8, 0, 0, 0, 0, 0, 0.5, 0, 0, -0.5, 0, 0, 0, 0}}, 2)
		m.Add(normal, x, 9, nn.Target{Values: []float32{-1, 0, 0, 0, 0, 0, 0, 0, 0}}, 1)
		r, ok := m.(nn.Repeater)
		pass = ok && r.Again()
	}
	return m.Values()
}

// TestMeters holds the metrics over all pixels apart from the means over
// batches; expected numbers by hand: angles of 0, 53.13, 60 in the first batch,
// the 60 of a normal whose components add up to 0, and 180 in the second.
func TestMeters(t *testing.T) {
	a := 180 / math.Pi * math.Acos(float64(float32(0.6)))
	for _, c := range []struct {
		name  string
		meter nn.Meter
		want  []float64
	}{
		{"pixels", newMeter(2, true), []float64{
			100 * (3./4 + 1./2) / 2, 100 * 4. / 5, (1 + 0 + 2 + 1) / 4., (0.5 + 0 + 0.5 + 1) / 4,
			(0 + a + 60 + 180) / 4, (a + 60) / 2, 25, 25, 25,
		}},
		{"batches", newPerBatch(2, true), []float64{
			100 * (3./4 + 1./2) / 2, 100 * 4. / 5, (1 + 1) / 2., (1./3 + 1) / 2,
			(a/2 + 180) / 2, (a/2 + 180) / 2, 25, 25, 25,
		}},
	} {
		for range 2 { // again after Reset
			got := show(c.meter)
			for i, w := range c.want {
				if math.Abs(got[i]-w) > 1e-4 {
					t.Errorf("%s: metric %d is %v, want %v", c.name, i, got[i], w)
				}
			}
		}
		c.meter.Reset()
		for i, v := range c.meter.Values() {
			if !math.IsNaN(v) {
				t.Errorf("%s: metric %d of nothing is %v", c.name, i, v)
			}
		}
	}
	if n := len(newMeter(7, false).Values()); n != 4 || len(metric.AngleThresholds) != 3 {
		t.Errorf("%d metrics without normals", n)
	}
}
