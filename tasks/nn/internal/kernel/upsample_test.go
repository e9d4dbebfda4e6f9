package kernel

import (
	"math"
	"testing"
)

// upsampleReference interpolates a plane in float64 from the definition.
func upsampleReference(x []float64, h, w, hOut, wOut int) []float64 {
	y := make([]float64, hOut*wOut)
	eachTap(h, w, hOut, wOut, func(out, in int, weight float64) { y[out] += weight * x[in] })
	return y
}

// eachTap gives the four inputs of each output and their weights.
func eachTap(h, w, hOut, wOut int, do func(out, in int, weight float64)) {
	near := func(i, n, m int) (at [2]int, weight [2]float64) {
		p := float64(i) * float64(n-1) / math.Max(1, float64(m-1))
		at[0] = int(p)
		at[1] = min(at[0]+1, n-1)
		weight[1] = p - float64(at[0])
		weight[0] = 1 - weight[1]
		return at, weight
	}
	for i := range hOut * wOut {
		rows, a := near(i/wOut, h, hOut)
		cols, b := near(i%wOut, w, wOut)
		for k := range 4 {
			do(i, rows[k/2]*w+cols[k%2], a[k/2]*b[k%2])
		}
	}
}

func TestUpsample(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 41)
		for range 80 {
			planes, h, w, hOut, wOut := ar.between(1, 20), ar.between(1, 9), ar.between(1, 9), ar.between(1, 20), ar.between(1, 30)
			x, y := ar.uniform(planes*h*w), ar.garbage(planes*hOut*wOut)
			dy, dx := ar.uniform(len(y)), ar.garbage(len(x))
			u := NewUpsample(planes, h, w, hOut, wOut)
			u.Forward(x, y)
			u.Backward(dy, dx)
			for p := range planes {
				in, out := wide(image(x, p, h*w)), image(y, p, hOut*wOut)
				near(t, "interpolated", out, upsampleReference(in, h, w, hOut, wOut), 1e-6)
				grad := make([]float64, h*w)
				g := image(dy, p, hOut*wOut)
				eachTap(h, w, hOut, wOut, func(out, in int, weight float64) { grad[in] += weight * float64(g[out]) })
				near(t, "gradient", image(dx, p, h*w), grad, 3e-6)
			}
		}
	})
}

// The corners stay, and twice the size of a ramp is a ramp.
func TestUpsampleCorners(t *testing.T) {
	y := make([]float32, 16)
	NewUpsample(1, 2, 2, 4, 4).Forward([]float32{0, 3, 6, 9}, y)
	near(t, "ramp", y, []float64{0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9}, 1e-6)
}

func TestUpsampleWorkers(t *testing.T) {
	run := func(workers int) []float32 {
		ar := newArena(t, 42)
		x, y := ar.uniform(11*5*4), ar.zeros(11*9*8)
		u := NewUpsample(11, 5, 4, 9, 8)
		withWorkers(workers, func() { u.Forward(x, y); u.Backward(y, x) })
		return append(clone(y), x...)
	}
	sameBits(t, "up-sampling", run(3), run(1))
}

func TestUpsampleAllocatesNothing(t *testing.T) {
	ar := newArena(t, 43)
	x, y, u := ar.uniform(3*4*5), ar.zeros(3*8*10), NewUpsample(3, 4, 5, 8, 10)
	noAllocs(t, "Upsample", func() { u.Forward(x, y); u.Backward(y, x) })
}

func TestUpsamplePanics(t *testing.T) {
	mustPanic(t, "shape", func() { NewUpsample(1, 0, 1, 2, 2) })
	mustPanic(t, "short y", func() { NewUpsample(1, 1, 1, 2, 2).Forward(make([]float32, 1), make([]float32, 3)) })
}
