package kernel

import "fmt"

// ConvShape is a convolution of N images of C channels of H x W with Out
// filters of C x KH x KW, the same stride and the same zero padding both ways.
type ConvShape struct {
	N, C, H, W  int // input
	Out, KH, KW int // filters
	Stride, Pad int
}

// HOut is the height of the result, before any pooling.
func (s ConvShape) HOut() int { return (s.H+2*s.Pad-s.KH)/s.Stride + 1 }

// WOut is the width of the result, before any pooling.
func (s ConvShape) WOut() int { return (s.W+2*s.Pad-s.KW)/s.Stride + 1 }

// taps is the number of weights of one filter.
func (s ConvShape) taps() int { return s.C * s.KH * s.KW }

// frame is the frame of the input.
func (s ConvShape) frame() frame {
	return newFrame(s.C, s.H, s.W, s.Pad, s.Pad, s.Stride)
}

// check panics on a shape that is none.
func (s ConvShape) check() {
	if min(s.N, s.C, s.H, s.W, s.Out, s.KH, s.KW, s.Stride) < 1 || s.Pad < 0 || s.H+2*s.Pad < s.KH || s.W+2*s.Pad < s.KW {
		panic(fmt.Sprintf("kernel: convolution of shape %+v", s))
	}
}
