package kernel

// convBackward is the backward pass as a job of one run a chunk.
type convBackward direct

func (c *direct) runBackward() {
	if c.back != nil && c.call.dx != nil {
		c.flip(c.call.w)
	}
	parallel(c.chunks(), (*convBackward)(c))
	c.addParts(c.parts)
}

func (f *convBackward) run(chunk, worker int) {
	c := (*direct)(f)
	s, part := c.growBackward(c.scratchOf(worker)), c.part(chunk, c.parts)
	k := c.taps()
	clear(s.dw)
	lo, hi := chunkOf(c.N, chunk, c.chunks())
	for n := lo; n < hi; n++ {
		c.backwardImage(s, part.db, n)
	}
	active.transpose(plane{part.dw, k}, plane{s.dw, c.weights.outs}, k, c.Out)
}

// backwardImage adds the gradients of image n to s.dw and db and writes its dx.
func (c *direct) backwardImage(s *convScratch, db []float32, n int) {
	xp := c.forward.of(c.call.x, n, s.image)
	y, dy := image(c.call.y, n, c.Out*c.h*c.w), image(c.call.dy, n, c.Out*c.h*c.w)
	if c.act.smooth() {
		c.act.Grad(s.dz, dy, y)
		dy = s.dz
	}
	var dx []float32
	if c.call.dx != nil {
		dx = image(c.call.dx, n, c.C*c.H*c.W)
	}
	sum := c.startImage(s, dx)
	for i := range c.low.blocks() {
		b := c.low.block(i)
		dz := c.maskBlock(s, db, y, dy, n, b)
		c.weightGradient(s, xp, dz, b)
		if dx != nil {
			c.imageGradient(s, sum, dz, b)
		}
	}
	c.finishImage(s, sum, dx)
}

// maskBlock writes the gradients before the activation of the pixels of block b
// to scratch, and adds their sums to db.
func (c *direct) maskBlock(s *convScratch, db, y, dy []float32, n int, b block) plane {
	p := b.pixels()
	dz := plane{s.out, pitch(p)}
	for ch := range c.Out {
		dst := plane{dz.v[ch*dz.ld : ch*dz.ld+p], b.width()}
		if c.pooled {
			db[ch] += c.unpoolBlock(dst, y, dy, n, ch, b)
			continue
		}
		at := (ch*c.h+b.r0)*c.w + b.x0
		db[ch] += active.maskPlane(dst, plane{dy[at:], c.w}, plane{y[at:], c.w}, b.width(), b.height(), c.act.floor())
	}
	return dz
}

// weightGradient adds what the taps see from the pixels of block b, times dz.
func (c *direct) weightGradient(s *convScratch, xp []float32, dz plane, b block) {
	x := xp[b.r0*c.low.rowStep()+b.x0:]
	c.weights.add(x, c.low.rowStep(), b.width(), b.height(), dz, s.turned, s.dw)
}

// unpoolBlock sends the gradients of the pooled pixels of a block back to the
// largest of each window; rows and columns that no window covers get zero.
func (c *direct) unpoolBlock(dst plane, y, dy []float32, n, ch int, b block) (sum float32) {
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
