package ray

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mtobench/mtobench/tasks/frame"
)

// TestHit holds places and normals of hits against those worked out by hand.
func TestHit(t *testing.T) {
	half := math.Sqrt(0.5)
	unit := Part{Min: Vec{-1, -1, -1}, Max: Vec{1, 1, 1}}
	with := func(s Shape, bottom, top float64) Part {
		p := unit
		p.Shape, p.Bottom, p.Top = s, bottom, top
		return p
	}
	for _, c := range []struct {
		name   string
		part   Part
		o, d   Vec
		t      float64 // miss where there is none
		normal Vec
	}{
		{"box ahead", with(Box, 0, 0), Vec{0.2, 0.3, -3}, Vec{0, 0, 1}, 2, Vec{0, 0, -1}},
		{"box from above", with(Box, 0, 0), Vec{0.2, 5, 0.1}, Vec{0, -2, 0}, 2, Vec{0, 1, 0}},
		{"box passed", with(Box, 0, 0), Vec{1.2, 0.3, -3}, Vec{0, 0, 1}, miss, Vec{}},
		{"box behind", with(Box, 0, 0), Vec{0, 0, 3}, Vec{0, 0, 1}, miss, Vec{}},
		{"ball", with(Ellipsoid, 0, 0), Vec{-4, 0, 0}, Vec{1, 0, 0}, 3, Vec{-1, 0, 0}},
		{"ball beside the middle", with(Ellipsoid, 0, 0), Vec{half, 0, -4}, Vec{0, 0, 1}, 4 - half, Vec{half, 0, -half}},
		{"ball past its edge", with(Ellipsoid, 0, 0), Vec{0.9, 0.9, -4}, Vec{0, 0, 1}, miss, Vec{}},
		{"cylinder's side", with(Frustum, 0, 0), Vec{half, 0.5, -4}, Vec{0, 0, 1}, 4 - half, Vec{half, 0, -half}},
		{"cylinder's top", with(Frustum, 0, 0), Vec{0.5, 3, 0.5}, Vec{0, -1, 0}, 2, Vec{0, 1, 0}},
		{"cylinder's corner", with(Frustum, 0, 0), Vec{0.9, 3, 0.9}, Vec{0, -1, 0}, miss, Vec{}},
		// A cone from radius 1 at y = -1 to 0 at y = 1: at y = 0 its radius is 1/2,
		// and its normal is (2, 1)/sqrt(5) outwards and up.
		{"cone's side", with(Frustum, 1, 0), Vec{0, 0, -4}, Vec{0, 0, 1}, 3.5, Vec{0, 1 / math.Sqrt(5), -2 / math.Sqrt(5)}},
		{"lying cylinder's side", with(Roll, 0, 0), Vec{0.3, half, -4}, Vec{0, 0, 1}, 4 - half, Vec{0, half, -half}},
		{"lying cylinder's end", with(Roll, 0, 0), Vec{-4, 0.3, 0.3}, Vec{1, 0, 0}, 3, Vec{-1, 0, 0}},
	} {
		d, a := c.part.hit(c.o, c.d, inverse(c.d), near)
		if math.Abs(d-c.t) > 1e-9*c.t {
			t.Errorf("%s: hit at %v, want %v", c.name, d, c.t)
			continue
		}
		if d == miss {
			continue
		}
		n := c.part.normal(c.o.Add(c.d.Scale(d)), c.d, a)
		if off := n.Sub(c.normal); off.Dot(off) > 1e-18 {
			t.Errorf("%s: normal %v, want %v", c.name, n, c.normal)
		}
	}
}

// crowd is a scene of many turned objects of all shapes.
func crowd(r *rand.Rand, n int) *Scene {
	s := &Scene{
		Backdrop: func(Vec) Vec { return Vec{} }, BackdropClass: 9,
		Lights: []Light{{At: Vec{0, 5, 0}, U: Vec{1, 0, 0}, V: Vec{0, 0, 1}, Colour: Vec{5, 5, 5}}},
	}
	for i := range n {
		o := NewObject(Vec{6*r.Float64() - 3, 4*r.Float64() - 2, 1 + 8*r.Float64()}, 7*r.Float64())
		for j := range 1 + r.IntN(3) {
			low := Vec{r.Float64() - 1, r.Float64() - 1, r.Float64() - 1}
			o.Add(Part{
				Shape: Shape(r.IntN(4)), Min: low, Max: low.Add(Vec{0.1 + r.Float64(), 0.1 + r.Float64(), 0.1 + r.Float64()}),
				Bottom: 0.3 + 0.7*r.Float64(), Top: 1, Material: &Material{Class: int32((i + j) % 8), A: Vec{1, 1, 1}},
			})
		}
		s.Objects = append(s.Objects, o)
	}
	return s
}

