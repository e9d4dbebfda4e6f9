package kernel

// window is a rectangle of pixels, all channels of a pixel side by side: pixel
// (r, x) starts at v[r*row+x*px].
type window struct {
	v       []float32
	row, px int
}

// newWindow is a window of so many columns of pixels of ld floats.
func newWindow(v []float32, cols, ld int) window { return window{v, cols * ld, ld} }

// from is the window that starts at pixel (r, x).
func (w window) from(r, x int) window { return window{w.v[r*w.row+x*w.px:], w.row, w.px} }

// planes are channels of pixels: pixel (r, x) of channel c is
// v[c*channel+r*ld+x].
type planes struct {
	v           []float32
	channel, ld int
}

// picture is image n of a batch of images of h x w.
type picture struct {
	v           []float32
	n, channels int
	h, w        int
}

// from are the planes of a picture from pixel (r, x) on.
func (p picture) from(r, x int) planes {
	size := p.h * p.w
	return planes{p.v[p.n*p.channels*size+r*p.w+x:], size, p.w}
}

// clip is the part of a block that lies on an image of h x w.
func (b block) clip(h, w int) block {
	b = block{max(b.r0, 0), min(b.r1, h), max(b.x0, 0), min(b.x1, w)}
	if b.r0 >= b.r1 || b.x0 >= b.x1 {
		return block{}
	}
	return b
}

// fill sets all pixels of a window to those of block b of a picture, which are
// zero outside of it.
func (w window) fill(p picture, b block) {
	in := b.clip(p.h, p.w)
	w.set(p.from(in.r0, in.x0), p.channels, b, in)
}

// set is fill from the planes of the part of the block that is not zero.
func (w window) set(src planes, channels int, b, in block) {
	if in != b {
		clear(w.v[:b.height()*w.row])
	}
	if in.pixels() > 0 {
		active.interleave(w.from(in.r0-b.r0, in.x0-b.x0), src, channels, in.height(), in.width())
	}
}

// store writes a window, which is block b of a picture, to the picture; what
// lies outside of it is dropped.
func (w window) store(p picture, b block) {
	in := b.clip(p.h, p.w)
	rows, cols := in.height(), in.width()
	if cols == p.w && cols == b.width() { // one long row
		rows, cols = 1, rows*cols
	}
	if cols > 0 {
		active.deal(p.from(in.r0, in.x0), w, p.channels, rows, cols)
	}
}

// interleaveGo goes by rows.
func interleaveGo(dst window, src planes, channels, rows, cols int) {
	for r := range rows {
		transposeGo(plane{dst.v[r*dst.row:], dst.px}, plane{src.v[r*src.ld:], src.channel}, channels, cols)
	}
}

// dealGo goes by rows.
func dealGo(dst planes, src window, channels, rows, cols int) {
	for r := range rows {
		transposeGo(plane{dst.v[r*dst.ld:], dst.channel}, plane{src.v[r*src.row:], src.px}, cols, channels)
	}
}
