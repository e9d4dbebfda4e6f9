package kernel

// narrows tells whether narrow is for a block of C, m x n: one that is not added
// to, where much of a last panel of B would be unused.
func (j *gemmJob) narrows(m, n int, add bool) bool {
	return j.a.rs == 1 && !j.add && !add && m%panel == 0 && 5*n <= 4*panelsOf(n)*panel
}

// narrow computes a block of C = A B as C' = B' A', since rows of a tile can be as
// many as they like. A transposed is read where it stands, in whole panels, and
// packed B turned as it is. Every sum is the same.
func (j *gemmJob) narrow(piece, m, n, k int, a operand, packed []float32, c plane) {
	j.turned[piece] = grown(j.turned[piece], n*m)
	turned := plane{j.turned[piece], m}
	for q := 0; q < n; q += panel {
		gemmDirect(min(panel, n-q), m, k, operand{packed[q*k:], 1, panel}, plane{a.v, a.cs}, turned.from(q*m), false)
	}
	active.transpose(c, turned, n, m)
}
