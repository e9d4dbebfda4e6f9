package kernel

// convForward is the forward pass as a job of one run a chunk.
type convForward direct

func (c *direct) runForward() { parallel(c.chunks(), (*convForward)(c)) }

func (f *convForward) run(chunk, worker int) {
	c := (*direct)(f)
	s := c.scratchOf(worker)
	lo, hi := chunkOf(c.N, chunk, c.chunks())
	for n := lo; n < hi; n++ {
		xp := c.forward.of(c.call.x, n, s.image)
		for r := 0; r < c.forward.hOut; r += c.forward.rows {
			c.forwardRows(s, xp, n, r, min(r+c.forward.rows, c.forward.hOut))
		}
		if c.act.smooth() {
			y := image(c.call.y, n, c.Out*c.h*c.w)
			c.act.Apply(y, y)
		}
	}
}

// forwardRows computes rows r0 to r1 of image n, with frame xp, in scratch and sends them
// through bias, ReLU and pooling to y.
func (c *direct) forwardRows(s *convScratch, xp []float32, n, r0, r1 int) {
	g := &c.forward
	g.multiply(c.Out, plane{c.call.w, c.taps()}, xp, s.out, r0, r1)
	for ch := range c.Out {
		src, bias := g.plane(s.out, ch), float32(0)
		if c.call.bias != nil {
			bias = c.call.bias[ch]
		}
		if c.pooled {
			c.poolBlock(src, n*c.Out+ch, block{r0, r1, 0, g.wOut}, bias)
			continue
		}
		dst := plane{c.call.y[((n*c.Out+ch)*c.h+r0)*c.w:], c.w}
		active.biasPlane(dst, src, c.w, r1-r0, bias, c.act.floor())
	}
}

// poolBlock pools the plane of one channel; bias and activation do not change
// which value of a window is the largest.
func (c *direct) poolBlock(src plane, channel int, b block, bias float32) {
	at := c.pooledBlock(b)
	if at.pixels() == 0 {
		return
	}
	dst := plane{c.call.y[(channel*c.h+at.r0)*c.w+at.x0:], c.w}
	active.pool2(dst, c.codesAt(channel, at), src, at.width(), at.height(), bias, c.act.floor())
}
