package kernel

import (
	"math"
	"testing"
)

// lengths are the vector lengths at which unrolled loops end.
var lengths = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 1031}

func TestVectors(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 5)
		for _, n := range lengths {
			x, y := ar.uniform(n), ar.uniform(n)
			axpy, scale, dot, sq := make([]float64, n), make([]float64, n), 0.0, 0.0
			for i := range x {
				axpy[i] = float64(y[i]) + 1.5*float64(x[i])
				scale[i] = -0.75 * float64(x[i])
				dot += float64(x[i]) * float64(y[i])
				sq += float64(x[i]) * float64(x[i])
			}
			nearly(t, "Dot", Dot(x, y), dot, 1e-13)
			nearly(t, "dot32", float64(active.dot32(x, y)), dot, 1e-5)
			nearly(t, "SumSquares", SumSquares(x), sq, 1e-13)
			dst := ar.garbage(n)
			Scale(-0.75, x, dst)
			near(t, "Scale", dst, scale, 1e-7)
			Scale(-0.75, x, x)
			sameBits(t, "Scale in place", x, dst)
			Scale(-1/0.75, x, x)
			Axpy(1.5, x, y)
			near(t, "Axpy", y, axpy, 1e-6)
		}
	})
}

// TestDotIsExact has terms that float32 sums would lose.
func TestDotIsExact(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		for n := 3; n < 80; n++ {
			x := make([]float32, n)
			for i := range x {
				x[i] = 1e-4
			}
			x[0] = 1e3
			want := 1e6 + float64(n-1)*float64(x[1])*float64(x[1])
			if got := Dot(x, x); math.Abs(got-want) > 1e-8 {
				t.Fatalf("Dot of %d = %v, want %v", n, got, want)
			}
		}
	})
}

func TestGramAndCombine(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 6)
		for range 60 {
			k, n := ar.between(1, 11), ar.between(0, 2500)
			rows, w := make([][]float32, k), make([]float64, k)
			for i := range rows {
				rows[i], w[i] = ar.uniform(n), 2*ar.rng.Float64()-1
			}
			g := make([]float64, k*k)
			Gram(rows, g)
			for i := range k {
				for j := range k {
					nearly(t, "Gram", g[i*k+j], float64(dotGo(rows[i], rows[j])), 1e-12)
					if g[i*k+j] != g[j*k+i] {
						t.Fatal("Gram is not symmetric")
					}
				}
			}
			want := make([]float64, n)
			for i, r := range rows {
				for j, v := range r {
					want[j] += w[i] * float64(v)
				}
			}
			dst := ar.garbage(n)
			Combine(w, rows, dst)
			near(t, "Combine", dst, want, 1e-7)
			Combine(w, rows, rows[k-1])
			sameBits(t, "Combine in place", rows[k-1], dst)
		}
	})
}

func TestVectorsAllocateNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 7)
		rows := [][]float32{ar.uniform(100), ar.uniform(100), ar.uniform(100)}
		g, w := make([]float64, 9), []float64{1, 2, 3}
		noAllocs(t, "vectors", func() {
			Axpy(1, rows[0], rows[1])
			Scale(1, rows[0], rows[1])
			w[0] = Dot(rows[0], rows[1]) + SumSquares(rows[2])
			Gram(rows, g)
			Combine(w, rows, rows[0])
		})
	})
}

func TestVectorPanics(t *testing.T) {
	x, y := make([]float32, 3), make([]float32, 4)
	mustPanic(t, "Axpy", func() { Axpy(1, x, y) })
	mustPanic(t, "Dot", func() { Dot(x, y) })
	mustPanic(t, "Gram", func() { Gram([][]float32{x, y}, make([]float64, 4)) })
	mustPanic(t, "Combine", func() { Combine([]float64{1, 1}, [][]float32{x, x}, y) })
}
