package kernel

// sparse computes the gradients of a convolution with 2x2 max pooling behind it
// from the pixels that the pooling picked. Of the gradient before the pooling
// three quarters are zero, and after a ReLU more, so that the sums as they are
// written multiply mostly zeros. The pixels that are not zero are listed, and
// each adds a filter's worth of numbers, which stand together in whole
// registers: to the gradient of a filter what the filter saw of the image, and
// to the gradient of the image the filter. The forward pass is direct.
type sparse struct {
	*direct
	seen   patch // what a filter sees of an image
	spread patch // what the filter of one pixel of a window of 2x2 adds to
	pixel  int   // floats of a pixel of an image
	// padded are filters with rows and columns of zeros between them, so that a
	// window of 2x2 sees each at any of its four places.
	padded []float32
	walk   spotWalk // over the windows of an image
	own    []*sparseScratch
}

// sparseScratch is the memory of one worker.
type sparseScratch struct {
	frame     []float32 // of an image, with rows to spare
	image     []float32 // the same with all that belongs to a pixel side by side
	gradients []float32 // of a channel of y before the activation
	smooth    []float32 // of an image behind a smooth activation
	spots     []spot    // of a channel, with room for 8 more
	sums      []float32 // gradient of the weights, a patch for each filter
	windows   []spot    // of each window, those of all channels
	counts    []int     // of each window
	dimage    []float32 // the gradient of an image as image, without padding
}

// patch is a rectangle of floats: rows of whole registers of 16, the last of
// which may be more than is of use, ld apart in what is read.
type patch struct{ rows, vectors, ld int }

// row is the floats of a row.
func (p patch) row() int { return p.vectors * panel }

// size is the floats of all rows.
func (p patch) size() int { return p.rows * p.row() }

const (
	// patchVectors is the most registers of a row of a patch.
	patchVectors = 6
	// patchRows is the most rows of an image that stand side by side.
	patchRows = 8
	// sparseCache is the most floats that the spots of an image pick from.
	sparseCache = 16 << 10
)

// sparseOf has the plan of a pooled convolution and no memory.
func sparseOf(s ConvShape) *sparse {
	c := &sparse{direct: &direct{Conv: &Conv{ConvShape: s}}}
	c.plan()
	return c
}

// fits tells that sparse can compute the gradients of its convolution.
func (c *sparse) fits() bool {
	return c.Stride == 1 && (c.C > 1 || c.KH <= patchRows) && max(c.seen.vectors, c.spread.vectors) <= patchVectors
}

// sparsePays tells that it takes less time than the sums as they are written:
// registers must be filled well, and what is picked from stay in the caches. The
// gradient of an image of one to three channels may take longer, but that is the
// input of a network, of which nobody wants it.
func sparsePays(s ConvShape) bool {
	c := sparseOf(s)
	return c.fits() && 2*s.taps() >= c.seen.size() && max(c.imageSize(), c.paddedSize()) <= sparseCache
}

func newSparse(c *Conv) *sparse {
	s := &sparse{direct: newForward(c)}
	s.plan()
	s.walk = newSpotWalk(s.pixel, s.seen.ld)
	s.padded = make([]float32, s.paddedSize())
	s.own = make([]*sparseScratch, c.chunks())
	s.ownScratch(0)
	return s
}

// plan chooses how images and filters stand. A pixel has its channels side by
// side, in whole registers of 8; with one channel it has what the column of a
// filter sees.
func (c *sparse) plan() {
	f := c.frame()
	if c.C == 1 {
		c.pixel = c.KH
		c.seen = patch{1, panelsOf(c.KH * c.KW), f.pw*c.KH + patchRows}
	} else {
		c.pixel = (c.C + 7) / 8 * 8
		c.seen = patch{c.KH, panelsOf(c.KW * c.pixel), f.pw * c.pixel}
	}
	c.spread = patch{rows: c.KH + 1, vectors: panelsOf((c.KW + 1) * c.C)}
	c.spread.ld = c.spread.row()
}

// imageSize is the number of floats of an image, with slack for a patch.
func (c *sparse) imageSize() int {
	f := c.frame()
	return f.ph*c.seen.ld + panel
}

// paddedSize is the number of floats of the filters: a row of zeros stands
// before each and behind the last.
func (c *sparse) paddedSize() int { return c.filterAt(c.Out) }

// filterAt is where the first row of a filter stands.
func (c *sparse) filterAt(o int) int {
	return panelsOf(c.C)*panel + (o*c.spread.rows+1)*c.spread.ld
}

// ownScratch gives a worker's memory, made when it first works.
func (c *sparse) ownScratch(worker int) *sparseScratch {
	if s := c.own[worker]; s != nil {
		return s
	}
	f, windows := &c.forward.frame, c.h*c.w
	s := &sparseScratch{
		frame:     make([]float32, f.size()+patchRows*f.pw),
		image:     make([]float32, c.imageSize()),
		gradients: make([]float32, windows),
		spots:     make([]spot, windows+8),
		sums:      make([]float32, c.Out*c.seen.size()),
		windows:   make([]spot, windows*c.Out),
		counts:    make([]int, windows),
		dimage:    make([]float32, f.ph*f.pw*c.C+panel),
	}
	if c.act.smooth() {
		s.smooth = make([]float32, c.Out*windows)
	}
	c.own[worker] = s
	return s
}

// padFilters puts the weights among the zeros of padded.
func (c *sparse) padFilters(w []float32) {
	for o := range c.Out {
		for ch := range c.C {
			for r := range c.KH {
				at := c.filterAt(o) + r*c.spread.ld + ch
				for x, v := range w[((o*c.C+ch)*c.KH+r)*c.KW:][:c.KW] {
					c.padded[at+x*c.C] = v
				}
			}
		}
	}
}

// takeFilters gives the gradients of the weights from the sums of all patches.
func (c *sparse) takeFilters(sums, dw []float32) {
	row, col, channel := c.seen.row(), c.pixel, 1
	if c.C == 1 {
		row, channel = 1, 0
	}
	for o := range c.Out {
		for ch := range c.C {
			for r := range c.KH {
				at := o*c.seen.size() + r*row + ch*channel
				for x := range c.KW {
					dw[((o*c.C+ch)*c.KH+r)*c.KW+x] = sums[at+x*col]
				}
			}
		}
	}
}

// stackGo writes what columns of kh pixels of src see to each pixel of dst.
func stackGo(dst window, src plane, kh, rows, cols int) {
	interleaveGo(dst, planes{src.v, src.ld, src.ld}, kh, rows, cols)
}
