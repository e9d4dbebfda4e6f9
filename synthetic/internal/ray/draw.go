package ray

import (
	"math"
	"slices"

	"github.com/mtobench/mtobench/tasks/frame"
)

// picture is a frame that is being drawn.
type picture struct {
	*Scene
	lens
	frame   *frame.Frame
	windows []window // nearest first
	row     []window // those that the row meets
	ids     []int32  // of what is seen at the middle of each pixel
	linear  []Vec
	last    []int // of each light: the object that shaded last
	salt    uint32
	blind   []bool
}

// Draw draws a scene on a frame of h x w pixels: colours smooth at edges, all
// else at the middle of each pixel. Where nothing is hit, depth and normal are
// 0. It tells for each pixel whether a depth camera would be blind there.
func (s *Scene) Draw(c Camera, h, w int, salt uint32, f *frame.Frame) (blind []bool) {
	f.Resize(h, w, true)
	p := picture{
		Scene: s, lens: c.lens(h, w), salt: salt, frame: f,
		ids: make([]int32, h*w), linear: make([]Vec, h*w), last: make([]int, len(s.Lights)), blind: make([]bool, h*w),
	}
	for i, o := range s.Objects {
		o.bound()
		if v := p.window(i, o); v.x0 < v.x1 && v.y0 < v.y1 {
			p.windows = append(p.windows, v)
		}
	}
	slices.SortStableFunc(p.windows, func(a, b window) int {
		switch {
		case a.depth < b.depth:
			return -1
		case a.depth > b.depth:
			return 1
		}
		return 0
	})
	for y := range h {
		p.enter(y)
		for x := range w {
			p.middle(x, y)
		}
	}
	for y := range h {
		p.enter(y)
		for x := range w {
			if p.edge(x, y) {
				p.smooth(x, y)
			}
			p.develop(y*w+x, p.linear[y*w+x])
		}
	}
	return p.blind
}

// enter picks the objects that a row meets.
func (p *picture) enter(y int) {
	p.row = p.row[:0]
	for _, v := range p.windows {
		if y >= v.y0 && y < v.y1 {
			p.row = append(p.row, v)
		}
	}
}

// cast finds what a ray through pixel column x hits first.
func (p *picture) cast(x int, d Vec) (surface, bool) {
	f := found{t: miss, object: -1}
	if p.Shell != nil {
		f.t, f.part = p.Shell.leave(p.at, d)
	}
	for _, v := range p.row {
		if v.depth > f.t {
			break
		}
		if x >= v.x0 && x < v.x1 {
			f.try(v.object, p.Objects[v.object], p.at, d)
		}
	}
	if f.t == miss {
		return surface{}, false
	}
	return p.surface(f, p.at, d), true
}

// light is the colour that comes along a ray.
func (p *picture) light(q *surface, hit bool, d Vec, rays int, salt uint32) Vec {
	if !hit {
		return p.Backdrop(d)
	}
	c := p.shade(q, look{d, 1 / p.focal, rays, salt, p.last})
	if p.Haze > 0 {
		c = c.Mix(p.Backdrop(Vec{d.X, 0.02, d.Z}), 1-math.Exp(-p.Haze*q.t))
	}
	return c
}

// middle looks through the middle of a pixel.
func (p *picture) middle(x, y int) {
	i, f := y*p.w+x, p.frame
	d := p.through(float64(x)+0.5, float64(y)+0.5)
	q, hit := p.cast(x, d)
	p.linear[i] = p.light(&q, hit, d, 2, hash(p.salt, int32(x), int32(y)))
	if !hit {
		f.Label[i], f.Depth[i], p.ids[i], p.blind[i] = p.BackdropClass, 0, math.MinInt32, true
		f.Normal[i], f.Normal[p.h*p.w+i], f.Normal[2*p.h*p.w+i] = 0, 0, 0
		return
	}
	p.ids[i], p.blind[i] = q.id, q.material.Blind
	f.Label[i], f.Depth[i] = q.material.Class, float32(q.t)
	n, plane := p.turn(q.normal), p.h*p.w
	f.Normal[i], f.Normal[plane+i], f.Normal[2*plane+i] = float32(n.X), float32(n.Y), float32(n.Z)
}

// edge tells whether a neighbour shows another surface.
func (p *picture) edge(x, y int) bool {
	i := y*p.w + x
	id := p.ids[i]
	return x > 0 && p.ids[i-1] != id || x+1 < p.w && p.ids[i+1] != id || y > 0 && p.ids[i-p.w] != id || y+1 < p.h && p.ids[i+p.w] != id
}

// quarters are the places in a pixel that are averaged at edges.
var quarters = [4][2]float64{{0.375, 0.125}, {0.875, 0.375}, {0.625, 0.875}, {0.125, 0.625}}

// smooth averages the colours within a pixel.
func (p *picture) smooth(x, y int) {
	sum := Vec{}
	for k, q := range quarters {
		d := p.through(float64(x)+q[0], float64(y)+q[1])
		s, hit := p.cast(x, d)
		c := p.light(&s, hit, d, 1, hash(p.salt+uint32(k), int32(x), int32(y)))
		sum = sum.Add(c.Min(Vec{1.5, 1.5, 1.5}))
	}
	p.linear[y*p.w+x] = sum.Scale(1.0 / 4)
}

// develop writes a colour as the camera's file has it.
func (p *picture) develop(i int, c Vec) {
	plane := p.h * p.w
	for k, v := range [3]float64{c.X, c.Y, c.Z} {
		p.frame.Image[k*plane+i] = film(v)
	}
}

// film is how a linear colour is developed: highlights fade to white instead
// of clipping. It interpolates in a table by the square root.
func film(v float64) float32 {
	at := 256 * math.Sqrt(max(0, min(v, 15.9)))
	i := int(at)
	return filmed[i] + float32(at-float64(i))*(filmed[i+1]-filmed[i])
}

var filmed = func() (table [1025]float32) {
	for i := range table {
		v := float64(i) / 256
		table[i] = float32(math.Pow(1-math.Exp(-2*v*v), 1/gamma))
	}
	return table
}()
