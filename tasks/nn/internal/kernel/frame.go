package kernel

// frame is how an image stands in scratch memory: with its zero borders, and
// with the columns dealt out into stride phases, [channel][phase][row][column],
// so that the pixels that one tap of a filter visits lie side by side whatever
// the stride.
type frame struct {
	channels, h, w     int // image
	padY, padX, stride int
	ph, pw             int // with borders
	phaseW             int // columns of one phase
}

func newFrame(channels, h, w, padY, padX, stride int) frame {
	f := frame{channels: channels, h: h, w: w, padY: padY, padX: padX, stride: stride}
	f.ph, f.pw = h+2*padY, w+2*padX
	f.phaseW = (f.pw + stride - 1) / stride
	return f
}

// bare tells that the frame is the image itself.
func (f *frame) bare() bool { return f.padY == 0 && f.padX == 0 && f.stride == 1 }

// size is the number of floats of the frame.
func (f *frame) size() int { return f.channels * f.stride * f.ph * f.phaseW }

// rowStep is the number of floats between the rows that two output rows see.
func (f *frame) rowStep() int { return f.stride * f.phaseW }

// tap is where tap (c, ky, kx) of a filter sees the first output pixel.
func (f *frame) tap(c, ky, kx int) int {
	return ((c*f.stride+kx%f.stride)*f.ph+ky)*f.phaseW + kx/f.stride
}

// taps lists the places of all taps.
func (f *frame) taps(kh, kw int) []int {
	var at []int
	for c := range f.channels {
		for ky := range kh {
			for kx := range kw {
				at = append(at, f.tap(c, ky, kx))
			}
		}
	}
	return at
}

// channel is the plane of channel c in a frame of stride 1.
func (f *frame) channel(xp []float32, c int) plane {
	return plane{xp[(c*f.ph+f.padY)*f.pw+f.padX:], f.pw}
}

// of gives the frame of image n of x: x itself where that is the frame and has
// room for a panel behind, or else the image put in xp.
func (f *frame) of(x []float32, n int, xp []float32) []float32 {
	size := f.channels * f.h * f.w
	if f.bare() && (n+1)*size+panel <= len(x) {
		return x[n*size:]
	}
	f.fill(image(x, n, size), xp)
	return xp
}

// fill puts an image in; the borders are zero already.
func (f *frame) fill(x, xp []float32) {
	for c := range f.channels {
		if f.stride == 1 {
			active.copyRows(f.channel(xp, c), plane{x[c*f.h*f.w:], f.w}, f.w, f.h)
			continue
		}
		f.eachPhase(c, func(at, first, y int) {
			src := x[(c*f.h+y)*f.w:][:f.w]
			for i := first; i < f.w; i += f.stride {
				xp[at] = src[i]
				at++
			}
		})
	}
}

// extract takes an image out.
func (f *frame) extract(xp, x []float32) {
	for c := range f.channels {
		if f.stride == 1 {
			active.copyRows(plane{x[c*f.h*f.w:], f.w}, f.channel(xp, c), f.w, f.h)
			continue
		}
		f.eachPhase(c, func(at, first, y int) {
			dst := x[(c*f.h+y)*f.w:][:f.w]
			for i := first; i < f.w; i += f.stride {
				dst[i] = xp[at]
				at++
			}
		})
	}
}

// eachPhase gives, for every row y and phase of channel c, the first column of
// the image that belongs to the phase and where it stands in the frame.
func (f *frame) eachPhase(c int, do func(at, first, y int)) {
	for y := range f.h {
		for p := range f.stride {
			first := (p - f.padX%f.stride + f.stride) % f.stride
			at := ((c*f.stride+p)*f.ph+y+f.padY)*f.phaseW + (first+f.padX)/f.stride
			do(at, first, y)
		}
	}
}
