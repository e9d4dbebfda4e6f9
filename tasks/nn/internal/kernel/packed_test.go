package kernel

import "testing"

// TestGemmPacked compares with Gemm, whose own tests have a reference: to the
// bit, for shapes within a block and of several, A that is mostly zero for every
// other, and any number of workers.
func TestGemmPacked(t *testing.T) {
	shapes := [][3]int{
		{7, 5, 3}, {13, 33, 21}, {256, 21, 256}, {3, 17, 800}, {200, 530, 400}, {197, 1030, 385},
		{60, 1, 20}, {1, 40, 30}, {0, 3, 4}, {3, 0, 4}, {3, 4, 0}, {256, 256, 256}, {16, 7, 5}, {208, 38, 400},
	}
	eachWidth(t, func(t *testing.T) {
		ar := newArena(t, 41)
		var p Packed // used again for every shape, larger and smaller
		for i, s := range shapes {
			m, n, k := s[0], s[1], s[2]
			ldb, ldc := max(n, 1)+3, max(n, 1)+2
			b := ar.uniform(stored(false, k, n, ldb))
			p.Pack(k, n, b, ldb)
			for _, tA := range []bool{false, true} {
				lda := leading(tA, m, k) + 1
				a := sparsify(ar, ar.uniform(stored(tA, m, k, lda)), 0.7*float64(i%2))
				want := ar.garbage(stored(false, m, n, ldc))
				inBlocks(tA, m, n, k, a, lda, b, ldb, want, ldc)
				for _, w := range []int{1, 2, 5} {
					c := ar.garbage(len(want))
					copyGaps(c, want, m, n, ldc)
					withWorkers(w, func() { GemmPacked(tA, m, a, lda, &p, c, ldc) })
					sameBits(t, "c", c, want)
				}
			}
		}
	})
}

// inBlocks is Gemm as a sum of blocks even for vectors, which it sums otherwise:
// one column more of zeros makes a matrix of a vector.
func inBlocks(tA bool, m, n, k int, a []float32, lda int, b []float32, ldb int, c []float32, ldc int) {
	if n == 0 {
		return
	}
	wide := make([]float32, k*(n+1))
	for p := range k {
		copy(wide[p*(n+1):], b[p*ldb:p*ldb+n])
	}
	out := make([]float32, (m+1)*(n+1))
	rows := make([]float32, (m+1)*k)
	for i := range m {
		for p := range k {
			rows[i*k+p] = float32(at(tA, a, lda, i, p))
		}
	}
	Gemm(false, false, m+1, n+1, k, 1, rows, max(k, 1), wide, n+1, 0, out, n+1)
	for i := range m {
		copy(c[i*ldc:i*ldc+n], out[i*(n+1):])
	}
}

// copyGaps makes what lies between the rows of c as it is in want, for a
// comparison of all: a product must leave it alone.
func copyGaps(c, want []float32, m, n, ldc int) {
	for i := range m {
		at := min(i*ldc+n, len(c))
		copy(c[at:min((i+1)*ldc, len(c))], want[at:])
	}
}

func TestGemmPackedCopies(t *testing.T) {
	b, c := []float32{1, 2, 3, 4}, make([]float32, 4)
	var p Packed
	p.Pack(2, 2, b, 2)
	b[0] = 9
	GemmPacked(false, 2, []float32{1, 0, 0, 1}, 2, &p, c, 2)
	sameBits(t, "c", c, []float32{1, 2, 3, 4})
	mustPanic(t, "short A", func() { GemmPacked(false, 3, b, 2, &p, c, 2) })
	mustPanic(t, "short C", func() { GemmPacked(false, 2, b, 2, &p, c[:3], 2) })
	mustPanic(t, "short B", func() { p.Pack(3, 2, b, 2) })
}

func TestGemmPackedAllocatesNothing(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 42)
		a, b, c := ar.uniform(60*50), ar.uniform(50*70), ar.zeros(60*70)
		var p Packed
		noAllocs(t, "GemmPacked", func() {
			p.Pack(50, 70, b, 70)
			GemmPacked(true, 60, a, 60, &p, c, 70)
		})
	})
}
