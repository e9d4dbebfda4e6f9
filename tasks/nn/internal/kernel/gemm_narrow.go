package kernel

// narrow computes a block of C = A B as C' = B' A', and reports whether it did:
// where much of a last panel of B would be unused, since rows of a tile can be as
// many as they like. A transposed is read where it stands, in whole panels, and
// packed B turned as it is. Every sum is the same.
func (j *gemmJob) narrow(piece, m, n, k int, a operand, packed []float32, c plane, add bool) bool {
	if a.rs != 1 || add || m%panel > 0 || 5*n > 4*panelsOf(n)*panel {
		return false
	}
	j.turned[piece] = grown(j.turned[piece], n*m)
	turned := plane{j.turned[piece], m}
	for q := 0; q < n; q += panel {
		gemmDirect(min(panel, n-q), m, k, operand{packed[q*k:], 1, panel}, plane{a.v, a.cs}, turned.from(q*m), false)
	}
	active.transpose(c, turned, n, m)
	return true
}
