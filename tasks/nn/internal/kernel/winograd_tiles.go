package kernel

// tiling cuts the results of a convolution into tiles of 2x2 and these into
// blocks, whose matrices stay in the level 2 cache: a rectangle of the tiles of
// one image, or several whole images if these are small.
type tiling struct {
	rows, cols   int // tiles of an image
	high, across int // tiles of the largest block
	images       int // images of the largest block
}

// blockTiles is about the number of tiles of a block: a whole number of the
// rows that the micro-kernels take at once. Blocks are not wider than
// blockAcross unless an image is.
const (
	blockTiles  = 64
	blockAcross = 16
)

// newTiling covers n images of h x w results.
func newTiling(h, w, n int) tiling {
	t := tiling{rows: (h + 1) / 2, cols: (w + 1) / 2, images: 1}
	t.across = even(t.cols, blockAcross)
	t.high = even(t.rows, blockTiles/t.across)
	if each := t.rows * t.cols; 2*each <= blockTiles {
		t.across, t.high, t.images = t.cols, t.rows, min(blockTiles/each, n)
	}
	return t
}

// even is the size of equal parts of n that are at most most.
func even(n, most int) int {
	parts := (n + most - 1) / most
	return (n + parts - 1) / parts
}

// most is the number of tiles of the largest block.
func (t *tiling) most() int { return t.high * t.across * t.images }

// windowPixels is the number of pixels that a block of one image sees.
func (t *tiling) windowPixels() int { return (2*t.high + 2) * (2*t.across + 2) }

// blocks is the number of blocks of an image.
func (t *tiling) blocks() int {
	return ((t.rows + t.high - 1) / t.high) * ((t.cols + t.across - 1) / t.across)
}

// block is the rectangle of tiles of the i-th block of an image.
func (t *tiling) block(i int) block {
	each := (t.cols + t.across - 1) / t.across
	r, x := i/each*t.high, i%each*t.across
	return block{r, min(r+t.high, t.rows), x, min(x+t.across, t.cols)}
}

// spectrum is a matrix for each product of a tile, such as one with a row for
// each tile and a column for each channel: row r of matrix f starts at
// v[f*step+r*ld].
type spectrum struct {
	v        []float32
	step, ld int
}

// stepOf is the distance between matrices, which is not a multiple of the size
// of a way of the cache: the transforms write to all 16 in turn.
func stepOf(rows, ld int) int { return rows*ld + panel }

func newSpectrum(v []float32, rows, ld int) spectrum { return spectrum{v, stepOf(rows, ld), ld} }

// matrix is the f-th matrix.
func (s spectrum) matrix(f int) plane { return plane{s.v[f*s.step:], s.ld} }

// from is the spectrum that starts at a row.
func (s spectrum) from(row int) spectrum { return spectrum{s.v[row*s.ld:], s.step, s.ld} }

// after is the spectrum of matrices that start one later.
func (s spectrum) after() spectrum { return spectrum{s.v[s.step:], s.step, s.ld} }
