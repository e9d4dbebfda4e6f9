package kernel

import (
	"fmt"
	"sync"
)

// Blocks of a matrix product: a block of B of blockK x blockN is packed and
// stays in the level 2 cache while blockM rows of A pass over each panel of
// panel columns, which stays in the level 1 cache.
const (
	panel  = 16
	blockK = 384
	blockN = 512
	blockM = 192
)

// A product of fewer multiplications than this is not worth a second worker.
const parallelWork = 1 << 21

// gemmJob is one matrix product, with the buffers to pack B and to turn A or C in.
type gemmJob struct {
	m, n, k int
	alpha   float32
	a       operand
	b       operand
	ready   *Packed // B when it has been packed before, else nil
	c       plane
	add     bool // add to C, which already holds beta*C
	skips   bool // zeros of A
	cutRows bool
	pieces  int
	packed  [maxPieces][]float32
	turned  [maxPieces][]float32
	bits    [maxPieces][]uint64  // of elements of A that are not zero
	list    [maxPieces][]float32 // these
}

// maxPieces is the number of pieces that a large product is cut in.
const maxPieces = 8

var gemmJobs = sync.Pool{New: func() any { return new(gemmJob) }}

// Gemm computes C = alpha op(A) op(B) + beta C, where op(A) is m x k, op(B) is
// k x n and C is m x n, all row major with leading dimensions lda, ldb, ldc
// (the distance in floats between the rows as stored, that is before op).
// op(X) is the transpose of X when tX is set. With beta 0, C is not read, so
// NaN in it does not matter. A zero of op(A) may be skipped, whatever it would be
// multiplied with. C must not overlap A or B.
func Gemm(tA, tB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkMatrix("matrix A", tA, m, k, a, lda)
	checkMatrix("matrix B", tB, k, n, b, ldb)
	checkMatrix("matrix C", false, m, n, c, ldc)
	if m == 0 || n == 0 {
		return
	}
	scaleRows(beta, plane{c, ldc}, m, n)
	if k == 0 || alpha == 0 {
		clearRows(beta, plane{c, ldc}, m, n)
		return
	}
	j := gemmJobs.Get().(*gemmJob)
	j.m, j.n, j.k, j.alpha, j.add = m, n, k, alpha, beta != 0
	j.a, j.b, j.c = newOperand(tA, a, lda), newOperand(tB, b, ldb), plane{c, ldc}
	if !j.thin() {
		j.blocked()
	}
	j.a.v, j.b.v, j.c.v = nil, nil, nil
	gemmJobs.Put(j)
}

// checkMatrix panics when op(X), rows x cols, does not fit in x.
func checkMatrix(what string, trans bool, rows, cols int, x []float32, ld int) {
	if rows < 0 || cols < 0 {
		panic(fmt.Sprintf("kernel: %s of %d x %d", what, rows, cols))
	}
	if trans {
		rows, cols = cols, rows
	}
	if ld < max(1, cols) {
		panic(fmt.Sprintf("kernel: leading dimension %d of %s with %d columns", ld, what, cols))
	}
	if rows > 0 && cols > 0 {
		need(what, len(x), (rows-1)*ld+cols)
	}
}

// scaleRows multiplies C by a beta that is neither 0 nor 1.
func scaleRows(beta float32, c plane, m, n int) {
	if beta == 0 || beta == 1 {
		return
	}
	for i := range m {
		row := c.v[i*c.ld : i*c.ld+n]
		active.scale(beta, row, row)
	}
}

// clearRows zeroes C when beta is 0.
func clearRows(beta float32, c plane, m, n int) {
	if beta != 0 {
		return
	}
	for i := range m {
		clear(c.v[i*c.ld : i*c.ld+n])
	}
}

// blocked runs the product in blocks, cut in pieces of C when it is large. An
// element of C is the same sum in the same order wherever the cuts fall.
func (j *gemmJob) blocked() {
	j.skips = j.mayskip()
	j.pieces, j.cutRows = 1, j.n < 2*panel*maxPieces
	if Workers > 1 && j.m*j.n*j.k >= parallelWork {
		j.pieces = maxPieces
	}
	parallel(j.pieces, j)
}

