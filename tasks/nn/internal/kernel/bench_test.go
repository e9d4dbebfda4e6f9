package kernel

import (
	"fmt"
	"testing"
)

// flops reports the arithmetic rate of a benchmark.
func flops(b *testing.B, each float64) {
	b.ReportMetric(each*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkGemm(b *testing.B) {
	for _, s := range [][3]int{{256, 256, 256}, {256, 50, 720}, {64, 4096, 576}} {
		m, n, k := s[0], s[1], s[2]
		for x := range 4 {
			tA, tB := x&1 > 0, x&2 > 0
			b.Run(fmt.Sprintf("%dx%dx%d tA %v tB %v", m, n, k, tA, tB), func(b *testing.B) {
				x, y, z := make([]float32, m*k), make([]float32, k*n), make([]float32, m*n)
				for b.Loop() {
					Gemm(tA, tB, m, n, k, 1, x, leading(tA, m, k), y, leading(tB, k, n), 0, z, n)
				}
				flops(b, 2*float64(m*n*k))
			})
		}
	}
}

// BenchmarkConv has the layers of LeNet on 36 x 36 images and a wider one.
func BenchmarkConv(b *testing.B) {
	for _, c := range []convCase{
		{ConvShape: ConvShape{256, 1, 36, 36, 10, 5, 5, 1, 0}, act: ReLU, pooled: true},
		{ConvShape: ConvShape{256, 10, 16, 16, 20, 5, 5, 1, 0}, act: ReLU, pooled: true},
		{ConvShape: ConvShape{4, 64, 64, 64, 64, 3, 3, 1, 1}, act: ReLU},
	} {
		conv := c.build()
		h, wd := conv.Dims()
		x, w, bias := make([]float32, c.N*c.C*c.H*c.W), make([]float32, c.Out*c.taps()), make([]float32, c.Out)
		y := make([]float32, c.N*c.Out*h*wd)
		dw, dx := make([]float32, len(w)), make([]float32, len(x))
		work := 2 * float64(c.N*c.Out*c.taps()*c.HOut()*c.WOut())
		run := func(name string, passes float64, f func()) {
			b.Run(fmt.Sprintf("%d-%d/%s", c.C, c.Out, name), func(b *testing.B) {
				for b.Loop() {
					f()
				}
				flops(b, passes*work)
			})
		}
		run("forward", 1, func() { conv.Forward(x, w, bias, y) })
		run("backward dw", 1, func() { conv.Backward(x, w, y, y, dw, bias, nil) })
		run("backward dw dx", 2, func() { conv.Backward(x, w, y, y, dw, bias, dx) })
	}
}

func BenchmarkVector(b *testing.B) {
	x, y, z := make([]float32, 1<<16), make([]float32, 1<<16), make([]float32, 1<<16)
	v := make([]float32, 1<<16)
	for name, f := range map[string]func(){
		"Axpy": func() { Axpy(1, x, y) },
		"Dot":  func() { Dot(x, y) },
		"Exp":  func() { active.exp(x, y) },
		"Tanh": func() { active.tanh(x, y) },
		"Adam": func() { Adam(x, y, z, v, AdamConfig{LR: 1e-3, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}, 3) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
			b.ReportMetric(float64(len(x))*float64(b.N)/b.Elapsed().Seconds()/1e9, "Gfloat/s")
		})
	}
}
