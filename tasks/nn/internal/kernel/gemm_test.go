package kernel

import (
	"fmt"
	"math"
	"testing"
)

// gemmCase is a product with its storage.
type gemmCase struct {
	tA, tB        bool
	m, n, k       int
	lda, ldb, ldc int
	alpha, beta   float32
}

func (g gemmCase) String() string {
	return fmt.Sprintf("tA %v tB %v, m %d n %d k %d, ld %d %d %d, alpha %v beta %v: C",
		g.tA, g.tB, g.m, g.n, g.k, g.lda, g.ldb, g.ldc, g.alpha, g.beta)
}

// stored is the number of floats of op(X), rows x cols, as stored.
func stored(trans bool, rows, cols, ld int) int {
	if trans {
		rows, cols = cols, rows
	}
	if rows == 0 || cols == 0 {
		return 0
	}
	return (rows-1)*ld + cols
}

// leading is the smallest leading dimension of op(X), rows x cols.
func leading(trans bool, rows, cols int) int {
	if trans {
		return max(rows, 1)
	}
	return max(cols, 1)
}

// at is element (i, j) of op(X).
func at(trans bool, x []float32, ld, i, j int) float64 {
	if trans {
		i, j = j, i
	}
	return float64(x[i*ld+j])
}

// reference is the product in float64, in C's storage.
func (g gemmCase) reference(a, b, c []float32) []float64 {
	want := wide(c)
	for i := range g.m {
		for j := range g.n {
			var s float64
			for p := range g.k {
				s += at(g.tA, a, g.lda, i, p) * at(g.tB, b, g.ldb, p, j)
			}
			s *= float64(g.alpha)
			if g.beta != 0 {
				s += float64(g.beta) * want[i*g.ldc+j]
			}
			want[i*g.ldc+j] = s
		}
	}
	return want
}

func (g gemmCase) check(t *testing.T, ar *arena) {
	t.Helper()
	a := ar.uniform(stored(g.tA, g.m, g.k, g.lda))
	b := ar.uniform(stored(g.tB, g.k, g.n, g.ldb))
	c := ar.uniform(stored(false, g.m, g.n, g.ldc))
	want := g.reference(a, b, c)
	if g.beta == 0 {
		for i := range g.m { // C must not be read
			for j := range g.n {
				c[i*g.ldc+j] = float32(math.NaN())
			}
		}
	}
	Gemm(g.tA, g.tB, g.m, g.n, g.k, g.alpha, a, g.lda, b, g.ldb, g.beta, c, g.ldc)
	near(t, g.String(), c, want, 3e-6*math.Sqrt(float64(g.k+1)))
}

// gemmShapes has the sizes at which the blocks and tiles of a product end.
var gemmShapes = [][3]int{
	{1, 1, 1}, {7, 5, 3}, {6, 16, 4}, {13, 33, 21}, {256, 50, 720}, {20, 144, 250}, {200, 530, 40},
	{3, 17, 800}, {256, 1, 256}, {256, 256, 1}, {5, 1, 77}, {1, 40, 30}, {1, 1, 500}, {197, 17, 385},
	{0, 3, 4}, {3, 0, 4}, {3, 4, 0}, {12, 15, 1}, {1, 16, 1}, {32, 5, 20}, {208, 21, 400},
}

func TestGemmShapes(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 1)
		for _, s := range gemmShapes {
			for x := range 8 {
				g := gemmCase{tA: x&1 > 0, tB: x&2 > 0, m: s[0], n: s[1], k: s[2], alpha: 1, beta: float32(x >> 2)}
				g.lda, g.ldb, g.ldc = leading(g.tA, g.m, g.k), leading(g.tB, g.k, g.n), leading(false, g.m, g.n)
				g.check(t, ar)
			}
		}
	})
}

func randomGemm(ar *arena) gemmCase {
	scales := []float32{0, 1, -1, 0.5, 2.25}
	g := gemmCase{
		tA: ar.between(0, 1) == 1, tB: ar.between(0, 1) == 1,
		m: ar.between(1, 40), n: ar.between(1, 70), k: ar.between(1, 50),
		alpha: scales[ar.between(0, 4)], beta: scales[ar.between(0, 4)],
	}
	g.lda = leading(g.tA, g.m, g.k) + ar.between(0, 5)
	g.ldb = leading(g.tB, g.k, g.n) + ar.between(0, 5)
	g.ldc = leading(false, g.m, g.n) + ar.between(0, 5)
	return g
}

func TestGemmRandom(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 2)
		for range 300 {
			randomGemm(ar).check(t, ar)
		}
	})
}

func FuzzGemm(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		eachTwin(t, func(t *testing.T) {
			ar := newArena(t, seed)
			randomGemm(ar).check(t, ar)
		})
	})
}

// withWorkers sets the number of workers for one call.
func withWorkers(n int, f func()) {
	old := Workers
	Workers = n
	defer func() { Workers = old }()
	f()
}

func TestGemmWorkers(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 3)
		for _, s := range [][3]int{{200, 50, 300}, {77, 500, 100}} {
			m, n, k := s[0], s[1], s[2]
			a, b := ar.uniform(m*k), ar.uniform(k*n)
			one := make([]float32, m*n)
			Gemm(false, false, m, n, k, 1, a, k, b, n, 0, one, n)
			for _, w := range []int{2, 3, 9} {
				c := ar.garbage(m * n)
				withWorkers(w, func() { Gemm(false, false, m, n, k, 1, a, k, b, n, 0, c, n) })
				sameBits(t, "c", c, one)
			}
		}
	})
}

// TestPackB checks the layout, and between guards, which Gemm's own buffers
// are not.
func TestPackB(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 31)
		for range 100 {
			k, n, trans := ar.between(1, 40), ar.between(1, 50), ar.between(0, 1) == 1
			ld := leading(trans, k, n)
			b := ar.uniform(stored(trans, k, n, ld))
			panels := (n + panel - 1) / panel
			dst, want := ar.garbage(panels*panel*k), make([]float64, panels*panel*k)
			for i := range want {
				p, j := i/panel%k, i/(panel*k)*panel+i%panel
				if j < n {
					want[i] = 1.5 * at(trans, b, ld, p, j)
				}
			}
			packB(dst, newOperand(trans, b, ld), k, n, 1.5)
			near(t, "packed B", dst, want, 1e-7)
		}
	})
}

func TestGemmPanics(t *testing.T) {
	x := make([]float32, 12)
	mustPanic(t, "short A", func() { Gemm(false, false, 4, 3, 4, 1, x, 4, x, 3, 0, x, 3) })
	mustPanic(t, "leading dimension", func() { Gemm(false, false, 2, 3, 4, 1, x, 3, x, 3, 0, x, 3) })
	mustPanic(t, "negative", func() { Gemm(false, false, -2, 3, 4, 1, x, 4, x, 3, 0, x, 3) })
}

func TestGemmAllocatesNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 4)
		a, b, c := ar.uniform(60*50), ar.uniform(50*70), ar.zeros(60*70)
		noAllocs(t, "Gemm", func() { Gemm(false, true, 60, 70, 50, 2, a, 50, b, 50, 1, c, 70) })
	})
}
