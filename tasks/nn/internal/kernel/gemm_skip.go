package kernel

import "math/bits"

// Behind a ReLU half of the numbers are zero, and of their gradients the same
// ones. A product that goes from one number that is not zero to the next reads a
// row of B for each, where a tile reads it once for many rows of A: it pays when
// zeros are many. It gives the same bits: a sum begins with +0, to which a product
// with zero adds nothing unless the other factor is infinite or NaN. Only a sum that
// has underflowed to -0 stays that, where a zero of a tile makes it +0.

const (
	// skipDepth is the number of rows of B, one for each bit of a word.
	skipDepth = 64
	// skipRows is the number of rows of A that pass over a block of B.
	skipRows = 512
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
	// nonzero makes a word of each row of at most skipDepth floats and, if that is
	// wanted, lists those that are not zero.
	nonzero func(rows, n int, x plane, bits []uint64, list []float32)
	// multiply goes from bit to bit of each row's word; x is the lists or A.
	multiply func(rows int, bits []uint64, x plane, b []float32, step int, c plane, add bool)
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
	count := 0
	for p := 0; p < size; p += skipDepth {
		sample, _ := j.nonzeros(0, skipSample, min(skipDepth, size-p), stored.from(0, p))
		for _, w := range sample {
			count += bits.OnesCount64(w)
		}
	}
	return float64(count) <= skip.most*float64(skipSample*size)
}

// nonzeros are a word of bits for each of m rows of A, of k <= skipDepth columns,
// and the numbers that these stand for: A itself or lists, in this piece's buffers.
func (j *gemmJob) nonzeros(piece, m, k int, a operand) (bits []uint64, x plane) {
	j.bits[piece] = grown(j.bits[piece], m)
	bits, x = j.bits[piece], plane{a.v, a.rs}
	if active.skipping.lists {
		j.list[piece] = grown(j.list[piece], m*skipDepth)
		x = plane{j.list[piece], skipDepth}
	}
	active.skipping.nonzero(m, k, plane{a.v, a.rs}, bits, x.v)
	return bits, x
}

// skip computes rows i0 to i1 of C from the first k rows of B, for as many columns
// from q0 on, of n, as are done at a time, and gives their number. Blocks of B are
// packed when they are wanted: then they are in the level 1 cache, and the others
// leave room in the level 2 cache.
func (j *gemmJob) skip(piece, i0, i1, q0, n, k int) (cols int) {
	skip := active.skipping
	cols = n - n%skip.cols
	for i := i0; i < i1 && cols > 0; i += skipRows {
		m := min(skipRows, i1-i)
		for p := 0; p < k; p += skipDepth {
			depth := min(skipDepth, k-p)
			bits, x := j.nonzeros(piece, m, depth, j.byRows(piece, i, p, m, depth, cols))
			for q := q0; q < q0+cols; q += skip.cols {
				b, step := j.skipBlock(piece, p, q, depth, k)
				skip.multiply(m, bits, x, b, step, j.c.from(i*j.c.ld+q), p > 0)
			}
		}
	}
	return cols
}

// skipBlock is a block of B at (p, q) in panels that are step floats apart.
func (j *gemmJob) skipBlock(piece, p, q, depth, k int) (b []float32, step int) {
	if j.ready != nil {
		return j.ready.block(0, q, k)[p*panel:], panel * k
	}
	cols := active.skipping.cols
	j.packed[piece] = grown(j.packed[piece], cols*depth)
	packB(j.packed[piece], j.b.from(p, q), depth, cols, j.alpha)
	return j.packed[piece], panel * depth
}
