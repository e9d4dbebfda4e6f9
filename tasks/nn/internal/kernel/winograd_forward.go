package kernel

// winogradForward is the forward pass as a job of one run a chunk.
type winogradForward winograd

// runForward computes y of the running call.
func (w *winograd) runForward() {
	w.current = false
	parallel(len(w.parts), (*prepareFilters)(w))
	parallel(len(w.parts), (*winogradForward)(w))
}

func (f *winogradForward) run(chunk, worker int) {
	w := (*winograd)(f)
	s, t := w.scratchOf(worker), &w.forward
	copy(s.bias, w.call.bias) // zero without any
	lo, hi := chunkOf(w.N, chunk, len(w.parts))
	for n := lo; n < hi; n += t.images {
		images := min(t.images, hi-n)
		for i := range t.blocks() {
			w.forwardBlock(s, n, images, t.block(i))
		}
		if w.act.smooth() {
			size := images * w.Out * w.h * w.w
			y := w.call.y[n*w.Out*w.h*w.w:][:size]
			w.act.Apply(y, y)
		}
	}
}

// forwardBlock computes a block of tiles of some images. The products of each
// matrix replace the matrix before it, so that fewer are in the cache.
func (w *winograd) forwardBlock(s *winogradScratch, n, images int, b block) {
	each := b.pixels()
	to := newSpectrum(s.tiles, images*each, max(w.ldC, w.ldO))
	for i := range images {
		w.transformImage(s, to.after().from(i*each), n+i, b)
	}
	w.filters.multiply(images*each, to.after(), to)
	size := w.h * w.w
	for i := range images {
		y := planes{w.call.y[(n+i)*w.Out*size:], size, w.w}
		w.results(s, to.from(i*each), b, y, s.bias, w.act.floor(), w.Out, w.ldO, w.h, w.w)
	}
}

// transformImage gives the transforms of what the tiles of block b see of image
// n of x.
func (w *winograd) transformImage(s *winogradScratch, to spectrum, n int, b block) {
	seen := block{2*b.r0 - w.Pad, 2*b.r1 + 2 - w.Pad, 2*b.x0 - w.Pad, 2*b.x1 + 2 - w.Pad}
	win, size := newWindow(s.window, seen.width(), w.ldC), w.H*w.W
	in := seen.clip(w.H, w.W)
	x := planes{image(w.call.x, n, w.C*size), size, w.W}
	win.fill(x.from(in.r0, in.x0), w.C, seen, w.H, w.W)
	transformTiles(to, win, b, w.C)
}

// transformTiles transforms the tiles of a block from the pixels that they see.
func transformTiles(to spectrum, win window, b block, channels int) {
	for r := range b.height() {
		active.winogradImage(to.from(r*b.width()), win.from(2*r, 0), b.width(), channels)
	}
}

// results gives the results of the tiles of block b to an image of h x wd.
func (w *winograd) results(s *winogradScratch, from spectrum, b block, dst planes, bias []float32, floor float32, channels, ld, h, wd int) {
	win := newWindow(s.window, 2*b.width(), ld)
	for r := range b.height() {
		active.winogradResult(win.from(2*r, 0), from.from(r*b.width()), bias, floor, b.width(), channels)
	}
	in := block{2 * b.r0, 2 * b.r1, 2 * b.x0, 2 * b.x1}.clip(h, wd)
	if in.pixels() > 0 {
		win.store(dst.from(in.r0, in.x0), channels, in.height(), in.width())
	}
}
