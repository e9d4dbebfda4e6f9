package kernel

// flip turns the filters round and swaps their channels, [C, Out, KH, KW], for
// the gradient of the image.
func (c *direct) flip(w []float32) {
	area := c.KH * c.KW
	for o := range c.Out {
		for ch := range c.C {
			src, dst := w[(o*c.C+ch)*area:][:area], c.flipped[(ch*c.Out+o)*area:][:area]
			for i, v := range src {
				dst[area-1-i] = v
			}
		}
	}
}

// startImage gives where the gradient of an image is summed up by col2im.
func (c *direct) startImage(s *convScratch, dx []float32) (sum []float32) {
	switch {
	case dx == nil || c.back != nil:
		return nil
	case s.dimage != nil:
		sum = s.dimage
	default:
		sum = dx
	}
	clear(sum)
	return sum
}

// imageGradient adds col2im(w' dz) to sum, or keeps dz for finishImage.
func (c *direct) imageGradient(s *convScratch, sum []float32, dz plane, b block) {
	if c.back != nil {
		for ch := range c.Out {
			dst := c.back.channel(s.dframe, ch).from(b.r0*c.back.pw + b.x0)
			active.copyRows(dst, plane{dz.v[ch*dz.ld:], b.width()}, b.width(), b.height())
		}
		return
	}
	k, p := c.taps(), b.pixels()
	dcol := plane{s.dcol, dz.ld}
	gemmDirect(k, p, c.Out, newOperand(true, c.call.w, k), dz, dcol, false)
	c.low.col2im(dcol, sum, b)
}

// finishImage writes the gradient of an image.
func (c *direct) finishImage(s *convScratch, sum, dx []float32) {
	switch {
	case dx == nil:
	case c.back != nil:
		g := c.back
		for r := 0; r < g.hOut; r += g.rows {
			r1 := min(r+g.rows, g.hOut)
			g.multiply(c.C, plane{c.flipped, len(g.offsets)}, s.dframe, s.out, r, r1)
			for ch := range c.C {
				dst := plane{dx[(ch*c.H+r)*c.W:], c.W}
				active.copyRows(dst, g.plane(s.out, ch), c.W, r1-r)
			}
		}
	case s.dimage != nil:
		c.low.extract(sum, dx)
	}
}
