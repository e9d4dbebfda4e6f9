package kernel

// winogradForward is the forward pass as a job of one run a chunk.
type winogradForward winograd

func (w *winograd) runForward() {
	w.borrow(false)
	parallel(w.chunks(), (*prepareFilters)(w))
	parallel(w.chunks(), (*winogradForward)(w))
	w.giveBack()
}

func (f *winogradForward) run(chunk, worker int) {
	w := (*winograd)(f)
	s, t := w.m.workers[worker], &w.ofY
	clear(s.bias)
	copy(s.bias, w.call.bias)
	lo, hi := chunkOf(w.N, chunk, w.chunks())
	for n := lo; n < hi; n += t.images {
		images := min(t.images, hi-n)
		for i := range t.blocks() {
			w.forwardBlock(s, n, images, t.block(i))
		}
		if w.act.smooth() {
			size := w.Out * w.h * w.w
			y := w.call.y[n*size:][:images*size]
			w.act.Apply(y, y)
		}
	}
}

// forwardBlock computes a block of tiles of some images. The products of each
// matrix replace the matrix before it, so that fewer are in the cache.
func (w *winograd) forwardBlock(s *winogradScratch, n, images int, b block) {
	each := b.pixels()
	to := newSpectrum(s.tiles, images*each, w.pixel())
	for i := range images {
		w.transformImage(s, to.after().from(i*each), n+i, b)
	}
	w.filters(w.m.filters).multiply(images*each, to.after(), to)
	for i := range images {
		y := picture{w.call.y, n + i, w.Out, w.h, w.w}
		s.results(to.from(i*each), b, y, w.act.floor())
	}
}

// transformImage gives the transforms of what the tiles of block b see of image
// n of x.
func (w *winograd) transformImage(s *winogradScratch, to spectrum, n int, b block) {
	seen := block{2*b.r0 - w.Pad, 2*b.r1 + 2 - w.Pad, 2*b.x0 - w.Pad, 2*b.x1 + 2 - w.Pad}
	win, x := newWindow(s.window, seen.width(), w.pixelC()), picture{w.call.x, n, w.C, w.H, w.W}
	win.fill(x, seen)
	transformTiles(to, win, b, w.C)
}

// transformTiles transforms the tiles of a block from the pixels that they see.
func transformTiles(to spectrum, win window, b block, channels int) {
	for r := range b.height() {
		active.winogradImage(to.from(r*b.width()), win.from(2*r, 0), b.width(), channels)
	}
}

// results gives the results of the tiles of block b, with the bias of s and the
// floor of an activation, to a picture.
func (s *winogradScratch) results(from spectrum, b block, to picture, floor float32) {
	win := newWindow(s.window, 2*b.width(), pitch(to.channels))
	for r := range b.height() {
		active.winogradResult(win.from(2*r, 0), from.from(r*b.width()), s.bias, floor, b.width(), to.channels)
	}
	win.store(to, block{2 * b.r0, 2 * b.r1, 2 * b.x0, 2 * b.x1})
}
