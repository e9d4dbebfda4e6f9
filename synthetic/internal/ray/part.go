package ray

import "math"

// Shape is the form of a part.
type Shape uint8

// The shapes. Each fills the box of its part.
const (
	Box       Shape = iota
	Ellipsoid       // touches all sides
	Frustum         // stands upright: an elliptic cylinder, or a cone cut off
	Roll            // a cylinder lying along x
)

// Part is one solid of an object, in the object's coordinates.
type Part struct {
	Shape    Shape
	Min, Max Vec
	// Bottom and Top are a Frustum's radii over those of its box; 0 and 0 is a
	// cylinder.
	Bottom, Top float64
	Material    *Material
}

// axis is where a part is hit from inside or outside, so that its normal can
// be told.
type axis int8

const (
	curved axis = iota
	axisX
	axisY
	axisZ
)

// miss is further than anything is.
const miss = math.MaxFloat64

// hit is how far along a ray the part begins, if that is more than near; miss
// if it does not.
func (p *Part) hit(o, d, inv Vec, near float64) (float64, axis) {
	switch p.Shape {
	case Box:
		return slab(p.Min, p.Max, o, inv, near)
	case Ellipsoid:
		return p.hitEllipsoid(o, d, near), curved
	case Roll:
		// A frustum stands along y: turn the frame about z.
		q := Part{Shape: Frustum, Min: Vec{p.Min.Y, p.Min.X, p.Min.Z}, Max: Vec{p.Max.Y, p.Max.X, p.Max.Z}}
		t, a := q.hitFrustum(Vec{o.Y, o.X, o.Z}, Vec{d.Y, d.X, d.Z}, Vec{inv.Y, inv.X, inv.Z}, near)
		if a == axisY {
			a = axisX
		}
		return t, a
	}
	return p.hitFrustum(o, d, inv, near)
}

// slab is where a ray enters a box, and through which pair of sides. From
// inside it is miss.
func slab(low, high, o, inv Vec, near float64) (float64, axis) {
	x0, x1 := (low.X-o.X)*inv.X, (high.X-o.X)*inv.X
	if x0 > x1 {
		x0, x1 = x1, x0
	}
	y0, y1 := (low.Y-o.Y)*inv.Y, (high.Y-o.Y)*inv.Y
	if y0 > y1 {
		y0, y1 = y1, y0
	}
	z0, z1 := (low.Z-o.Z)*inv.Z, (high.Z-o.Z)*inv.Z
	if z0 > z1 {
		z0, z1 = z1, z0
	}
	enter, a := x0, axisX
	if y0 > enter {
		enter, a = y0, axisY
	}
	if z0 > enter {
		enter, a = z0, axisZ
	}
	if enter <= near || enter > min(x1, y1, z1) {
		return miss, curved
	}
	return enter, a
}

// crosses tells whether a ray meets a box before far, from inside too.
func crosses(low, high, o, inv Vec, near, far float64) bool {
	x0, x1 := (low.X-o.X)*inv.X, (high.X-o.X)*inv.X
	if x0 > x1 {
		x0, x1 = x1, x0
	}
	y0, y1 := (low.Y-o.Y)*inv.Y, (high.Y-o.Y)*inv.Y
	if y0 > y1 {
		y0, y1 = y1, y0
	}
	z0, z1 := (low.Z-o.Z)*inv.Z, (high.Z-o.Z)*inv.Z
	if z0 > z1 {
		z0, z1 = z1, z0
	}
	return max(x0, y0, z0, near) <= min(x1, y1, z1, far)
}

// centre and half are the middle and the half sides of the box.
func (p *Part) centre() Vec { return p.Min.Add(p.Max).Scale(0.5) }
func (p *Part) half() Vec   { return p.Max.Sub(p.Min).Scale(0.5) }

func (p *Part) hitEllipsoid(o, d Vec, near float64) float64 {
	c, h := p.centre(), p.half()
	o = Vec{(o.X - c.X) / h.X, (o.Y - c.Y) / h.Y, (o.Z - c.Z) / h.Z}
	d = Vec{d.X / h.X, d.Y / h.Y, d.Z / h.Z}
	a, b := d.Dot(d), o.Dot(d)
	root := b*b - a*(o.Dot(o)-1)
	if root < 0 {
		return miss
	}
	if t := (-b - math.Sqrt(root)) / a; t > near {
		return t
	}
	return miss
}

// radii are those at the bottom and at the top.
func (p *Part) radii() (float64, float64) {
	if p.Bottom == 0 && p.Top == 0 {
		return 1, 1
	}
	return p.Bottom, p.Top
}

// hitFrustum scales the part to x^2 + z^2 = (r0 + s y)^2, y from 0 to 1.
func (p *Part) hitFrustum(o, d, inv Vec, near float64) (float64, axis) {
	if !crosses(p.Min, p.Max, o, inv, near, miss) {
		return miss, curved
	}
	c, h := p.centre(), p.half()
	o = Vec{(o.X - c.X) / h.X, (o.Y - p.Min.Y) / (2 * h.Y), (o.Z - c.Z) / h.Z}
	d = Vec{d.X / h.X, d.Y / (2 * h.Y), d.Z / h.Z}
	r0, r1 := p.radii()
	s := r1 - r0
	best, side := miss, curved
	w := r0 + s*o.Y
	a := d.X*d.X + d.Z*d.Z - s*s*d.Y*d.Y
	b := o.X*d.X + o.Z*d.Z - s*d.Y*w
	if root := b*b - a*(o.X*o.X+o.Z*o.Z-w*w); root >= 0 && a != 0 {
		q := math.Sqrt(root)
		for _, t := range [2]float64{(-b - q) / a, (-b + q) / a} {
			if y := o.Y + t*d.Y; t > near && t < best && y >= 0 && y <= 1 {
				best = t
			}
		}
	}
	for _, end := range [2][2]float64{{0, r0}, {1, r1}} {
		t := (end[0] - o.Y) / d.Y
		if x, z := o.X+t*d.X, o.Z+t*d.Z; t > near && t < best && x*x+z*z <= end[1]*end[1] {
			best, side = t, axisY
		}
	}
	return best, side
}

// normal is the unit vector outwards at a point of the surface.
func (p *Part) normal(at, d Vec, a axis) Vec {
	switch a {
	case axisX:
		return Vec{X: -math.Copysign(1, d.X)}
	case axisY:
		return Vec{Y: -math.Copysign(1, d.Y)}
	case axisZ:
		return Vec{Z: -math.Copysign(1, d.Z)}
	}
	c, h := p.centre(), p.half()
	q := at.Sub(c)
	n := Vec{q.X / (h.X * h.X), q.Y / (h.Y * h.Y), q.Z / (h.Z * h.Z)}
	switch p.Shape {
	case Frustum:
		r0, r1 := p.radii()
		y := (at.Y - p.Min.Y) / (2 * h.Y)
		n.Y = -(r1 - r0) * (r0 + (r1-r0)*y) / (2 * h.Y)
	case Roll:
		n.X = 0
	}
	if n = n.Unit(); n.Dot(d) > 0 {
		return n.Scale(-1) // inside of an open shade
	}
	return n
}
