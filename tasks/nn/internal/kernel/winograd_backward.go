package kernel

// winogradBackward is the backward pass as a job of one run a chunk.
type winogradBackward winograd

// runBackward computes the partial sums of the gradients of the weights and the
// bias, and dx, of the running call. The turned filters stay for all backward
// passes behind one forward pass.
func (w *winograd) runBackward() {
	if w.call.dx != nil && !w.current {
		if w.turned.v == nil {
			w.turned = newFilterSpectrum(w.Out, w.C)
		}
		parallel(len(w.parts), (*prepareTurned)(w))
		w.current = true
	}
	parallel(len(w.parts), (*winogradBackward)(w))
}

func (f *winogradBackward) run(chunk, worker int) {
	w := (*winograd)(f)
	s, t, part := w.scratchOf(worker), &w.backward, w.parts[chunk]
	back, k := w.backScratchOf(worker), w.taps()
	clear(part[w.Out*k:])
	lo, hi := chunkOf(w.N, chunk, len(w.parts))
	for n := lo; n < hi; n += t.images {
		images := min(t.images, hi-n)
		w.smoothGradients(back, n, images)
		for i := range t.blocks() {
			w.backwardBlock(s, part[w.Out*k:], n, images, t.block(i), n > lo || i > 0)
		}
	}
	dw := plane{back.dw, w.ldO}
	active.winogradFilterGradient(dw, newSpectrum(back.sums, w.C, w.ldO), w.C, w.Out)
	active.transpose(plane{part, k}, dw, k, w.Out, 0)
}

// smoothGradients takes the gradients of some images behind a smooth activation
// to those before it.
func (w *winograd) smoothGradients(s *winogradBackScratch, n, images int) {
	if w.act.smooth() {
		lo, hi := n*w.Out*w.h*w.w, (n+images)*w.Out*w.h*w.w
		w.act.Grad(s.smooth[:hi-lo], w.call.dy[lo:hi], w.call.y[lo:hi])
	}
}

// backwardBlock adds the gradients of the weights and the bias from a block of
// tiles of some images, or starts with them, and writes its part of dx.
func (w *winograd) backwardBlock(s *winogradScratch, db []float32, n, images int, b block, add bool) {
	each := b.pixels()
	m := images * each
	dz := newSpectrum(s.back.gradient, m, w.ldO)
	to := newSpectrum(s.tiles, m, max(w.ldC, w.ldO))
	for i := range images {
		w.transformGradient(s, dz.from(i*each), to.after().from(i*each), n, n+i, b)
	}
	for t := range m {
		active.axpy(1, dz.matrix(5).v[t*dz.ld:][:w.Out], db)
	}
	if w.call.dx != nil {
		w.imageGradients(s, to, n, images, b)
	}
	for i := range images {
		w.transformImage(s, to.from(i*each), n+i, b)
	}
	sums := newSpectrum(s.back.sums, w.C, w.ldO)
	for f := range products {
		x := to.matrix(f)
		gemmDirect(w.C, w.Out, m, operand{x.v, 1, x.ld}, dz.matrix(f), sums.matrix(f), add)
	}
}

// imageGradients computes dx from the transformed gradients behind the first
// matrix of to.
func (w *winograd) imageGradients(s *winogradScratch, to spectrum, n, images int, b block) {
	each, size := b.pixels(), w.H*w.W
	w.turned.multiply(images*each, to.after(), to)
	for i := range images {
		dx := planes{image(w.call.dx, n+i, w.C*size), size, w.W}
		w.results(s, to.from(i*each), b, dx, w.noBias, noFloor, w.C, w.ldC, w.H, w.W)
	}
}

// transformGradient gives the transforms, for the gradient of the weights and
// for that of the image, of the gradients before the activation that belong to
// the tiles of block b of image n; first is the first image of the block. Matrix 5
// of the former has the sums of each tile.
func (w *winograd) transformGradient(s *winogradScratch, dz, dx spectrum, first, n int, b block) {
	pad := 2 - w.Pad
	seen := block{2*b.r0 - pad, 2*b.r1 + 2 - pad, 2*b.x0 - pad, 2*b.x1 + 2 - pad}
	win := newWindow(s.window, seen.width(), w.ldO)
	win.fill(w.masked(s.back, first, n, seen.clip(w.h, w.w)), w.Out, seen, w.h, w.w)
	for r := range b.height() {
		active.winogradGradient(dz.from(r*b.width()), win.from(2*r+pad, pad), b.width(), w.Out)
	}
	if w.call.dx != nil {
		transformTiles(dx, win, b, w.Out)
	}
}

// masked gives the gradients before the activation of block b of image n.
func (w *winograd) masked(s *winogradBackScratch, first, n int, b block) planes {
	size := w.h * w.w
	if b.pixels() == 0 {
		return planes{}
	}
	at := b.r0*w.w + b.x0
	dy, y := planes{image(w.call.dy, n, w.Out*size), size, w.w}, image(w.call.y, n, w.Out*size)
	switch {
	case w.act == None:
		return dy.from(b.r0, b.x0)
	case w.act.smooth():
		return planes{image(s.smooth, n-first, w.Out*size), size, w.w}.from(b.r0, b.x0)
	}
	to := planes{s.masked, b.pixels(), b.width()}
	for ch := range w.Out {
		from := ch*size + at
		active.maskPlane(plane{to.v[ch*to.channel:], to.ld}, plane{dy.v[from:], w.w}, plane{y[from:], w.w}, b.width(), b.height(), w.act.floor())
	}
	return to
}