// run does one piece of C.
func (j *gemmJob) run(piece, _ int) {
	i0, i1, j0, j1 := 0, j.m, 0, j.n
	if j.cutRows {
		i0, i1 = chunkOf(j.m, piece, j.pieces)
	} else {
		unit := panel
		if j.skips {
			unit = active.skipping.cols
		}
		lo, hi := chunkOf((j.n+unit-1)/unit, piece, j.pieces)
		j0, j1 = lo*unit, min(hi*unit, j.n)
	}
	for p := 0; p < j.k && i0 < i1; p += blockK {
		k, q := min(blockK, j.k-p), j0
		if j.skips && p == 0 {
			q += j.skip(piece, i0, i1, j0, j1-j0, k)
		}
		for ; q < j1; q += blockN {
			n := min(blockN, j1-q)
			if m := i1 - i0; m <= blockM && !j.narrows(m, n, p > 0) {
				j.once(piece, i0, p, q, m, n, k)
				continue
			}
			bp := j.pack(piece, p, q, k, n)
			for i := i0; i < i1; i += blockM {
				m := min(blockM, i1-i)
				c, add := j.c.from(i*j.c.ld+q), j.add || p > 0
				if j.narrows(m, n, p > 0) {
					j.narrow(piece, m, n, k, j.a.from(i, p), bp, c)
				} else {
					panels(m, n, k, j.byRows(piece, i, p, m, k, n), bp, c, add)
				}
			}
		}
	}
}

// once is a block of C of few rows: panels of B are packed in pairs, each of which
// is passed over while it is in the level 1 cache.
func (j *gemmJob) once(piece, i, p, q, m, n, k int) {
	a := j.byRows(piece, i, p, m, k, n)
	for end := q + n; q < end; q += 2 * panel {
		w := min(2*panel, end-q)
		panels(m, w, k, a, j.pack(piece, p, q, k, w), j.c.from(i*j.c.ld+q), j.add || p > 0)
	}
}

// pack copies the block of alpha*op(B) at (p, q) into this piece's buffer, if it
// has not been packed before.
func (j *gemmJob) pack(piece, p, q, k, n int) []float32 {
	if j.ready != nil {
		return j.ready.block(p, q, k)
	}
	size := panelsOf(n) * panel * k
	j.packed[piece] = grown(j.packed[piece], size)
	dst := j.packed[piece]
	packB(dst, j.b.from(p, q), k, n, j.alpha)
	return dst
}

// turns tells whether it pays to copy a transposed A by rows: when it has this
// many, and this many columns of B pass over it.
func (j *gemmJob) turns(n int) bool { return j.m >= 24 && n >= 3*panel }

// byRows is the block of A at (i, p). The micro-kernel would read a transposed
// A a line of the cache at each step, from lines that share a few sets: that is
// copied by rows to this piece's buffer.
func (j *gemmJob) byRows(piece, i, p, m, k, n int) operand {
	a := j.a.from(i, p)
	if a.cs == 1 || !j.turns(n) {
		return a
	}
	ld := pitch(k)
	j.turned[piece] = grown(j.turned[piece], m*ld)
	active.transpose(plane{j.turned[piece], ld}, plane{a.v, a.cs}, k, m)
	return operand{j.turned[piece], ld, 1}
}

// grown is a buffer of n numbers: v itself if that is large enough.
func grown[T float32 | uint64](v []T, n int) []T {
	if cap(v) < n {
		return make([]T, n)
	}
	return v[:n]
}

// panels multiplies rows of A with the packed panels of B.
func panels(m, n, k int, a operand, packed []float32, c plane, add bool) {
	eachPanel(m, n, k, a, plane{packed, panel}, panel*k, c, add)
}

// gemmDirect is C (+)= A B without packing, for a B that stands in scratch
// memory: each row of B has slack up to a whole panel after its n columns.
func gemmDirect(m, n, k int, a operand, b, c plane, add bool) {
	eachPanel(m, n, k, a, b, panel, c, add)
}

// eachPanel multiplies A with the panels of B, which start step floats apart,
// two at a time where the arithmetic can.
func eachPanel(m, n, k int, a operand, b plane, step int, c plane, add bool) {
	for ; n > panel && active.pairTiles != nil; n -= 2 * panel {
		active.pairTiles(m, min(2*panel, n), k, a, b, step, c, add)
		if n <= 2*panel {
			return
		}
		b, c = b.from(2*step), c.from(2*panel)
	}
	for ; n > 0; n -= panel {
		active.tiles(m, min(panel, n), k, a, b, c, add)
		if n <= panel {
			return
		}
		b, c = b.from(step), c.from(panel)
	}
}
