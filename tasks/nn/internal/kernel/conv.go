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
	low     lowering
	h, w    int // of y
	argmax  codes
	parts   [][]float32 // of each chunk: dw, then db
	scratch []*convScratch
	call    convCall
}

// convCall holds the arguments of the running call.
type convCall struct{ x, w, bias, y, dy, dx []float32 }

// convScratch is the memory of one worker.
type convScratch struct {
	col    []float32 // im2col or im2row of a block
	out    []float32 // Out x pixels of a block
	dcol   []float32 // gradient of col
	padded []float32 // an image with borders
	phased []float32 // an image in phases
	dphase []float32 // gradient of the phases
	dz     []float32 // gradient before a smooth activation, of an image
}

// NewConv builds y = act(x * w + bias), y of [N, Out, HOut, WOut].
func NewConv(s ConvShape, act Act) *Conv { return newConv(s, act, false) }

// NewConvPool builds y = maxpool2x2(act(x * w + bias)), y of [N, Out, HOut/2,
// WOut/2]: the pooling has stride 2 and drops an odd last row or column. The
// unpooled result is never stored. Forward and Backward are called as without
// pooling, with the pooled y and dy.
func NewConvPool(s ConvShape, act Act) *Conv { return newConv(s, act, true) }

func newConv(s ConvShape, act Act, pooled bool) *Conv {
	s.check()
	c := &Conv{ConvShape: s, act: act, pooled: pooled, h: s.HOut(), w: s.WOut()}
	unit := 1
	if pooled {
		unit, c.h, c.w = 2, c.h/2, c.w/2
		c.argmax = newCodes(s.N*s.Out*c.h, c.w)
	}
	if c.h == 0 || c.w == 0 {
		panic("kernel: convolution result too small to pool")
	}
	c.low = newLowering(s, unit)
	c.parts = make([][]float32, min(convChunks, s.N))
	for i := range c.parts {
		c.parts[i] = make([]float32, s.Out*s.taps()+s.Out)
	}
	c.scratch = make([]*convScratch, len(c.parts))
	c.scratchOf(0)
	return c
}

// Dims gives the height and width of y, after pooling if any.
func (c *Conv) Dims() (h, w int) { return c.h, c.w }

// scratchOf gives a worker's memory, made when it first works.
func (c *Conv) scratchOf(worker int) *convScratch {
	if s := c.scratch[worker]; s != nil {
		return s
	}
	l := &c.low
	p, k := l.rows*l.cols, c.taps()
	s := &convScratch{
		col:  make([]float32, max(k*pitch(p), p*pitch(k))+panel),
		out:  make([]float32, c.Out*pitch(p)),
		dcol: make([]float32, k*pitch(p)),
	}
	if l.Pad > 0 {
		s.padded = make([]float32, l.paddedSize())
	}
	if l.Stride > 1 {
		s.phased = make([]float32, l.phasedSize())
	}
	if !l.direct() {
		s.dphase = make([]float32, l.phasedSize())
	}
	if c.act.smooth() {
		s.dz = make([]float32, c.Out*c.h*c.w)
	}
	c.scratch[worker] = s
	return s
}

// pitch is a row length for l floats: whole panels, and not a multiple of 512
// bytes, which would put all rows in the same few sets of the cache.
func pitch(l int) int {
	l = (l + panel - 1) / panel * panel
	if l%128 == 0 {
		l += panel
	}
	return l
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

// paddedImage gives an image with its borders.
func (c *Conv) paddedImage(s *convScratch, x []float32) []float32 {
	if c.low.Pad == 0 {
		return x
	}
	c.low.pad(x, s.padded)
	return s.padded
}

// phasedImage gives an image as im2col wants it.
func (c *Conv) phasedImage(s *convScratch, x []float32) []float32 {
	if c.low.Stride == 1 {
		return c.paddedImage(s, x)
	}
	c.low.phase(x, s.phased)
	return s.phased
}
