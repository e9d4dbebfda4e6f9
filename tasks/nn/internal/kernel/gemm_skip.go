package kernel

import "math/bits"

// Behind a ReLU half of the numbers are zero, and of their gradients the same
// ones. A product that goes from one number that is not zero to the next reads a
// row of B for each, where a tile reads it once for many rows of A: it pays when
// zeros are many. It gives the same bits: a sum begins with +0, to which a product
// with zero adds nothing unless the other factor is infinite or NaN.

const (
	// skipDepth is the number of rows of B, one for each bit of a word.
	skipDepth = 64
	// skipSample is how many rows of A tell whether it is worth it.
	skipSample = 8
)

// skipping multiplies by what is not zero.
type skipping struct {
	// cols is the number of columns that are done at a time: with skipDepth rows
	// they are half of the level 1 cache, or two thirds.
	cols int
	// most is the share of A that is not zero up to which it pays.
	most float64
	// lists tells that multiply takes the numbers from lists, not from A.
	lists bool
	// nonzero makes a bit of each float and, if that is wanted, lists those that
	// are not zero.
	nonzero func(x []float32, bits []uint64, list []float32)
	// multiply goes from bit to bit of rows of words; x is the lists or A.
	multiply func(rows int, bits []uint64, words int, x plane, b []float32, step int, c plane, add bool)
}

// multiply is a block of A, of contiguous rows or not, times packed panels.
func (j *gemmJob) multiply(piece, m, n, k int, a operand, packed []float32, c plane, add bool) {
	if j.skips && !add {
		cols := n - n%active.skipping.cols
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
	k, skip := min(j.k, blockK), active.skipping
	if skip == nil || j.add || j.m < skipSample || j.n < skip.cols || k < skipDepth/2 {
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
	return float64(count) <= skip.most*float64(skipSample*size)
}

// wordsOf is the number of words that hold a bit for each of k elements.
func wordsOf(k int) int { return (k + skipDepth - 1) / skipDepth }

// nonzeros are bits of m rows of A, in words of skipDepth, and the numbers that
// they stand for, of each word from its own place on: A itself or lists, in this
// piece's buffers.
func (j *gemmJob) nonzeros(piece, m, k int, a operand) (bits []uint64, x plane) {
	words := wordsOf(k)
	j.bits[piece] = grown(j.bits[piece], m*words)
	bits, x = j.bits[piece], plane{a.v, a.rs}
	clear(bits)
	if active.skipping.lists {
		j.list[piece] = grown(j.list[piece], m*words*skipDepth)
		x = plane{j.list[piece], words * skipDepth}
	}
	for i := range m {
		active.skipping.nonzero(a.v[i*a.rs:][:k], bits[i*words:], x.v[i*x.ld:])
	}
	return bits, x
}

// skip is C = A B for n columns, whole ones of skipping.
func (j *gemmJob) skip(piece, m, n, k int, a operand, packed []float32, c plane) {
	skip, words := active.skipping, wordsOf(k)
	bits, x := j.nonzeros(piece, m, k, a)
	for p := range words {
		q := p * skipDepth
		for col := 0; col < n; col += skip.cols {
			skip.multiply(m, bits[p:], words, x.from(q), packed[col*k+q*panel:], panel*k, c.from(col), p > 0)
		}
	}
}
