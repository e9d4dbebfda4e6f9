package kernel

// convChunks is the number of parts of a batch: each has partial sums of its
// own for the gradients of the weights, added in order at the end.
const convChunks = 4

// Conv is a 2-D convolution (a cross-correlation, as in every network library)
// with bias and activation and, when built by NewConvPool, a 2x2 max pooling
// fused behind. It owns its scratch memory, which is a few blocks of one image
// a worker and never a batch. One Conv serves one call at a time; Backward
// relies on the last Forward having seen the same input.
type Conv struct {
	ConvShape
	act     Act
	pooled  bool
	h, w    int         // of y
	forward gather      // y from x
	low     lowering    // gradients, by blocks
	weights correlation // dw from x and dz
	back    *gather     // dx from dz where that is cheaper than col2im, or nil
	flipped []float32
	argmax  codes
	parts   [][]float32 // of each chunk: dw, then db
	scratch []*convScratch
	call    convCall
	wino    *winograd // nil for the direct sums
}

// convCall holds the arguments of the running call.
type convCall struct{ x, w, bias, y, dy, dx []float32 }

// NewConv builds y = act(x * w + bias), y of [N, Out, HOut, WOut].
func NewConv(s ConvShape, act Act) *Conv { return newConv(s, act, false) }

// NewConvPool builds y = maxpool2x2(act(x * w + bias)), y of [N, Out, HOut/2,
// WOut/2]: the pooling has stride 2 and drops an odd last row or column. The
// unpooled result is never stored. Forward and Backward are called as without
// pooling, with the pooled y and dy.
func NewConvPool(s ConvShape, act Act) *Conv { return newConv(s, act, true) }

func newConv(s ConvShape, act Act, pooled bool) *Conv {
	s.check()
	return newConvBy(s, act, pooled, !pooled && winogradPays(s))
}

// newConvBy builds a convolution by the direct sums or by transforms.
func newConvBy(s ConvShape, act Act, pooled, transforms bool) *Conv {
	c := &Conv{ConvShape: s, act: act, pooled: pooled, h: s.HOut(), w: s.WOut()}
	unit := 1
	if pooled {
		unit, c.h, c.w = 2, c.h/2, c.w/2
		c.argmax = newCodes(s.N*s.Out*c.h, c.w)
	}
	if c.h == 0 || c.w == 0 {
		panic("kernel: convolution result too small to pool")
	}
	c.parts = make([][]float32, min(convChunks, s.N))
	for i := range c.parts {
		c.parts[i] = make([]float32, s.Out*s.taps()+s.Out)
	}
	if transforms {
		c.wino = newWinograd(c)
		return c
	}
	c.forward = newGather(s.frame(), s.KH, s.KW, s.Out, s.HOut(), s.WOut(), unit)
	c.low = newLowering(s, unit)
	c.weights = newCorrelation(c.forward.offsets, s.Out)
	c.planBack()
	c.scratch = make([]*convScratch, len(c.parts))
	c.scratchOf(0)
	return c
}

// planBack decides how dx is computed. With stride 1 it is itself a
// convolution, of dz with the filters turned round. That saves col2im, but
// where dx is much larger than dz it multiplies many zeros.
func (c *Conv) planBack() {
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

// Dims gives the height and width of y, after pooling if any.
func (c *Conv) Dims() (h, w int) { return c.h, c.w }

// pooledBlock is the block of pooled pixels that block b gives.
func (c *Conv) pooledBlock(b block) block {
	return block{b.r0 / 2, min(c.h, b.r1/2), b.x0 / 2, min(c.w, b.x1/2)}
}

// codesAt are the codes of a channel from the start of a pooled block on.
func (c *Conv) codesAt(channel int, at block) codes {
	return codes{c.argmax.v[(channel*c.h+at.r0)*c.argmax.ld+at.x0:], c.argmax.ld}
}

// newCodes makes rows of n codes; a row has whole groups of 8.
func newCodes(rows, n int) codes {
	ld := (n + 7) / 8 * 8
	return codes{make([]uint16, rows*ld), ld}
}

// image cuts image n out of a batch.
func image(v []float32, n, size int) []float32 { return v[n*size : (n+1)*size] }

// checkCall panics when x, w or y has the wrong length.
func (c *Conv) checkCall(x, w, y []float32) {
	same("x", len(x), c.N*c.C*c.H*c.W)
	same("w", len(w), c.Out*c.taps())
	same("y", len(y), c.N*c.Out*c.h*c.w)
}
