package kernel

import (
	"fmt"
	"math"
	"testing"
)

// sparsify makes a share of the elements of x zero, of either sign.
func sparsify(ar *arena, x []float32, share float64) []float32 {
	for i := range x {
		if ar.rng.Float64() < share {
			x[i] = float32(math.Copysign(0, float64(ar.rng.IntN(2))-0.5))
		}
	}
	return x
}

// TestGemmOfZeros: an A that is mostly zero gives the bits that it gives when
// nothing is skipped.
func TestGemmOfZeros(t *testing.T) {
	shapes := [][3]int{{8, 64, 32}, {256, 256, 256}, {200, 150, 71}, {61, 600, 384}, {197, 130, 800}, {9, 64, 64}, {40, 63, 64}, {1030, 130, 70}}
	eachWidth(t, func(t *testing.T) {
		ar := newArena(t, 51)
		for i, s := range shapes {
			m, n, k := s[0], s[1], s[2]
			b := ar.uniform(k * n)
			for _, tA := range []bool{false, true} {
				for _, share := range []float64{0.5, 0.95, 1} {
					lda := leading(tA, m, k) + i
					a := sparsify(ar, ar.uniform(stored(tA, m, k, lda)), share)
					want := ar.garbage(m * n)
					withoutSkip(func() { Gemm(tA, false, m, n, k, 1.5, a, lda, b, n, 0, want, n) })
					for _, workers := range []int{1, 3} {
						c := ar.garbage(m * n)
						withWorkers(workers, func() { Gemm(tA, false, m, n, k, 1.5, a, lda, b, n, 0, c, n) })
						sameBits(t, fmt.Sprint(s, tA, share), c, want)
					}
					g := gemmCase{tA, false, m, n, k, lda, n, n, 1.5, 0}
					near(t, g.String(), want, g.reference(a, b, make([]float32, m*n)), 3e-6*math.Sqrt(float64(k+1)))
				}
			}
		}
	})
}

// TestSkipOfInfinity: where skipping shows, which is where a zero meets what is
// not finite, it shows alike for any number of workers.
func TestSkipOfInfinity(t *testing.T) {
	eachWidth(t, func(t *testing.T) {
		ar := newArena(t, 54)
		for i, s := range [][3]int{{256, 256, 256}, {200, 150, 171}, {61, 600, 384}, {197, 130, 800}, {1030, 71, 40}, {150, 1100, 33}} {
			m, n, k := s[0], s[1], s[2]
			for _, tA := range []bool{false, true} {
				lda := leading(tA, m, k) + i
				a, b := sparsify(ar, ar.uniform(stored(tA, m, k, lda)), 0.5), ar.uniform(k*n)
				for range 50 {
					b[ar.rng.IntN(len(b))] = float32(math.Inf(1))
				}
				for p := range len(a) / 4 { // rows by which a cut would judge otherwise
					a[p] = 1
				}
				want := ar.garbage(m * n)
				Gemm(tA, false, m, n, k, 1, a, lda, b, n, 0, want, n)
				for _, workers := range []int{2, 5} {
					c := ar.garbage(m * n)
					withWorkers(workers, func() { Gemm(tA, false, m, n, k, 1, a, lda, b, n, 0, c, n) })
					sameBits(t, fmt.Sprint(s, tA, workers), c, want)
				}
			}
		}
	})
}

// TestSkippingsAgree: columns that all ways of skipping do have the same bits, of
// what is not finite too.
func TestSkippingsAgree(t *testing.T) {
	const m, n, k = 37, 256, 201
	ar := newArena(t, 55)
	a, b := sparsify(ar, ar.uniform(m*k), 0.6), ar.uniform(k*n)
	for _, v := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
		a[ar.rng.IntN(len(a))], b[ar.rng.IntN(len(b))] = float32(v), float32(v)
	}
	var want []float32
	eachWidth(t, func(t *testing.T) {
		if active.skipping == nil {
			t.Skip("multiplies by zeros")
		}
		c := ar.garbage(m * n)
		Gemm(false, false, m, n, k, 1, a, k, b, n, 0, c, n)
		if want == nil {
			want = c
		}
		sameBits(t, "c", c, want)
	})
}

