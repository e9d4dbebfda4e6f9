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

// from are the planes that start at pixel (r, x).
func (p planes) from(r, x int) planes { return planes{p.v[r*p.ld+x:], p.channel, p.ld} }

// clip is the part of a block that lies on an image of h x w.
func (b block) clip(h, w int) block {
	b = block{max(b.r0, 0), min(b.r1, h), max(b.x0, 0), min(b.x1, w)}
	if b.r0 >= b.r1 || b.x0 >= b.x1 {
		return block{}
	}
	return b
}

// fill sets the pixels of block b of an image of h x w, of which src holds the
// part that lies on the image; the others are zero.
func (w window) fill(src planes, channels int, b block, h, wd int) {
	in := b.clip(h, wd)
	if in != b {
		clear(w.v[:b.height()*w.row])
	}
	for r := range in.height() {
		to := w.from(in.r0-b.r0+r, in.x0-b.x0)
		active.transpose(plane{to.v, w.px}, plane{src.v[r*src.ld:], src.channel}, channels, in.width(), src.ld)
	}
}

// store writes h x wd pixels to the planes of an image.
func (w window) store(dst planes, channels, h, wd int) {
	if w.row == wd*w.px && dst.ld == wd {
		h, wd = 1, h*wd
	}
	for r := range h {
		active.transpose(plane{dst.v[r*dst.ld:], dst.channel}, plane{w.v[r*w.row:], w.px}, wd, channels, dst.ld)
	}
}
