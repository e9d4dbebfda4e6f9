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
	ofY    tiling          // tiles of y, for the forward pass
	ofBoth tiling          // tiles of x and of y, for the backward pass
	m      *winogradMemory // of the running call
}

const (
	// products is the number of products of a tile.
	products = 16
	// filterArea is the number of taps of a filter for each channel.
	filterArea = 9
	// turnedChannels is how many channels of filters are turned at a time.
	turnedChannels = 8
)

// winogradFits tells that the transforms can compute a convolution.
func winogradFits(s ConvShape) bool {
	return s.KH == 3 && s.KW == 3 && s.Stride == 1 && s.Pad <= 2
}

// winogradPays tells that they take less time than the direct sums for a
// forward and a backward pass: not with few channels, which a pixel costs about
// the same for as many do, nor for so few pixels that the filters cost more.
func winogradPays(s ConvShape) bool {
	return winogradFits(s) && min(s.C, s.Out) >= 8 && s.C*s.Out >= 256 && s.HOut()*s.WOut() >= 36
}

func newWinograd(c *Conv) *winograd {
	w := &winograd{Conv: c, ofY: newTiling(c.HOut(), c.WOut(), c.N)}
	w.ofBoth = newTiling(max(c.HOut(), c.H), max(c.WOut(), c.W), c.N)
	return w
}

// pixelC and pixelO are the floats of a pixel of x and of y in scratch memory.
func (w *winograd) pixelC() int { return pitch(w.C) }
func (w *winograd) pixelO() int { return pitch(w.Out) }

// pixel is the larger of them.
func (w *winograd) pixel() int { return max(w.pixelC(), w.pixelO()) }
