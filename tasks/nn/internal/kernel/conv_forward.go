package kernel

// convForward is the forward pass as a job of one run a chunk.
type convForward Conv

// Forward computes y from x [N, C, H, W], w [Out, C, KH, KW] and bias [Out]; a
// nil bias is zero.
func (c *Conv) Forward(x, w, bias, y []float32) {
	c.checkCall(x, w, y)
	if bias != nil {
		same("bias", len(bias), c.Out)
	}
	c.call = convCall{x: x, w: w, bias: bias, y: y}
	parallel(len(c.parts), (*convForward)(c))
	c.call = convCall{}
}

func (f *convForward) run(chunk, worker int) {
	c := (*Conv)(f)
	s := c.scratchOf(worker)
	lo, hi := chunkOf(c.N, chunk, len(c.parts))
	for n := lo; n < hi; n++ {
		xp := c.phasedImage(s, image(c.call.x, n, c.C*c.H*c.W))
		for i := range c.low.blocks() {
			c.forwardBlock(s, xp, n, c.low.block(i))
		}
		if c.act.smooth() {
			y := image(c.call.y, n, c.Out*c.h*c.w)
			c.act.Apply(y, y)
		}
	}
}

// forwardBlock computes the block b of image n in scratch and sends it through
// bias, ReLU and pooling to y.
func (c *Conv) forwardBlock(s *convScratch, xp []float32, n int, b block) {
	k, p := c.taps(), b.pixels()
	col, out := plane{s.col, pitch(p)}, plane{s.out, pitch(p)}
	c.low.im2col(xp, col, b)
	gemmDirect(c.Out, p, k, newOperand(false, c.call.w, k), col, out, false)
	for ch := range c.Out {
		src := plane{out.v[ch*out.ld:], b.width()}
		bias := float32(0)
		if c.call.bias != nil {
			bias = c.call.bias[ch]
		}
		if c.pooled {
			c.poolBlock(src, n*c.Out+ch, b, bias)
			continue
		}
		dst := plane{c.call.y[((n*c.Out+ch)*c.h+b.r0)*c.w+b.x0:], c.w}
		active.biasPlane(dst, src, b.width(), b.height(), bias, c.act.floor())
	}
}

// poolBlock pools the plane of one channel; bias and activation do not change
// which value of a window is the largest.
func (c *Conv) poolBlock(src plane, channel int, b block, bias float32) {
	at := c.pooledBlock(b)
	if at.pixels() == 0 {
		return
	}
	dst := plane{c.call.y[(channel*c.h+at.r0)*c.w+at.x0:], c.w}
	active.pool2(dst, c.codesAt(channel, at), src, at.width(), at.height(), bias, c.act.floor())
}

// pooledBlock is the block of pooled pixels that block b gives.
func (c *Conv) pooledBlock(b block) block {
	return block{b.r0 / 2, min(c.h, b.r1/2), b.x0 / 2, min(c.w, b.x1/2)}
}

// codesAt are the codes of a channel from the start of a pooled block on.
func (c *Conv) codesAt(channel int, at block) codes {
	return codes{c.argmax.v[(channel*c.h+at.r0)*c.argmax.ld+at.x0:], c.argmax.ld}
}
