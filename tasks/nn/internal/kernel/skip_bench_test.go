package kernel

import (
	"fmt"
	"testing"
)

// BenchmarkSkip multiplies by matrices of which a share is not zero, by tiles and
// by skipping zeros, by turns. It gives the median time of the latter and its
// share of the former's.
func BenchmarkSkip(b *testing.B) {
	for _, share := range []float64{0.3, 0.5, 0.6, 0.7, 0.9} {
		b.Run(fmt.Sprint(share), func(b *testing.B) { pairSkip(b, 256, share) })
	}
}

func pairSkip(b *testing.B, n int, share float64) {
	random := normals()
	x, y, z := random(n*n), random(n*n), make([]float32, n*n)
	sparsify(newArena(nil, 71), x, 1-share)
	var packed Packed
	packed.Pack(n, n, y, n)
	job := gemmJob{m: n, n: n, k: n, alpha: 1, a: operand{x, n, 1}, ready: &packed, c: plane{z, n}, cutRows: true, pieces: 1}
	run := func(skips bool) func() {
		return func() { job.skips = skips; job.run(0, 0) }
	}
	median := byTurns(b, []func(){run(false), run(true)})
	b.ReportMetric(median[1]*1e6, "us")
	b.ReportMetric(median[1]/median[0], "ratio")
}
