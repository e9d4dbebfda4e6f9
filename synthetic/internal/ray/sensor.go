package ray

import (
	"math"
	"math/rand/v2"

	"github.com/mtobench/mtobench/tasks/frame"
)

// Sensor is how far cameras and annotators fall short. The zero value is
// perfect.
type Sensor struct {
	Image float64 // deviation of the noise of colours
	Depth float64 // deviation of the noise of depth at a metre; it grows with the square
	Holes bool    // no depth behind edges, nor in a few blobs
	// Aslant is the cosine to the line of sight below which a surface reflects
	// too little to have depth.
	Aslant float64
	Far    float64 // no depth beyond, in metres; 0 for no bound
	// Unlabelled is the share of pixels at edges between classes that were left
	// without a label.
	Unlabelled float64
}

// Spoil makes a frame of a camera what the sensor would have given: no depth
// where it is blind, or where Sensor says. A pixel without depth has no normal
// either.
func (s Sensor) Spoil(r *rand.Rand, c Camera, f *frame.Frame, blind []bool) {
	if s.Image > 0 {
		for i, v := range f.Image {
			f.Image[i] = max(0, min(1, v+float32(s.Image*r.NormFloat64())))
		}
	}
	if s.Unlabelled > 0 {
		s.unlabel(r, f)
	}
	if s.Aslant > 0 {
		s.aslant(c, f, blind)
	}
	if s.Holes {
		s.holes(r, f, blind)
	}
	plane := f.H * f.W
	for i, z := range f.Depth {
		if z == 0 || blind[i] || s.Far > 0 && float64(z) > s.Far {
			f.Depth[i] = 0
			f.Normal[i], f.Normal[plane+i], f.Normal[2*plane+i] = 0, 0, 0
			continue
		}
		if s.Depth > 0 {
			d := float64(z)
			f.Depth[i] = float32(max(0.3*d, d+s.Depth*d*d*r.NormFloat64()))
		}
	}
}

// unlabel takes labels away at the right and lower edges of classes.
func (s Sensor) unlabel(r *rand.Rand, f *frame.Frame) {
	for i, c := range f.Label {
		right, below := i%f.W+1 < f.W && f.Label[i+1] != c, i+f.W < len(f.Label) && f.Label[i+f.W] != c
		if (right || below) && r.Float64() < s.Unlabelled {
			f.Label[i] = -1
		}
	}
}

// aslant marks what is seen too much from the side.
func (s Sensor) aslant(c Camera, f *frame.Frame, blind []bool) {
	focal, plane := c.Focal*float64(f.W), f.H*f.W
	for i := range f.Depth {
		x, y := (float64(i%f.W)+0.5-float64(f.W)/2)/focal, (float64(f.H)/2-float64(i/f.W)-0.5)/focal
		n := Vec{float64(f.Normal[i]), float64(f.Normal[plane+i]), float64(f.Normal[2*plane+i])}
		if n.Dot(Vec{-x, -y, 1}) < s.Aslant*math.Sqrt(x*x+y*y+1) {
			blind[i] = true
		}
	}
}

// holes marks what a camera with two eyes misses.
func (s Sensor) holes(r *rand.Rand, f *frame.Frame, blind []bool) {
	for i, z := range f.Depth {
		// One eye, or the projector, stands aside: what is near hides more.
		if x := i % f.W; x > 0 && f.Depth[i-1] > 0 && z-f.Depth[i-1] > 0.25*z && r.Float64() < 0.8 {
			blind[i] = true
		}
	}
	for range r.IntN(4) {
		cx, cy := r.Float64()*float64(f.W), r.Float64()*float64(f.H)
		a, b := (0.01+0.04*r.Float64())*float64(f.W), (0.01+0.05*r.Float64())*float64(f.H)
		for y := max(0, int(cy-b)); y < min(f.H, int(cy+b)+1); y++ {
			for x := max(0, int(cx-a)); x < min(f.W, int(cx+a)+1); x++ {
				if math.Hypot((float64(x)-cx)/a, (float64(y)-cy)/b) < 0.7+0.3*r.Float64() {
					blind[y*f.W+x] = true
				}
			}
		}
	}
}
