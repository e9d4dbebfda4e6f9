package kernel

// lowering turns convolution into matrix products: a block of output pixels
// becomes a matrix with one column (im2col) or one row (im2row) a pixel.
//
// Strides are dealt with once an image and not once a tap: the columns of the
// padded image are dealt out into Stride phases, [C][phase][row][column], in
// which the pixels that one tap visits lie side by side.
type lowering struct {
	ConvShape
	hOut, wOut int
	ph, pw     int // padded image
	phaseW     int // columns of one phase
	rows, cols int // largest block of output pixels
}

// newLowering chooses blocks of output pixels whose im2col matrix stays in the
// level 2 cache; their sizes are multiples of unit as long as the image allows.
func newLowering(s ConvShape, unit int) lowering {
	const cache, fewest = 200 << 10 / 4, 96
	l := lowering{ConvShape: s, hOut: s.HOut(), wOut: s.WOut()}
	l.ph, l.pw = s.padded()
	l.phaseW = (l.pw + s.Stride - 1) / s.Stride
	pixels := max(cache/s.taps(), fewest)
	if l.wOut*unit <= pixels {
		l.rows, l.cols = min(pixels/l.wOut/unit*unit, l.hOut), l.wOut
	} else {
		l.rows, l.cols = min(unit, l.hOut), min(max(pixels/unit/panel, 1)*panel, l.wOut)
	}
	return l
}

// direct tells that the image can be read as it is, without padding or phases.
func (l *lowering) direct() bool { return l.Pad == 0 && l.Stride == 1 }

// paddedSize is the number of floats of an image with its borders.
func (l *lowering) paddedSize() int { return l.C * l.ph * l.pw }

// phasedSize is the number of floats of an image in phases.
func (l *lowering) phasedSize() int { return l.C * l.Stride * l.ph * l.phaseW }

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

// pad copies an image into xp, whose borders are zero already.
func (l *lowering) pad(x, xp []float32) {
	for c := range l.C {
		dst := plane{xp[(c*l.ph+l.Pad)*l.pw+l.Pad:], l.pw}
		active.copyRows(dst, plane{x[c*l.H*l.W:], l.W}, l.W, l.H)
	}
}

// phase deals an image out into phases; the borders of xp are zero already.
func (l *lowering) phase(x, xp []float32) {
	for c := range l.C {
		for y := range l.H {
			src := x[(c*l.H+y)*l.W:][:l.W]
			for p := range l.Stride {
				first, dst := l.phaseRow(xp, c, y, p)
				for i := first; i < l.W; i += l.Stride {
					dst[(i-first)/l.Stride] = src[i]
				}
			}
		}
	}
}

// unphase is the way back, for the gradient of the image.
func (l *lowering) unphase(xp, x []float32) {
	for c := range l.C {
		if l.Stride == 1 {
			src := plane{xp[(c*l.ph+l.Pad)*l.pw+l.Pad:], l.pw}
			active.copyRows(plane{x[c*l.H*l.W:], l.W}, src, l.W, l.H)
			continue
		}
		for y := range l.H {
			dst := x[(c*l.H+y)*l.W:][:l.W]
			for p := range l.Stride {
				first, src := l.phaseRow(xp, c, y, p)
				for i := first; i < l.W; i += l.Stride {
					dst[i] = src[(i-first)/l.Stride]
				}
			}
		}
	}
}

// phaseRow gives the first column of image row y of channel c that belongs to
// phase p, and where in xp that column and its followers lie.
func (l *lowering) phaseRow(xp []float32, c, y, p int) (first int, row []float32) {
	first = p - l.Pad%l.Stride
	if first < 0 {
		first += l.Stride
	}
	at := ((c*l.Stride+p)*l.ph+y+l.Pad)*l.phaseW + (first+l.Pad)/l.Stride
	return first, xp[min(at, len(xp)):]
}

// tap is the plane of the pixels of xp that tap (c, ky, kx) sees from block b.
func (l *lowering) tap(xp []float32, c, ky, kx int, b block) plane {
	at := ((c*l.Stride+kx%l.Stride)*l.ph+b.r0*l.Stride+ky)*l.phaseW + b.x0 + kx/l.Stride
	return plane{xp[at:], l.Stride * l.phaseW}
}

// im2col writes row k = (c, ky, kx) of col: what tap k sees from each pixel of
// block b. xp is the image in phases.
func (l *lowering) im2col(xp []float32, col plane, b block) {
	l.eachTap(func(k, c, ky, kx int) {
		dst := plane{col.v[k*col.ld:], b.width()}
		active.copyRows(dst, l.tap(xp, c, ky, kx, b), b.width(), b.height())
	})
}

// col2im adds the rows of col to where im2col would have read them.
func (l *lowering) col2im(col plane, xp []float32, b block) {
	l.eachTap(func(k, c, ky, kx int) {
		src := plane{col.v[k*col.ld:], b.width()}
		active.addRows(l.tap(xp, c, ky, kx, b), src, b.width(), b.height())
	})
}

// eachTap counts the taps through.
func (l *lowering) eachTap(f func(k, c, ky, kx int)) {
	k := 0
	for c := range l.C {
		for ky := range l.KH {
			for kx := range l.KW {
				f(k, c, ky, kx)
				k++
			}
		}
	}
}

// im2row writes one row a pixel of block b, with what all taps see from it.
// xp is the padded image, not in phases; row has slack for 8 floats more.
func (l *lowering) im2row(xp []float32, row plane, b block) {
	g := rowGeometry{
		pixels: b.width(), step: l.Stride,
		channels: l.C, channelLd: l.ph * l.pw,
		kh: l.KH, rowLd: l.pw, kw: l.KW,
	}
	for r := b.r0; r < b.r1; r++ {
		dst := plane{row.v[(r-b.r0)*b.width()*row.ld:], row.ld}
		src := xp[(r*l.pw+b.x0)*l.Stride:]
		active.im2row(dst, plane{v: src}, g)
	}
}

// rowGeometry is what im2row needs to know of one row of pixels.
type rowGeometry struct {
	pixels, step        int // number of pixels and floats between two of them
	channels, channelLd int
	kh, rowLd           int
	kw                  int
}
