package faces

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// colour is red, green and blue in [0,1].
type colour [3]float64

func (c colour) mix(d colour, t float64) colour {
	return colour{c[0] + t*(d[0]-c[0]), c[1] + t*(d[1]-c[1]), c[2] + t*(d[2]-c[2])}
}

func (c colour) scale(s float64) colour { return colour{c[0] * s, c[1] * s, c[2] * s} }

func rgb(hex int) colour {
	return colour{float64(hex>>16) / 255, float64(hex>>8&255) / 255, float64(hex&255) / 255}
}

// canvas is a picture of any size on which paths are filled.
type canvas struct {
	h, w int
	pix  []float32 // 3 x h x w
	z    *vector.Rasterizer
	mask *image.Alpha
	pose
}

// pose is how the head is held.
type pose struct {
	cos, sin float64 // of its tilt
	scale    float64
	dx, dy   float64
	turn     float64 // how far the middle of the face moves to the right
}

// neck is what the head tilts about.
var neck = point{89, 175}

// head is where a point of the head is drawn, in CelebA's pixels.
func (p *pose) head(q point) point {
	u := (q.x - 89) / 62
	q.x += p.turn * max(0, 1-u*u)
	x, y := (q.x-neck.x)*p.scale, (q.y-neck.y)*p.scale
	return point{neck.x + p.cos*x - p.sin*y + p.dx, neck.y + p.sin*x + p.cos*y + p.dy}
}

// fill paints a path of the head in one colour.
func (c *canvas) fill(p path, paint colour, alpha float64) {
	c.shade(p, alpha, func(float64, float64) colour { return paint })
}

// shade paints a path of the head by a function of the place on the portrait.
func (c *canvas) shade(p path, alpha float64, paint func(x, y float64) colour) {
	q := make(path, len(p))
	for i, v := range p {
		q[i] = c.head(v)
	}
	c.paint(q, alpha, paint)
}

// paint paints a path that does not move with the head.
func (c *canvas) paint(p path, alpha float64, paint func(x, y float64) colour) {
	sx, sy := float64(c.w)/Width, float64(c.h)/Height
	x0, y0, x1, y1 := math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64, -math.MaxFloat64
	for _, v := range p {
		x0, x1, y0, y1 = min(x0, v.x*sx), max(x1, v.x*sx), min(y0, v.y*sy), max(y1, v.y*sy)
	}
	left, top := max(0, int(math.Floor(x0))), max(0, int(math.Floor(y0)))
	right, bottom := min(c.w, int(math.Ceil(x1))), min(c.h, int(math.Ceil(y1)))
	if left >= right || top >= bottom {
		return
	}
	w, h := right-left, bottom-top
	c.z.Reset(w, h)
	for i, v := range p {
		x, y := float32(v.x*sx-float64(left)), float32(v.y*sy-float64(top))
		if i == 0 {
			c.z.MoveTo(x, y)
		} else {
			c.z.LineTo(x, y)
		}
	}
	c.z.ClosePath()
	c.z.DrawOp = draw.Src
	c.mask.Stride, c.mask.Rect = w, image.Rect(0, 0, w, h)
	c.z.Draw(c.mask, c.mask.Rect, image.Opaque, image.Point{})
	for y := range h {
		for x, a := range c.mask.Pix[y*w : (y+1)*w] {
			if a > 0 {
				c.blend(left+x, top+y, paint((float64(left+x)+0.5)/sx, (float64(top+y)+0.5)/sy), alpha*float64(a)/255)
			}
		}
	}
}

// blend lays a colour over a pixel.
func (c *canvas) blend(x, y int, paint colour, alpha float64) {
	i, plane := y*c.w+x, c.h*c.w
	for k, v := range paint {
		p := &c.pix[k*plane+i]
		*p += float32(alpha * (v - float64(*p)))
	}
}

// glow lays a colour softly over an ellipse of the head, most at its middle.
func (c *canvas) glow(x, y, rx, ry float64, paint colour, alpha float64) {
	sx, sy := float64(c.w)/Width, float64(c.h)/Height
	m := c.head(point{x, y})
	for py := max(0, int((m.y-ry)*sy)); py < min(c.h, int((m.y+ry)*sy)+1); py++ {
		for px := max(0, int((m.x-rx)*sx)); px < min(c.w, int((m.x+rx)*sx)+1); px++ {
			u, v := ((float64(px)+0.5)/sx-m.x)/rx, ((float64(py)+0.5)/sy-m.y)/ry
			if d := 1 - u*u - v*v; d > 0 {
				c.blend(px, py, paint, alpha*d*d*(3-2*d))
			}
		}
	}
}

// blur averages over a radius, in CelebA's pixels, three times each way.
func (c *canvas) blur(radius float64) {
	line := make([]float32, max(c.h, c.w))
	for k := range 3 {
		plane := c.pix[k*c.h*c.w:][:c.h*c.w]
		for range 3 {
			for y := range c.h {
				box(plane[y*c.w:], c.w, 1, radius*float64(c.w)/Width, line)
			}
			for x := range c.w {
				box(plane[x:], c.h, c.w, radius*float64(c.h)/Height, line)
			}
		}
	}
}

// box averages n values, stride apart, over this radius; the ends repeat.
func box(v []float32, n, stride int, radius float64, line []float32) {
	whole := int(radius)
	part := float32(radius - float64(whole))
	for i := range n {
		line[i] = v[i*stride]
	}
	at := func(i int) float32 { return line[max(0, min(n-1, i))] }
	for i := range n {
		sum := part * (at(i-whole-1) + at(i+whole+1))
		for j := i - whole; j <= i+whole; j++ {
			sum += at(j)
		}
		v[i*stride] = sum / (float32(2*whole+1) + 2*part)
	}
}
