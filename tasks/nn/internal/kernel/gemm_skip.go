package kernel

import "math/bits"

// Behind a ReLU half of the numbers are zero, and of their gradients the same
// ones. A product that goes from one number that is not zero to the next reads a
// row of B for each, where a tile reads it once for many rows of A: it pays from
// a quarter of zeros on. It gives the same bits: a sum begins with +0, to which
// a product with zero adds nothing unless the other factor is infinite or NaN.

const (
	// skipCols is the number of columns that are done at a time.
	skipCols = 4 * panel
	// skipDepth is the number of rows of B, one for each bit of a word: with
	// skipCols columns they are half of the level 1 cache.
	skipDepth = 64
	// skipSample is how many rows of A tell whether it is worth it.
	skipSample = 8
)

// multiply is a block of A, of contiguous rows or not, times packed panels.
func (j *gemmJob) multiply(piece, m, n, k int, a operand, packed []float32, c plane, add bool) {
	if cols := n / skipCols * skipCols; cols > 0 && !add && j.mayskip(piece, m, k, a) {
		j.skip(piece, m, cols, k, a, packed, c)
		if n -= cols; n == 0 {
			return
		}
		packed, c = packed[cols*k:], c.from(cols)
	}
	panels(m, n, k, a, packed, c, add)
}

// mayskip tells whether enough of A is zero, by some of its rows.
func (j *gemmJob) mayskip(piece, m, k int, a operand) bool {
	if active.skip == nil || a.cs != 1 || m < skipSample || k < skipDepth/2 {
		return false
	}
	words := wordsOf(k)
	sample := j.words(piece, skipSample*words)
	for i := range skipSample {
		active.nonzero(a.v[i*m/skipSample*a.rs:][:k], sample[i*words:])
	}
	count := 0
	for _, w := range sample {
		count += bits.OnesCount64(w)
	}
	return 4*count <= 3*skipSample*k
}

// wordsOf is the number of words that hold a bit for each of k elements.
func wordsOf(k int) int { return (k + skipDepth - 1) / skipDepth }

// words are n words of no bits in this piece's buffer.
func (j *gemmJob) words(piece, n int) []uint64 {
	j.bits[piece] = grown(j.bits[piece], n)
	clear(j.bits[piece])
	return j.bits[piece]
}

// skip is C = A B for n columns, a multiple of skipCols.
func (j *gemmJob) skip(piece, m, n, k int, a operand, packed []float32, c plane) {
	words := wordsOf(k)
	set := j.words(piece, m*words)
	for i := range m {
		active.nonzero(a.v[i*a.rs:][:k], set[i*words:])
	}
	for p := range words {
		q := p * skipDepth
		for col := 0; col < n; col += skipCols {
			active.skip(m, set[p:], words, plane{a.v[q:], a.rs}, packed[col*k+q*panel:], panel*k, c.from(col), p > 0)
		}
	}
}
