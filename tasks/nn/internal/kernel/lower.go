package kernel

// lowering cuts the output pixels into blocks for the backward pass, and turns
// the gradient of the image into a matrix product for each: it comes as a
// matrix with one row a tap and one column a pixel, whose rows are added to
// where the taps looked (col2im).
type lowering struct {
	frame            // of the gradient of the image
	offsets    []int // of each tap
	hOut, wOut int
	rows, cols int // largest block of output pixels
}

// newLowering chooses blocks whose matrices stay in the level 2 cache; their
// sizes are multiples of unit as long as the image allows.
func newLowering(s ConvShape, unit int) lowering {
	const cache, fewest = 200 << 10 / 4, 256
	l := lowering{frame: s.frame(), hOut: s.HOut(), wOut: s.WOut()}
	l.offsets = l.taps(s.KH, s.KW)
	pixels := max(cache/len(l.offsets), fewest)
	if l.wOut*unit <= pixels {
		l.rows, l.cols = min(pixels/l.wOut/unit*unit, l.hOut), l.wOut
	} else {
		l.rows, l.cols = min(unit, l.hOut), min(max(pixels/unit/panel, 1)*panel, l.wOut)
	}
	return l
}

// block is a rectangle of output pixels, rows r0 to r1 and columns x0 to x1.
type block struct{ r0, r1, x0, x1 int }

func (b block) width() int  { return b.x1 - b.x0 }
func (b block) height() int { return b.r1 - b.r0 }
func (b block) pixels() int { return b.width() * b.height() }

// blocks is the number of blocks of an image.
func (l *lowering) blocks() int {
	return ((l.hOut + l.rows - 1) / l.rows) * ((l.wOut + l.cols - 1) / l.cols)
}

// block is the i-th block of an image.
func (l *lowering) block(i int) block {
	across := (l.wOut + l.cols - 1) / l.cols
	r, x := i/across*l.rows, i%across*l.cols
	return block{r, min(r+l.rows, l.hOut), x, min(x+l.cols, l.wOut)}
}

// col2im adds row k of col, the gradients of what tap k saw from the pixels of
// block b, to where the tap saw it.
func (l *lowering) col2im(col plane, xp []float32, b block) {
	first := b.r0*l.rowStep() + b.x0
	for k, at := range l.offsets {
		dst, src := plane{xp[first+at:], l.rowStep()}, plane{col.v[k*col.ld:], b.width()}
		active.addRows(dst, src, b.width(), b.height())
	}
}