// TestDrawFindsTheNearest draws without windows, boxes or order, by trying all
// parts for each pixel.
func TestDrawFindsTheNearest(t *testing.T) {
	const h, w = 60, 80
	camera := Camera{At: Vec{0.2, 0.1, -1}, Yaw: 0.2, Pitch: -0.1, Roll: 0.3, Focal: 0.8}
	for seed := range uint64(4) {
		s := crowd(rand.New(rand.NewPCG(seed, 1)), 30)
		f := new(frame.Frame)
		s.Draw(camera, h, w, 1, f)
		l := camera.lens(h, w)
		seen := 0
		for i, got := range f.Depth {
			d := l.through(float64(i%w)+0.5, float64(i/w)+0.5)
			want, class := miss, int32(9)
			for _, o := range s.Objects {
				from, to := o.inward(l.at.Sub(o.At)), o.inward(d)
				for k := range o.Parts {
					if t, _ := o.Parts[k].hit(from, to, inverse(to), near); t < want {
						want, class = t, o.Parts[k].Material.Class
					}
				}
			}
			if want == miss {
				want = 0
			} else {
				seen++
			}
			if got != float32(want) || f.Label[i] != class {
				t.Fatalf("seed %d, pixel %d: depth %v and class %d, want %v and %d", seed, i, got, f.Label[i], want, class)
			}
		}
		if seen < h*w/4 {
			t.Errorf("seed %d: only %d pixels show anything", seed, seen)
		}
	}
}

// TestShadow has a plate between a lamp and the floor.
func TestShadow(t *testing.T) {
	white := &Material{A: Vec{1, 1, 1}}
	ground, plate := NewObject(Vec{}, 0), NewObject(Vec{}, 0.3)
	ground.Add(Part{Min: Vec{-5, -1, -5}, Max: Vec{5, 0, 5}, Material: white})
	plate.Add(Part{Min: Vec{-0.5, 1, -0.5}, Max: Vec{0.5, 1.1, 0.5}, Material: white})
	s := &Scene{
		Objects: []*Object{ground, plate}, Sky: Vec{0.1, 0.1, 0.1}, Backdrop: func(Vec) Vec { return Vec{} },
		Lights: []Light{{At: Vec{0, 3, 0}, U: Vec{0.1, 0, 0}, V: Vec{0, 0, 0.1}, Colour: Vec{4, 4, 4}}},
	}
	f := new(frame.Frame)
	const h, w = 40, 40
	s.Draw(Camera{At: Vec{0, 2.9, -3}, Pitch: -0.75, Focal: 1}, h, w, 1, f)
	// The shadow's edge lies at 0.5 x 3/2 = 0.75 m or so; the plate hides none of
	// what is nearer to the camera than the middle.
	dark, bright := f.Image[at(s, f, Vec{0, 0, -0.3})], f.Image[at(s, f, Vec{1.3, 0, -0.3})]
	if dark > 0.8*bright {
		t.Errorf("in the shadow %v, beside it %v", dark, bright)
	}
}

// at is the pixel that shows a place, by search.
func at(_ *Scene, f *frame.Frame, place Vec) int {
	l := Camera{At: Vec{0, 2.9, -3}, Pitch: -0.75, Focal: 1}.lens(f.H, f.W)
	q := l.turn(place.Sub(l.at))
	return int(l.cy+l.focal*q.Y/q.Z)*f.W + int(l.cx-l.focal*q.X/q.Z)
}

// TestSensor checks what a perfect sensor and a bad one leave.
func TestSensor(t *testing.T) {
	s := crowd(rand.New(rand.NewPCG(1, 1)), 30)
	camera := Camera{At: Vec{0, 0, -1}, Focal: 0.8}
	draw := func(sensor Sensor) (*frame.Frame, []bool) {
		f := new(frame.Frame)
		blind := s.Draw(camera, 60, 80, 1, f)
		sensor.Spoil(rand.New(rand.NewPCG(2, 2)), camera, f, blind)
		return f, blind
	}
	clean, _ := draw(Sensor{})
	for _, c := range []struct {
		name                            string
		sensor                          Sensor
		image, label, depth, fewerDepth bool // what changes
	}{
		{"none", Sensor{}, false, false, false, false},
		{"image", Sensor{Image: 0.05}, true, false, false, false},
		{"depth", Sensor{Depth: 0.01}, false, false, true, false},
		{"holes", Sensor{Holes: true}, false, false, true, true},
		{"aslant", Sensor{Aslant: 0.3}, false, false, true, true},
		{"far", Sensor{Far: 4}, false, false, true, true},
		{"labels", Sensor{Unlabelled: 0.5}, false, true, false, false},
	} {
		f, _ := draw(c.sensor)
		var image, label, depth, normal, fewer bool
		for i := range f.Depth {
			image = image || f.Image[i] != clean.Image[i]
			label = label || f.Label[i] != clean.Label[i]
			depth = depth || f.Depth[i] != clean.Depth[i]
			fewer = fewer || f.Depth[i] == 0 && clean.Depth[i] > 0
			normal = normal || f.Depth[i] == 0 != (f.Normal[i] == 0 && f.Normal[len(f.Depth)+i] == 0 && f.Normal[2*len(f.Depth)+i] == 0)
		}
		if image != c.image || label != c.label || depth != c.depth || fewer != c.fewerDepth || normal {
			t.Errorf("%s: image %v, label %v, depth %v, less depth %v changed; a normal without depth or the reverse: %v", c.name, image, label, depth, fewer, normal)
		}
	}
}
