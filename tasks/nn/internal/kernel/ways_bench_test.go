package kernel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// BenchmarkWinograd has the direct sums and the transforms by turns, and gives
// the median times of the transforms and their share of those of the direct
// sums: forward, backward to weights and bias, and to the image too.
func BenchmarkWinograd(b *testing.B) {
	for _, s := range []ConvShape{
		{4, 64, 64, 64, 64, 3, 3, 1, 1}, {8, 128, 32, 32, 128, 3, 3, 1, 1},
		{2, 64, 96, 144, 64, 3, 3, 1, 1}, {2, 256, 36, 48, 256, 3, 3, 1, 1},
		{2, 512, 18, 24, 512, 3, 3, 1, 1}, {2, 512, 9, 12, 512, 3, 3, 1, 1}, {8, 512, 9, 12, 512, 3, 3, 1, 1},
		{8, 16, 32, 32, 16, 3, 3, 1, 1}, {8, 32, 16, 16, 32, 3, 3, 1, 1}, {8, 64, 8, 8, 64, 3, 3, 1, 1},
		{8, 8, 32, 32, 64, 3, 3, 1, 1}, {8, 64, 32, 32, 8, 3, 3, 1, 1},
	} {
		b.Run(fmt.Sprintf("%d x %d-%d %dx%d", s.N, s.C, s.Out, s.H, s.W), func(b *testing.B) { pairConv(b, s, false, byTransforms) })
	}
}

// BenchmarkSparse is BenchmarkWinograd for the gradients of pooled convolutions
// from what the pooling picked: the layers of LeNet, and others.
func BenchmarkSparse(b *testing.B) {
	for _, s := range []ConvShape{
		{256, 1, 36, 36, 10, 5, 5, 1, 0}, {256, 10, 16, 16, 20, 5, 5, 1, 0}, {64, 6, 14, 14, 16, 5, 5, 1, 0},
		{64, 3, 32, 32, 16, 3, 3, 1, 1}, {64, 16, 16, 16, 32, 3, 3, 1, 1}, {64, 24, 16, 16, 24, 3, 3, 1, 1},
	} {
		b.Run(fmt.Sprintf("%d x %d-%d %dx%d", s.N, s.C, s.Out, s.H, s.W), func(b *testing.B) { pairConv(b, s, true, bySpots) })
	}
}

// pairConv measures one shape computed in some way against the direct sums.
func pairConv(b *testing.B, s ConvShape, pooled bool, how way) {
	ways := []*Conv{newConv(s, ReLU, pooled, bySums), newConv(s, ReLU, pooled, how)}
	random := normals()
	h, wd := ways[0].Dims()
	x, w, bias := random(s.N*s.C*s.H*s.W), random(s.Out*s.taps()), random(s.Out)
	y, dy := make([]float32, s.N*s.Out*h*wd), random(s.N*s.Out*h*wd)
	dw, db, dx := make([]float32, len(w)), make([]float32, s.Out), make([]float32, len(x))
	var passes []func()
	for _, c := range ways {
		passes = append(passes,
			func() { c.Forward(x, w, bias, y) },
			func() { c.Backward(x, w, y, dy, dw, db, nil) },
			func() { c.Backward(x, w, y, dy, dw, db, dx) })
	}
	median := byTurns(b, passes)
	for j, name := range []string{"forward", "weights", "both"} {
		old, now := median[j], median[3+j]
		b.ReportMetric(now*1e3, name+"-ms")
		b.ReportMetric(now/old, name+"-ratio")
	}
}

// normals draws numbers.
func normals() func(n int) []float32 {
	rng := rand.New(rand.NewPCG(1, 1))
	return func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(rng.NormFloat64())
		}
		return v
	}
}

// byTurns runs functions by turns and gives the median seconds of each.
func byTurns(b *testing.B, ways []func()) (median []float64) {
	times := make([][]float64, len(ways))
	for b.Loop() {
		for i, f := range ways {
			start := time.Now()
			f()
			times[i] = append(times[i], time.Since(start).Seconds())
		}
	}
	for _, t := range times {
		slices.Sort(t)
		median = append(median, t[len(t)/2])
	}
	b.ReportMetric(0, "ns/op")
	return median
}
