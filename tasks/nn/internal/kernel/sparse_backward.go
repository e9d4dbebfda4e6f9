package kernel

// sparseBackward is the backward pass as a job of one run a chunk.
type sparseBackward sparse

func (c *sparse) runBackward() {
	if c.call.dx != nil {
		c.padFilters(c.call.w)
	}
	parallel(c.chunks(), (*sparseBackward)(c))
	c.addParts(c.parts)
}

func (f *sparseBackward) run(chunk, worker int) {
	c := (*sparse)(f)
	s, part := c.ownScratch(worker), c.part(chunk, c.parts)
	clear(s.sums)
	lo, hi := chunkOf(c.N, chunk, c.chunks())
	for n := lo; n < hi; n++ {
		c.backwardImage(s, part.db, n)
	}
	c.takeFilters(s.sums, part.dw)
}

// backwardImage adds the gradients of image n to s.sums and db and writes its
// dx.
func (c *sparse) backwardImage(s *sparseScratch, db []float32, n int) {
	size := c.Out * c.h * c.w
	y, dy := image(c.call.y, n, size), image(c.call.dy, n, size)
	if c.act.smooth() {
		c.act.Grad(s.smooth, dy, y)
		dy = s.smooth
	}
	c.turnImage(s, n)
	clear(s.counts)
	for o := range c.Out {
		if spots := c.listChannel(s, db, n, o, dy, y); len(spots) > 0 {
			dst := plane{s.sums[o*c.seen.size():], c.seen.row()}
			active.spots(spots, plane{s.image, c.seen.ld}, c.seen.rows, c.seen.vectors, dst)
		}
		if c.call.dx != nil {
			c.listWindows(s, n, o)
		}
	}
	if c.call.dx != nil {
		c.imageGradient(s, n)
	}
}

// turnImage puts what belongs to a pixel of image n side by side.
func (c *sparse) turnImage(s *sparseScratch, n int) {
	f := &c.forward.frame
	to := window{s.image, c.seen.ld, c.pixel}
	if c.C == 1 {
		f.fill(image(c.call.x, n, c.H*c.W), s.frame)
		active.stack(to, plane{s.frame, f.pw}, c.KH, c.HOut(), f.pw)
		return
	}
	xp := f.of(c.call.x, n, s.frame)
	active.interleave(to, planes{xp, f.ph * f.pw, f.pw}, c.C, f.ph, f.pw)
}

// codes are where the values of the windows of a channel of image n came from.
func (c *sparse) codes(n, channel int) codes {
	return codes{c.argmax.v[(n*c.Out+channel)*c.h*c.argmax.ld:], c.argmax.ld}
}

// listChannel lists the pixels of a channel that have gradients, with what their
// filters see, and adds the gradients to db.
func (c *sparse) listChannel(s *sparseScratch, db []float32, n, channel int, dy, y []float32) []spot {
	size := c.h * c.w
	dy, y = image(dy, channel, size), image(y, channel, size)
	count, sum := active.listSpots(s.spots, s.gradients, dy, y, c.codes(n, channel), c.w, c.h, c.act.floor(), &c.walk)
	db[channel] += sum
	return s.spots[:count]
}

// listWindows adds the pixels of a channel that have gradients to the lists of
// their windows, with the places of the filter that a window then sees.
func (c *sparse) listWindows(s *sparseScratch, n, channel int) {
	at, row, col, idx := int32(c.filterAt(channel)), int32(c.spread.ld), int32(c.C), c.codes(n, channel)
	places := [4]int32{at, at - col, at - row, at - row - col}
	for r := range c.h {
		from, counts := idx.v[r*idx.ld:][:c.w], s.counts[r*c.w:][:c.w]
		list := s.windows[r*c.w*c.Out:]
		for x, g := range s.gradients[r*c.w:][:c.w] {
			list[x*c.Out+counts[x]] = spot{places[from[x]&3], g}
			counts[x] += isSet(g)
		}
	}
}

// imageGradient writes dx of image n from the lists of all windows.
func (c *sparse) imageGradient(s *sparseScratch, n int) {
	f := &c.forward.frame
	row := f.pw * c.C
	clear(s.dimage)
	for i, count := range s.counts {
		if count > 0 {
			r, x := i/c.w, i%c.w
			dst := plane{s.dimage[2*r*row+2*x*c.C:], row}
			active.spots(s.windows[i*c.Out:][:count], plane{c.padded, c.spread.ld}, c.spread.rows, c.spread.vectors, dst)
		}
	}
	if c.C == 1 {
		active.copyRows(plane{image(c.call.dx, n, c.H*c.W), c.W}, f.channel(s.dimage, 0), c.W, c.H)
		return
	}
	from := window{s.dimage, row, c.C}.from(f.padY, f.padX)
	active.deal(planes{image(c.call.dx, n, c.C*c.H*c.W), c.H * c.W, c.W}, from, c.C, c.H, c.W)
}
