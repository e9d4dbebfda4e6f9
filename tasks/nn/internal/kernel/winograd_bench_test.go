package kernel

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// BenchmarkWinograd has the direct sums and the transforms by turns, and gives
// the median times of the transforms and their share of those of the direct
// sums: forward, and backward to weights, bias and image.
func BenchmarkWinograd(b *testing.B) {
	for _, s := range []ConvShape{
		{4, 64, 64, 64, 64, 3, 3, 1, 1}, {8, 128, 32, 32, 128, 3, 3, 1, 1},
		{2, 64, 96, 144, 64, 3, 3, 1, 1}, {2, 256, 36, 48, 256, 3, 3, 1, 1},
		{2, 512, 18, 24, 512, 3, 3, 1, 1}, {2, 512, 9, 12, 512, 3, 3, 1, 1}, {8, 512, 9, 12, 512, 3, 3, 1, 1},
		{8, 16, 32, 32, 16, 3, 3, 1, 1}, {8, 32, 16, 16, 32, 3, 3, 1, 1}, {8, 64, 8, 8, 64, 3, 3, 1, 1},
		{8, 8, 32, 32, 64, 3, 3, 1, 1}, {8, 64, 32, 32, 8, 3, 3, 1, 1},
	} {
		b.Run(fmt.Sprintf("%d x %d-%d %dx%d", s.N, s.C, s.Out, s.H, s.W), func(b *testing.B) { pairConv(b, s) })
	}
}

// pairConv measures one shape.
func pairConv(b *testing.B, s ConvShape) {
	ways := []*Conv{newConv(s, ReLU, false, bySums), newConv(s, ReLU, false, byTransforms)}
	x, w, bias := make([]float32, s.N*s.C*s.H*s.W), make([]float32, s.Out*s.taps()), make([]float32, s.Out)
	y := make([]float32, s.N*s.Out*s.HOut()*s.WOut())
	dy, dw, dx := make([]float32, len(y)), make([]float32, len(w)), make([]float32, len(x))
	var forward, backward [2][]float64
	timed := func(to *[]float64, f func()) {
		start := time.Now()
		f()
		*to = append(*to, time.Since(start).Seconds())
	}
	for b.Loop() {
		for i, c := range ways {
			timed(&forward[i], func() { c.Forward(x, w, bias, y) })
			timed(&backward[i], func() { c.Backward(x, w, y, dy, dw, bias, dx) })
		}
	}
	for i, v := range [][2][]float64{forward, backward} {
		slices.Sort(v[0])
		slices.Sort(v[1])
		old, now := v[0][len(v[0])/2], v[1][len(v[1])/2]
		b.ReportMetric(now*1e3, []string{"forward-ms", "backward-ms"}[i])
		b.ReportMetric(now/old, []string{"forward-ratio", "backward-ratio"}[i])
	}
	b.ReportMetric(0, "ns/op")
}