// withoutSkip has every product multiply by zeros too.
func withoutSkip(f func()) {
	old := active
	plain := *old
	plain.skipping = nil
	active = &plain
	defer func() { active = old }()
	f()
}

// TestSkipWhenZerosAreMany: zeros are skipped where that pays, and NaN is no zero.
func TestSkipWhenZerosAreMany(t *testing.T) {
	eachWidth(t, func(t *testing.T) {
		if active.skipping == nil {
			t.Skip("multiplies by zeros")
		}
		ar, n, zeros := newArena(t, 52), active.skipping.cols, 1-active.skipping.most
		for _, c := range []struct {
			share   float64
			m, n, k int
			tA      bool
			want    bool
		}{
			{0, 50, n, 64, false, false}, {zeros - 0.1, 50, n, 64, false, false}, {zeros + 0.1, 50, n, 64, false, true}, {0.5, 50, n, 64, false, true}, {1, 50, n, 64, false, true},
			{1, 7, n, 64, false, false}, {1, 50, n - 1, 64, false, false}, {1, 50, n, 31, false, false},
			{0.1, 50, n, 600, true, false}, {0.5, 500, n, 64, true, true}, {0.5, 24, n, 600, true, true}, {0.5, 23, n, 64, true, false},
		} {
			a := sparsify(ar, ar.uniform(c.m*c.k), c.share)
			j := gemmJob{m: c.m, n: c.n, k: c.k, a: newOperand(c.tA, a, leading(c.tA, c.m, c.k))}
			if got := j.mayskip(); got != c.want {
				t.Errorf("%v: skips %v", c, got)
			}
			if j.add = true; j.mayskip() {
				t.Errorf("%v: skips what it adds", c)
			}
		}
		few := ar.uniform(8 * 320) // zeros in the first word of each row
		for i := range 8 {
			clear(few[320*i:][:skipDepth])
		}
		if j := (&gemmJob{m: 8, n: n, k: 320, a: operand{few, 320, 1}}); j.mayskip() {
			t.Error("skips a fifth of zeros, which stand together")
		}
		a := make([]float32, 16*64)
		a[70] = float32(math.NaN())
		c := make([]float32, 16*n)
		Gemm(false, false, 16, n, 64, 1, a, 64, ar.uniform(64*n), n, 0, c, n)
		for i, v := range c {
			if (v != v) != (i/n == 1) {
				t.Fatalf("c[%d] = %v", i, v)
			}
		}
	})
}

// TestSkipGuards runs the loops between guards, on which the job's own buffers
// would not border, and with what another product may have left in these.
func TestSkipGuards(t *testing.T) {
	eachWidth(t, func(t *testing.T) {
		if active.skipping == nil {
			t.Skip("multiplies by zeros")
		}
		ar, n := newArena(t, 53), active.skipping.cols
		for range 100 {
			m, k := ar.between(1, 9), ar.between(1, 64)
			a, b := sparsify(ar, ar.uniform(m*k), 0.5), ar.uniform(n*k)
			bits, c := ar.bits(m), ar.garbage(m*n)
			ready := Packed{k, n, b}
			job := gemmJob{m: m, n: n, k: k, alpha: 1, a: operand{a, k, 1}, ready: &ready, c: plane{c, n}}
			job.bits[0], job.list[0] = bits, ar.garbage(m*skipDepth)
			job.skip(0, 0, m, 0, n, k)
			for i := range m {
				for j := range n {
					var want float64
					for p := range k {
						want += float64(a[i*k+p]) * float64(b[j/panel*panel*k+p*panel+j%panel])
					}
					nearly(t, "c", float64(c[i*n+j]), want, 3e-5)
				}
			}
		}
	})
}
