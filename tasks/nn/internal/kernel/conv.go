package kernel

// convChunks is the number of parts of a batch: each has partial sums of its
// own for the gradients of the weights, added in order at the end.
const convChunks = 4

// Conv is a 2-D convolution (a cross-correlation, as in every network library)
// with bias and activation and, when built by NewConvPool, a 2x2 max pooling
// fused behind. One Conv serves one call at a time; Backward relies on the last
// Forward having seen the same input. Its scratch memory is a few blocks of one
// image a worker and never a batch.
//
// Wide convolutions by 3x3 filters are computed by Winograd's transforms, all
// others by the sums as they are written; which of them depends on the shape of
// one image alone, so that its result is the same in every batch. The
// transforms bring additions and halves before and after fewer products; a NaN
// or an infinity then makes a whole tile of 2x2 results NaN. The gradients of
// pooled convolutions with few channels leave out the products with a gradient
// of zero, such as that of a pixel that the pooling did not pick: zero times
// infinity counts as nothing there, and a gradient that is not finite also
// spoils what stands beside the pixels that its filter sees.
type Conv struct {
	ConvShape
	act    Act
	pooled bool
	h, w   int // of y
	argmax codes
	unused []float32 // db of a call that wants none
	call   convCall
	how    convMethod
}

// convMethod is a way to compute the running call.
type convMethod interface {
	runForward()
	// runBackward computes dx, dw and db.
	runBackward()
}

// convCall holds the arguments of the running call.
type convCall struct{ x, w, bias, y, dy, dw, db, dx []float32 }

// NewConv builds y = act(x * w + bias), y of [N, Out, HOut, WOut].
func NewConv(s ConvShape, act Act) *Conv {
	if winogradPays(s) {
		return newConv(s, act, false, byTransforms)
	}
	return newConv(s, act, false, bySums)
}

// NewConvPool builds y = maxpool2x2(act(x * w + bias)), y of [N, Out, HOut/2,
// WOut/2]: the pooling has stride 2 and drops an odd last row or column. The
// unpooled result is never stored. Forward and Backward are called as without
// pooling, with the pooled y and dy.
func NewConvPool(s ConvShape, act Act) *Conv {
	if sparsePays(s) {
		return newConv(s, act, true, bySpots)
	}
	return newConv(s, act, true, bySums)
}

// way is how a convolution is computed.
type way int

const (
	bySums       way = iota // type direct
	byTransforms            // type winograd, without pooling
	bySpots                 // type sparse, with pooling
)

// newConv builds a convolution that is computed in a given way.
func newConv(s ConvShape, act Act, pooled bool, how way) *Conv {
	s.check()
	c := &Conv{ConvShape: s, act: act, pooled: pooled, h: s.HOut(), w: s.WOut(), unused: make([]float32, s.Out)}
	if pooled {
		c.h, c.w = c.h/2, c.w/2
		c.argmax = newCodes(s.N*s.Out*c.h, c.w)
	}
	if c.h == 0 || c.w == 0 {
		panic("kernel: convolution result too small to pool")
	}
	switch how {
	case byTransforms:
		c.how = newWinograd(c)
	case bySpots:
		c.how = newSparse(c)
	default:
		c.how = newDirect(c)
	}
	return c
}

// Forward computes y from x [N, C, H, W], w [Out, C, KH, KW] and bias [Out]; a
// nil bias is zero.
func (c *Conv) Forward(x, w, bias, y []float32) {
	c.checkCall(x, w, y)
	if bias != nil {
		same("bias", len(bias), c.Out)
	}
	c.call = convCall{x: x, w: w, bias: bias, y: y}
	c.how.runForward()
	c.call = convCall{}
}

// Backward computes the gradients of the weights, the bias and the input from
// dy, the gradient of y; x, w and y are those of the last Forward. A nil db or
// dx is not computed.
func (c *Conv) Backward(x, w, y, dy, dw, db, dx []float32) {
	c.checkCall(x, w, y)
	same("dy", len(dy), len(y))
	same("dw", len(dw), len(w))
	if db != nil {
		same("db", len(db), c.Out)
	}
	if dx != nil {
		same("dx", len(dx), len(x))
	}
	c.call = convCall{x: x, w: w, y: y, dy: dy, dw: dw, db: db, dx: dx}
	c.how.runBackward()
	c.call = convCall{}
}

// unit is what the rows of a block of results are a multiple of.
func (c *Conv) unit() int {
	if c.pooled {
		return 2
	}
	return 1
}

// chunks is the number of parts that the batch is cut in.
func (c *Conv) chunks() int { return min(convChunks, c.N) }

// convPart is the gradients of a chunk.
type convPart struct{ dw, db []float32 }

// part is the gradients of a chunk, db with zeros. The first chunk has them where
// the call wants them, others in more memory.
func (c *Conv) part(chunk int, more []convPart) convPart {
	p := convPart{c.call.dw, c.call.db}
	switch {
	case chunk > 0:
		p = more[chunk-1]
	case p.db == nil:
		p.db = c.unused
	}
	clear(p.db)
	return p
}

// addParts adds the gradients of the other chunks, in order.
func (c *Conv) addParts(more []convPart) {
	for _, p := range more[:c.chunks()-1] {
		active.axpy(1, p.dw, c.call.dw)
		active.axpy(1, p.db[:len(c.call.db)], c.call.db)
	}
}

// Dims gives the height and width of y, after pooling if any.
func (c *Conv) Dims() (h, w int) { return c.h, c.w }

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
