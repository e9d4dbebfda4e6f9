package kernel

// convBackward is the backward pass as a job of one run a chunk.
type convBackward Conv

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
	c.call = convCall{x: x, w: w, y: y, dy: dy, dx: dx}
	parallel(len(c.parts), (*convBackward)(c))
	c.call = convCall{}
	copy(dw, c.parts[0])
	copy(db, c.parts[0][len(dw):])
	for _, part := range c.parts[1:] {
		active.axpy(1, part[:len(dw)], dw)
		active.axpy(1, part[len(dw):][:len(db)], db)
	}
}

func (f *convBackward) run(chunk, worker int) {
	c := (*Conv)(f)
	s, part := c.scratchOf(worker), c.parts[chunk]
	clear(part)
	lo, hi := chunkOf(c.N, chunk, len(c.parts))
	for n := lo; n < hi; n++ {
		c.backwardImage(s, part, n)
	}
}

// backwardImage adds the gradients of image n to part and writes its dx.
func (c *Conv) backwardImage(s *convScratch, part []float32, n int) {
	xp := c.paddedImage(s, image(c.call.x, n, c.C*c.H*c.W))
	y, dy := image(c.call.y, n, c.Out*c.h*c.w), image(c.call.dy, n, c.Out*c.h*c.w)
	if c.act.smooth() {
		c.act.Grad(s.dz, dy, y)
		dy = s.dz
	}
	var dxp []float32
	if c.call.dx != nil {
		dxp = image(c.call.dx, n, c.C*c.H*c.W)
		if !c.low.direct() {
			dxp = s.dphase
		}
		clear(dxp)
	}
	for i := range c.low.blocks() {
		c.backwardBlock(s, part, xp, y, dy, dxp, n, c.low.block(i))
	}
	if dxp != nil && !c.low.direct() {
		c.low.unphase(dxp, image(c.call.dx, n, c.C*c.H*c.W))
	}
}

// backwardBlock does one block of an image: dw += dz im2row(x) and
// dx += col2im(w' dz), where dz is the gradient before the activation.
func (c *Conv) backwardBlock(s *convScratch, part, xp, y, dy, dxp []float32, n int, b block) {
	k, p := c.taps(), b.pixels()
	dw, db := part[:c.Out*k], part[c.Out*k:]
	out := plane{s.out, pitch(p)}
	for ch := range c.Out {
		dst := plane{out.v[ch*out.ld : ch*out.ld+p], b.width()}
		if c.pooled {
			db[ch] += c.unpoolBlock(dst, y, dy, n, ch, b)
			continue
		}
		at := (ch*c.h+b.r0)*c.w + b.x0
		db[ch] += active.maskPlane(dst, plane{dy[at:], c.w}, plane{y[at:], c.w}, b.width(), b.height(), c.act.floor())
	}
	row := plane{s.col, pitch(k)}
	c.low.im2row(xp, row, b)
	gemmDirect(c.Out, k, p, newOperand(false, out.v, out.ld), row, plane{dw, k}, true)
	if dxp != nil {
		dcol := plane{s.dcol, out.ld}
		gemmDirect(k, p, c.Out, newOperand(true, c.call.w, k), out, dcol, false)
		c.low.col2im(dcol, dxp, b)
	}
}

// unpoolBlock sends the gradients of the pooled pixels of a block back to the
// largest of each window; rows and columns that no window covers get zero.
func (c *Conv) unpoolBlock(dst plane, y, dy []float32, n, ch int, b block) (sum float32) {
	at := c.pooledBlock(b)
	w, h := at.width(), at.height()
	if w > 0 && h > 0 {
		i := (ch*c.h+at.r0)*c.w + at.x0
		sum = active.unpool2(dst, plane{dy[i:], c.w}, plane{y[i:], c.w}, c.codesAt(n*c.Out+ch, at), w, h, c.act.floor())
	}
	if 2*w < b.width() {
		for r := range 2 * h {
			dst.v[r*dst.ld+b.width()-1] = 0
		}
	}
	clear(dst.v[2*h*dst.ld:])
	return sum
}
