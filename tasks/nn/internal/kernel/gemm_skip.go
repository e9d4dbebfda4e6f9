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
	if cols := n / skipCols * skipCols; cols > 0 && j.skips && !add {
		j.skip(piece, m, cols, k, a, packed, c)
		if n -= cols; n == 0 {
			return
		}
		packed, c = packed[cols*k:], c.from(cols)
	}
	panels(m, n, k, a, packed, c, add)
}

// mayskip tells whether enough of A is zero, by some of its rows as they are
// stored. It is asked once a product, so that no cut changes what is skipped.
func (j *gemmJob) mayskip() bool {
	k := min(j.k, blockK)
	if active.skip == nil || j.add || j.m < skipSample || j.n < skipCols || k < skipDepth/2 {
		return false
	}
	rows, size, stored := j.m, k, j.a
	if j.a.cs != 1 {
		if !j.turns(j.n) {
			return false
		}
		rows, size, stored = k, min(j.m, blockK), operand{j.a.v, j.a.cs, 1}
	}
	stored.rs *= rows / skipSample
	sample, _ := j.nonzeros(0, skipSample, size, stored)
	count := 0
	for _, w := range sample {
		count += bits.OnesCount64(w)
	}
	return 4*count <= 3*skipSample*size
}

// wordsOf is the number of words that hold a bit for each of k elements.
func wordsOf(k int) int { return (k + skipDepth - 1) / skipDepth }

// nonzeros are bits of m rows of A, in words of skipDepth, and the numbers that
// they stand for, listed from the place of each word on, in this piece's buffers.
func (j *gemmJob) nonzeros(piece, m, k int, a operand) (bits []uint64, list []float32) {
	words := wordsOf(k)
	j.bits[piece] = grown(j.bits[piece], m*words)
	j.list[piece] = grown(j.list[piece], m*words*skipDepth)
	bits, list = j.bits[piece], j.list[piece]
	clear(bits)
	for i := range m {
		active.nonzero(a.v[i*a.rs:][:k], bits[i*words:], list[i*words*skipDepth:])
	}
	return bits, list
}

// skip is C = A B for n columns, a multiple of skipCols.
func (j *gemmJob) skip(piece, m, n, k int, a operand, packed []float32, c plane) {
	words := wordsOf(k)
	bits, list := j.nonzeros(piece, m, k, a)
	for p := range words {
		q := p * skipDepth
		for col := 0; col < n; col += skipCols {
			active.skip(m, bits[p:], words, plane{list[q:], words * skipDepth}, packed[col*k+q*panel:], panel*k, c.from(col), p > 0)
		}
	}
}
