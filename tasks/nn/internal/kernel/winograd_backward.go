package kernel

// winogradBackward is the backward pass as a job of one run a chunk.
type winogradBackward winograd

func (w *winograd) runBackward() {
	w.borrow(true)
	if w.call.dx != nil {
		parallel(w.chunks(), (*prepareTurned)(w))
	}
	parallel(w.chunks(), (*winogradBackward)(w))
	w.addParts(w.m.parts)
	w.giveBack()
}

func (f *winogradBackward) run(chunk, worker int) {
	w := (*winograd)(f)
	s, t, part := w.m.workers[worker], &w.ofBoth, w.part(chunk, w.m.parts)
	clear(s.bias)
	lo, hi := chunkOf(w.N, chunk, w.chunks())
	for n := lo; n < hi; n += t.images {
		images := min(t.images, hi-n)
		w.smoothGradients(s, n, images)
		for i := range t.blocks() {
			w.backwardBlock(s, part.db, n, images, t.block(i), n > lo || i > 0)
		}
	}
	w.filterGradients(s, part.dw)
}

// filterGradients takes the sums of the products to the gradients of the weights,
// for a few channels at a time, whose rows stay in the caches while they are
// turned.
func (w *winograd) filterGradients(s *winogradScratch, dw []float32) {
	sums, rows := newSpectrum(s.sums, w.C, w.pixelO()), plane{s.dw, w.pixelO()}
	for c := 0; c < w.C; c += turnedChannels {
		n := min(turnedChannels, w.C-c)
		active.winogradFilterGradient(rows, sums.from(c), n, w.Out)
		active.transpose(plane{dw[c*filterArea:], w.taps()}, rows, n*filterArea, w.Out)
	}
}

// smoothGradients takes the gradients of some images behind a smooth activation
// to those before it.
func (w *winograd) smoothGradients(s *winogradScratch, n, images int) {
	if w.act.smooth() {
		lo, hi := n*w.Out*w.h*w.w, (n+images)*w.Out*w.h*w.w
		w.act.Grad(s.smooth[:hi-lo], w.call.dy[lo:hi], w.call.y[lo:hi])
	}
}

// backwardBlock adds the gradients of the weights and the bias from a block of
// tiles of some images, or starts with them, and writes its part of dx.
func (w *winograd) backwardBlock(s *winogradScratch, db []float32, n, images int, b block, add bool) {
	each, ldO := b.pixels(), w.pixelO()
	m := images * each
	dz, to := newSpectrum(s.gradient, m, ldO), newSpectrum(s.tiles, m, w.pixel())
	for i := range images {
		w.transformGradient(s, dz.from(i*each), to.after().from(i*each), n, n+i, b)
	}
	for t := range m {
		active.axpy(1, dz.matrix(5).v[t*ldO:][:w.Out], db)
	}
	if w.call.dx != nil {
		w.imageGradients(s, to, n, images, b)
	}
	for i := range images {
		w.transformImage(s, to.from(i*each), n+i, b)
	}
	sums := newSpectrum(s.sums, w.C, ldO)
	for f := range products {
		x := to.matrix(f)
		gemmDirect(w.C, w.Out, m, operand{x.v, 1, x.ld}, dz.matrix(f), sums.matrix(f), add)
	}
}

// imageGradients computes dx from the transformed gradients behind the first
// matrix of to.
func (w *winograd) imageGradients(s *winogradScratch, to spectrum, n, images int, b block) {
	each := b.pixels()
	w.turned(w.m.filters).multiply(images*each, to.after(), to)
	for i := range images {
		s.results(to.from(i*each), b, picture{w.call.dx, n + i, w.C, w.H, w.W}, noFloor)
	}
}

// transformGradient gives the transforms, for the gradient of the weights and
// for that of the image, of the gradients before the activation that belong to
// the tiles of block b of image n; first is the first image of the block. Matrix 5
// of dz has the sums of each tile.
func (w *winograd) transformGradient(s *winogradScratch, dz, dx spectrum, first, n int, b block) {
	pad := 2 - w.Pad
	seen := block{2*b.r0 - pad, 2*b.r1 + 2 - pad, 2*b.x0 - pad, 2*b.x1 + 2 - pad}
	win, in := newWindow(s.window, seen.width(), w.pixelO()), seen.clip(w.h, w.w)
	win.set(w.masked(s, first, n, in), w.Out, seen, in)
	for r := range b.height() {
		active.winogradGradient(dz.from(r*b.width()), win.from(2*r+pad, pad), b.width(), w.Out)
	}
	if w.call.dx != nil {
		transformTiles(dx, win, b, w.Out)
	}
}

// masked gives the gradients before the activation of block b of image n; first
// is the first image of the block.
func (w *winograd) masked(s *winogradScratch, first, n int, b block) planes {
	dy := picture{w.call.dy, n, w.Out, w.h, w.w}
	switch {
	case w.act.smooth():
		dy.v, dy.n = s.smooth, n-first
		fallthrough
	case w.act == None || b.pixels() == 0:
		return dy.from(b.r0, b.x0)
	}
	from, y := dy.from(b.r0, b.x0), picture{w.call.y, n, w.Out, w.h, w.w}.from(b.r0, b.x0)
	to := planes{s.masked, b.pixels(), b.width()}
	for ch := range w.Out {
		at := ch * from.channel
		active.maskPlane(plane{to.v[ch*to.channel:], to.ld}, plane{from.v[at:], from.ld}, plane{y.v[at:], y.ld}, b.width(), b.height(), w.act.floor())
	}
	return to
}
