package metric

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestMedian holds the median against sorting, near and far from the last one,
// of one value, of two far apart, of the ends of the range.
func TestMedian(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(n int, f func() float64) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(f())
		}
		return v
	}
	m := NewMedian()
	passes := 0
	for _, c := range []struct {
		name   string
		values []float32
		second bool // a second pass is needed
	}{
		{"near the start", draw(1001, func() float64 { return 15 + r.Float64() }), false},
		{"even", draw(1000, func() float64 { return 15.5 + 0.1*r.NormFloat64() }), false},
		{"far", draw(1000, func() float64 { return 90 + 20*r.NormFloat64() }), true},
		{"near the last", draw(5001, func() float64 { return 91 + 20*r.NormFloat64() }), false},
		{"two far apart", []float32{0.25, 170}, true},
		{"two far apart again", []float32{0.5, 0.25, 170, 180}, true},
		{"zeros", make([]float32, 7), true},
		{"more than the end", []float32{180, 180.5, 180, 3}, true},
		{"one", []float32{1e-30}, true},
		{"equal", slices.Repeat([]float32{22.5}, 3000), true},
	} {
		m.Reset()
		add(m, c.values)
		got, exact := m.Value()
		if exact == c.second {
			t.Errorf("%s: exact after one pass: %v", c.name, exact)
		}
		if !exact {
			m.Again()
			add(m, c.values)
			got, exact = m.Value()
			passes++
		}
		sorted := make([]float64, len(c.values))
		for i, v := range c.values {
			sorted[i] = min(180, float64(v))
		}
		if want := MedianOf(sorted); got != want || !exact {
			t.Errorf("%s: %v (exact: %v), want %v", c.name, got, exact, want)
		}
		if twice, _ := m.Value(); twice != got {
			t.Errorf("%s: Value gives %v, then %v", c.name, got, twice)
		}
	}
	m.Reset()
	if v, exact := m.Value(); !math.IsNaN(v) || !exact {
		t.Errorf("median of nothing is %v, %v", v, exact)
	}
}

func add(m *Median, values []float32) {
	for _, v := range values {
		m.Add(v)
	}
}

func TestConfusion(t *testing.T) {
	c := NewConfusion(3)
	for _, p := range [][2]int{{0, 0}, {0, 1}, {1, 1}, {-1, 2}} {
		c.Add(p[0], p[1])
	}
	close(t, "accuracy", c.Accuracy(), 2./3)
	close(t, "IoU of an absent class", c.IoU()[2], math.NaN())
	close(t, "mean IoU", c.MeanIoU(), 0.5) // two classes of 1/2 each
	c.Reset()
	close(t, "mean IoU of nothing", c.MeanIoU(), math.NaN())
	close(t, "accuracy of nothing", c.Accuracy(), math.NaN())
}

// TestAngles tells normals whose components add up to 0 from pixels without.
func TestAngles(t *testing.T) {
	target := []float64{1, 0.5, 0, 0, -0.5, 0, 0, 0, 0} // (1,0,0), (0.5,-0.5,0), none
	pred := []float64{2, 0, 1, 0, 0, 0, 0, 1, 0}
	if a := AppendAngles(nil, pred, target, HasNormal); len(a) != 2 || a[0] != 0 || a[1] != 90 {
		t.Errorf("angles %v", a)
	}
	if a := AppendAngles(nil, pred, target, SumNotZero); len(a) != 1 || a[0] != 0 {
		t.Errorf("angles by sum %v", a)
	}
	var a Angles
	a.Add([]float64{11.25, 20, 30, 100})
	for i, want := range []float64{0, 0.5, 0.5} {
		close(t, "share within", a.Within(i), want)
	}
	close(t, "mean", a.Mean(), 161.25/4)
}
