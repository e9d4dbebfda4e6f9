package kernel

// direct computes a convolution by the sums as they are written. It owns its
// scratch memory.
type direct struct {
	*Conv
	forward gather      // y from x
	low     lowering    // gradients, by blocks
	weights correlation // dw from x and dz
	back    *gather     // dx from dz where that is cheaper than col2im, or nil
	flipped []float32
	parts   []convPart // of the chunks but the first
	scratch []*convScratch
}

func newDirect(c *Conv) *direct {
	d := newForward(c)
	d.low = newLowering(c.ConvShape, c.unit())
	d.weights = newCorrelation(d.forward.offsets, c.Out, d.low.cols)
	d.planBack()
	d.growBackward(d.scratchOf(0))
	return d
}

// newForward is newDirect without a backward pass.
func newForward(c *Conv) *direct {
	d, s := &direct{Conv: c}, c.ConvShape
	d.forward = newGather(s.frame(), s.KH, s.KW, s.Out, s.HOut(), s.WOut(), c.unit())
	d.parts = make([]convPart, c.chunks()-1)
	for i := range d.parts {
		d.parts[i] = convPart{make([]float32, c.Out*c.taps()), make([]float32, c.Out)}
	}
	d.scratch = make([]*convScratch, c.chunks())
	d.scratchOf(0)
	return d
}

// planBack decides how dx is computed. With stride 1 it is itself a
// convolution, of dz with the filters turned round. That saves col2im, but
// where dx is much larger than dz it multiplies many zeros.
func (c *direct) planBack() {
	padY, padX := c.KH-1-c.Pad, c.KW-1-c.Pad
	if c.Stride > 1 || padY < 0 || padX < 0 {
		return
	}
	f := newFrame(c.Out, c.HOut(), c.WOut(), padY, padX, 1)
	g := newGather(f, c.KH, c.KW, c.C, c.H, c.W, 1)
	if lowered := panelsOf(c.HOut() * c.WOut()); 4*g.panels() <= 5*lowered {
		c.back, c.flipped = &g, make([]float32, c.Out*c.taps())
	}
}

// pooledBlock is the block of pooled pixels that block b gives.
func (c *direct) pooledBlock(b block) block {
	return block{b.r0 / 2, min(c.h, b.r1/2), b.x0 / 2, min(c.w, b.x1/2)}
}

// codesAt are the codes of a channel from the start of a pooled block on.
func (c *direct) codesAt(channel int, at block) codes {
	return codes{c.argmax.v[(channel*c.h+at.r0)*c.argmax.ld+at.x0:], c.argmax.ld}
}
