package kernel

import (
	"math"
	"testing"
)

// poolReference pools in float64 and gives where each value came from.
func poolReference(x []float64, s PoolShape) (y []float64, from []int) {
	for i := range s.N * s.C * s.HOut() * s.WOut() {
		c, r, q := i/(s.HOut()*s.WOut()), i/s.WOut()%s.HOut(), i%s.WOut()
		best := (c*s.H+r*s.Stride)*s.W + q*s.Stride
		for k := range s.Size * s.Size {
			j := (c*s.H+r*s.Stride+k/s.Size)*s.W + q*s.Stride + k%s.Size
			if x[j] > x[best] {
				best = j
			}
		}
		y, from = append(y, x[best]), append(from, best)
	}
	return y, from
}

func checkPool(t *testing.T, ar *arena, s PoolShape) {
	t.Helper()
	p := NewMaxPool(s)
	p.argmax.v = ar.words(len(p.argmax.v))
	x := ar.uniform(s.N * s.C * s.H * s.W)
	for i := range x { // few distinct values, so that ties are common
		x[i] = float32(math.Round(float64(3 * x[i])))
	}
	want, from := poolReference(wide(x), s)
	y, dy, dx := ar.garbage(len(want)), ar.uniform(len(want)), ar.garbage(len(x))
	p.Forward(x, y)
	near(t, "pooled", y, want, 0)
	grad := make([]float64, len(x))
	for i, j := range from {
		grad[j] += float64(dy[i])
	}
	p.Backward(dy, dx)
	near(t, "pooling gradient", dx, grad, 1e-6)
	p.Unpool(dy, dx)
	near(t, "unpooled", dx, grad, 1e-6)
	picked := make([]float64, len(from))
	for i, j := range from {
		picked[i] = float64(x[j])
	}
	p.UnpoolGrad(x, dy)
	near(t, "unpooling gradient", dy, picked, 0)
}

func TestMaxPool(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 14)
		for w := 2; w < 40; w++ {
			checkPool(t, ar, PoolShape{2, 2, ar.between(2, 7), w, 2, 2})
		}
		for done := 0; done < 60; {
			s := PoolShape{ar.between(1, 3), ar.between(1, 3), ar.between(1, 12), ar.between(1, 20), ar.between(1, 4), ar.between(1, 4)}
			if s.H >= s.Size && s.W >= s.Size {
				checkPool(t, ar, s)
				done++
			}
		}
	})
}

func TestMaxPoolWorkers(t *testing.T) {
	run := func(workers int) []float32 {
		ar := newArena(t, 16)
		p := NewMaxPool(PoolShape{3, 5, 7, 9, 2, 2})
		x, y := ar.uniform(3*5*7*9), ar.zeros(3*5*3*4)
		back, picked := ar.zeros(len(x)), ar.zeros(len(y))
		withWorkers(workers, func() { p.Forward(x, y); p.Backward(y, back); p.UnpoolGrad(x, picked) })
		return append(append(clone(y), back...), picked...)
	}
	sameBits(t, "pooling", run(3), run(1))
}

func TestMaxPoolNaN(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		for k := range 4 {
			x, y := make([]float32, 4), make([]float32, 1)
			x[k] = float32(math.NaN())
			NewMaxPool(PoolShape{1, 1, 2, 2, 2, 2}).Forward(x, y)
			if y[0] == y[0] {
				t.Errorf("NaN at %d pooled to %v", k, y[0])
			}
		}
	})
}

func TestMaxPoolAllocatesNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 15)
		for _, size := range []int{2, 3} {
			p := NewMaxPool(PoolShape{2, 2, 9, 9, size, 2})
			x, y := ar.uniform(2*2*9*9), ar.zeros(2*2*4*4)
			noAllocs(t, "MaxPool", func() { p.Forward(x, y); p.Backward(y, x); p.UnpoolGrad(x, y) })
		}
	})
}

func TestMaxPoolPanics(t *testing.T) {
	mustPanic(t, "window", func() { NewMaxPool(PoolShape{1, 1, 2, 2, 3, 1}) })
	p := NewMaxPool(PoolShape{1, 1, 2, 2, 2, 2})
	mustPanic(t, "short y", func() { p.Forward(make([]float32, 4), nil) })
}
