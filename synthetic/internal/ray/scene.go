package ray

import "math"

// Object is parts that stand together.
type Object struct {
	At    Vec // of its origin in the world
	Parts []Part
	Flat  bool // lies on the ground and throws no shadow

	cos, sin  float64 // of its turn about the vertical
	low, high Vec     // box of the parts
	box       [2]Vec  // round that box, along the world's axes
}

// NewObject is an object turned by an angle about the vertical: at pi/2 its z
// axis points along the world's x.
func NewObject(at Vec, turn float64) *Object {
	return &Object{At: at, cos: math.Cos(turn), sin: math.Sin(turn)}
}

// Add puts parts in.
func (o *Object) Add(parts ...Part) { o.Parts = append(o.Parts, parts...) }

// inward turns a direction of the world into the object's frame, outward back.
func (o *Object) inward(v Vec) Vec {
	return Vec{o.cos*v.X - o.sin*v.Z, v.Y, o.sin*v.X + o.cos*v.Z}
}

func (o *Object) outward(v Vec) Vec {
	return Vec{o.cos*v.X + o.sin*v.Z, v.Y, -o.sin*v.X + o.cos*v.Z}
}

// corner is one of the eight of the box of the parts.
func (o *Object) corner(c int) Vec {
	p := o.low
	if c&1 != 0 {
		p.X = o.high.X
	}
	if c&2 != 0 {
		p.Y = o.high.Y
	}
	if c&4 != 0 {
		p.Z = o.high.Z
	}
	return p
}

// bound works out the box of the parts.
func (o *Object) bound() {
	o.low, o.high = Vec{miss, miss, miss}, Vec{-miss, -miss, -miss}
	for i := range o.Parts {
		o.low, o.high = o.low.Min(o.Parts[i].Min), o.high.Max(o.Parts[i].Max)
	}
	o.box = [2]Vec{{miss, miss, miss}, {-miss, -miss, -miss}}
	for c := range 8 {
		p := o.At.Add(o.outward(o.corner(c)))
		o.box[0], o.box[1] = o.box[0].Min(p), o.box[1].Max(p)
	}
}

// Shell is a room seen from inside: the box from 0 to Size, with a material a
// side: low x, high x, low y, high y, low z, high z.
type Shell struct {
	Size  Vec
	Sides [6]Material
}

// Light shines from a rectangle, or from far away.
type Light struct {
	At     Vec // the middle; with Sun, the direction towards it
	U, V   Vec // half sides
	Colour Vec // at a distance of a metre, or of the sun
	Sun    bool
}

// Scene is what is drawn.
type Scene struct {
	Shell   *Shell // nil in the open
	Objects []*Object
	Lights  []Light
	// Ambient light comes from all round: Sky from above, Ground from below.
	Sky, Ground Vec
	// Backdrop is the colour in a direction where nothing is hit, which has the
	// class BackdropClass.
	Backdrop      func(d Vec) Vec
	BackdropClass int32
	Haze          float64 // how much of the backdrop covers a metre
}

// surface is a point that a ray hit.
type surface struct {
	t        float64
	at       Vec // in the world
	normal   Vec // in the world, towards where the ray came from
	local    Vec // in the object's frame
	facing   Vec // the normal in the object's frame
	material *Material
	id       int32 // of the part and its side, to tell edges
}

// found is the nearest hit so far.
type found struct {
	t      float64
	object int
	part   int
	axis   axis
}

// near keeps a ray from hitting where it starts.
const near = 1e-6

// inverse is 1/d, finite.
func inverse(d Vec) Vec {
	f := func(v float64) float64 {
		if math.Abs(v) < 1e-12 {
			return math.Copysign(1e12, v)
		}
		return 1 / v
	}
	return Vec{f(d.X), f(d.Y), f(d.Z)}
}

// try takes an object's nearest part where that is nearer than what was found.
func (f *found) try(index int, obj *Object, o, d Vec) {
	o, d = obj.inward(o.Sub(obj.At)), obj.inward(d)
	inv := inverse(d)
	if !crosses(obj.low, obj.high, o, inv, near, f.t) {
		return
	}
	for i := range obj.Parts {
		if t, a := obj.Parts[i].hit(o, d, inv, near); t < f.t {
			*f = found{t, index, i, a}
		}
	}
}

// shell is where a ray leaves a room.
func (s *Shell) leave(o, d Vec) (float64, int) {
	inv := inverse(d)
	best, side := miss, 0
	for i, c := range [3][4]float64{{s.Size.X, o.X, d.X, inv.X}, {s.Size.Y, o.Y, d.Y, inv.Y}, {s.Size.Z, o.Z, d.Z, inv.Z}} {
		wall, k := 0.0, 2*i
		if c[2] > 0 {
			wall, k = c[0], k+1
		}
		if t := (wall - c[1]) * c[3]; t < best {
			best, side = t, k
		}
	}
	return best, side
}

// sideNormal looks into the room.
func sideNormal(side int) Vec {
	sign := float64(1 - 2*(side%2))
	switch side / 2 {
	case 0:
		return Vec{X: sign}
	case 1:
		return Vec{Y: sign}
	}
	return Vec{Z: sign}
}

// surface works out what was found.
func (s *Scene) surface(f found, o, d Vec) surface {
	at := o.Add(d.Scale(f.t))
	if f.object < 0 {
		n := sideNormal(f.part)
		return surface{t: f.t, at: at, normal: n, local: at, facing: n, material: &s.Shell.Sides[f.part], id: int32(-1 - f.part)}
	}
	obj := s.Objects[f.object]
	p := &obj.Parts[f.part]
	local := obj.inward(at.Sub(obj.At))
	facing := p.normal(local, obj.inward(d), f.axis)
	return surface{
		t: f.t, at: at, normal: obj.outward(facing), local: local, facing: facing, material: p.Material,
		id: int32(f.object)<<16 | int32(f.part)<<3 | int32(f.axis)<<1,
	}
}

// shaded tells whether something stands between two points, o and o + far d.
// last is the object that shaded the point before, and is tried first.
func (s *Scene) shaded(o, d Vec, far float64, last *int) bool {
	if *last < len(s.Objects) && s.Objects[*last].blocks(o, d, far) {
		return true
	}
	inv := inverse(d)
	for i, obj := range s.Objects {
		if i != *last && !obj.Flat && crosses(obj.box[0], obj.box[1], o, inv, near, far) && obj.blocks(o, d, far) {
			*last = i
			return true
		}
	}
	return false
}

// blocks tells whether a ray meets the object before far.
func (o *Object) blocks(from, d Vec, far float64) bool {
	from, d = o.inward(from.Sub(o.At)), o.inward(d)
	inv := inverse(d)
	if !crosses(o.low, o.high, from, inv, near, far) {
		return false
	}
	for i := range o.Parts {
		// Lamps shine through their shades.
		if t, _ := o.Parts[i].hit(from, d, inv, near); t < far && o.Parts[i].Material.Emit == 0 {
			return true
		}
	}
	return false
}
