package kernel

// winograd computes a convolution by filters of 3x3 with stride 1 as Lavin and
// Gray do (Fast Algorithms for Convolutional Neural Networks, CVPR 2016), by
// F(2x2, 3x3): tiles of 2x2 results see 4x4 pixels and take 16 products for
// each pair of channels, where the sums as they are written take 36. Filters,
// images and gradients are transformed by additions and halves alone, so that
// rounding stays as small as that of the direct sums.
//
// A tile is a row of each of 16 matrices with a column for each channel, so
// that whatever tiles lie together in a block are multiplied with the
// transformed filters in 16 matrix products, without anything left unused at
// the edges of images.
type winograd struct {
	*Conv
	forward  tiling // of y
	backward tiling // of x and y at once
	ldC, ldO int    // floats of a pixel
	filters  filterSpectrum
	turned   filterSpectrum // filters turned round, for the gradient of the image
	current  bool           // turned belongs to the weights of the last Forward
	noBias   []float32
	scratch  []*winogradScratch
}

// products is the number of products of a tile.
const products = 16

// winogradFits tells that the transforms can compute a convolution.
func winogradFits(s ConvShape) bool {
	return s.KH == 3 && s.KW == 3 && s.Stride == 1 && s.Pad <= 2
}

// winogradPays tells that they are faster than the direct sums, by the shape of
// one image, so that an image gives the same result in every batch.
func winogradPays(s ConvShape) bool {
	return winogradFits(s) && min(s.C, s.Out) >= 16 && s.HOut()*s.WOut() >= 64
}

func newWinograd(c *Conv) *winograd {
	w := &winograd{Conv: c, ldC: pitch(c.C), ldO: pitch(c.Out)}
	w.forward = newTiling(c.HOut(), c.WOut(), c.N)
	w.backward = newTiling(max(c.HOut(), c.H), max(c.WOut(), c.W), c.N)
	w.filters = newFilterSpectrum(c.C, c.Out)
	w.noBias = make([]float32, max(w.ldC, w.ldO))
	w.scratch = make([]*winogradScratch, len(c.parts))
	w.scratchOf(0)
	return w
}

// winogradScratch is the memory of one worker.
type winogradScratch struct {
	window []float32 // pixels of a block, all channels of a pixel side by side
	tiles  []float32 // 17 matrices of a block: what is transformed, and its products
	bias   []float32
	taps   []float32 // taps of filters, 16 filters side by side
	back   *winogradBackScratch
}

// winogradBackScratch is what the backward pass needs besides.
type winogradBackScratch struct {
	masked   []float32 // gradients before the activation, of the pixels of a block
	smooth   []float32 // the same of the images of a block, for a smooth activation
	gradient []float32 // 16 matrices: their transform
	sums     []float32 // 16 matrices: the transform of the gradient of the weights
	dw       []float32 // transpose of the gradient of the weights
}

// scratchOf gives a worker's memory, made when it first works.
func (w *winograd) scratchOf(worker int) *winogradScratch {
	if s := w.scratch[worker]; s != nil {
		return s
	}
	ld := max(w.ldC, w.ldO)
	s := &winogradScratch{
		window: make([]float32, max(w.forward.windowPixels(), w.backward.windowPixels())*ld),
		tiles:  make([]float32, (products+1)*stepOf(max(w.forward.most(), w.backward.most()), ld)),
		bias:   make([]float32, ld),
		taps:   make([]float32, max(w.C, w.Out)*9*panel),
	}
	w.scratch[worker] = s
	return s
}

// backScratchOf gives a worker's memory for the backward pass.
func (w *winograd) backScratchOf(worker int) *winogradBackScratch {
	s := w.scratchOf(worker)
	if s.back != nil {
		return s.back
	}
	t := &w.backward
	b := &winogradBackScratch{
		masked:   make([]float32, w.Out*t.windowPixels()),
		gradient: make([]float32, products*stepOf(t.most(), w.ldO)),
		sums:     make([]float32, products*stepOf(w.C, w.ldO)),
		dw:       make([]float32, w.taps()*w.ldO),
	}
	if w.act.smooth() {
		b.smooth = make([]float32, t.images*w.Out*w.h*w.w)
	}
	s.back = b
	return b
}
