package kernel

import (
	"fmt"
	"testing"
)

// BenchmarkRankOne goes back over a layer whose outputs are half zero, by
// products of any matrices and by sums that are looked up, by turns. It gives the
// median time of the latter, its share of the former's, and what Forward adds to
// a step.
func BenchmarkRankOne(b *testing.B) {
	for _, s := range [][3]int{
		{256, 256, 256}, {256, 21, 256}, {128, 128, 128}, {100, 100, 100}, {64, 64, 64}, {64, 16, 64},
		{64, 256, 256}, {256, 720, 64}, {1024, 512, 512},
	} {
		b.Run(fmt.Sprint(s), func(b *testing.B) { pairRankOne(b, s[0], s[1], s[2]) })
	}
}

func pairRankOne(b *testing.B, n, in, out int) {
	random := normals()
	x, w, y, u, v := random(n*in), random(out*in), random(n*out), random(n), random(out)
	ReLU.Apply(y, y)
	dy, dw, db, dx := make([]float32, n*out), make([]float32, out*in), make([]float32, out), make([]float32, n*in)
	r := NewRankOne(n, in, out)
	var px, pw Packed
	px.Pack(n, in, x, in)
	pw.Pack(out, in, w, in)
	ways := []func(){
		func() {
			Gemm(false, false, n, out, 1, 1, u, 1, v, out, 0, dy, out)
			BiasActGrad(dy, dy, y, out, db, ReLU)
			GemmPacked(true, out, dy, out, &px, dw, in)
			GemmPacked(false, n, dy, out, &pw, dx, in)
		},
		func() { r.Backward(u, v, x, w, dw, db, dx) },
		func() { r.Forward(y) },
	}
	r.Forward(y)
	median := byTurns(b, ways)
	b.ReportMetric(median[1]*1e6, "us")
	b.ReportMetric(median[1]/median[0], "ratio")
	b.ReportMetric(median[2]*1e6, "forward-us")
}
