package kernel

// Packed is a matrix B laid out for products with many A: a product with it
// saves packing B, and gives the same bits as Gemm. The zero value is empty.
// It is a copy: whoever changes B must pack again.
type Packed struct {
	k, n int
	v    []float32 // blocks of blockK rows, each in panels
}

// PackedFits tells whether a B of k x n is one block to Gemm: larger ones would
// not stay in the caches between two products.
func PackedFits(k, n int) bool { return k <= blockK && n <= blockN }

// Pack makes p a copy of the row-major B, k x n, with leading dimension ld. It
// allocates only when no B as large has been packed before.
func (p *Packed) Pack(k, n int, b []float32, ld int) {
	checkMatrix("matrix B", false, k, n, b, ld)
	p.k, p.n = k, n
	cols := panelsOf(n) * panel
	p.v = grown(p.v, cols*k)
	for i := 0; i < k && n > 0; i += blockK {
		rows := min(blockK, k-i)
		packB(p.v[i*cols:(i+rows)*cols], operand{b, ld, 1}.from(i, 0), rows, n, 1)
	}
}

// block is the panels from column q on of the k rows of B from row i on.
func (p *Packed) block(i, q, k int) []float32 {
	return p.v[i*panelsOf(p.n)*panel+q*k:]
}

// GemmPacked computes C = op(A) B for a packed B of k x n, where op(A) is m x k
// and C is m x n, as Gemm does.
func GemmPacked(tA bool, m int, a []float32, lda int, b *Packed, c []float32, ldc int) {
	checkMatrix("matrix A", tA, m, b.k, a, lda)
	checkMatrix("matrix C", false, m, b.n, c, ldc)
	if m == 0 || b.n == 0 {
		return
	}
	if b.k == 0 {
		clearRows(0, plane{c, ldc}, m, b.n)
		return
	}
	j := gemmJobs.Get().(*gemmJob)
	j.m, j.n, j.k, j.alpha, j.add = m, b.n, b.k, 1, false
	j.a, j.ready, j.c = newOperand(tA, a, lda), b, plane{c, ldc}
	j.blocked()
	j.a.v, j.ready, j.c.v = nil, nil, nil
	gemmJobs.Put(j)
}
