package rooms

import (
	"math"
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/solid"
)

// side is a wall of a room: where its left end is for who looks at it, and
// how an object that stands at it is turned.
type side struct {
	at    ray.Vec // of the left end, on the floor
	along ray.Vec // to the right
	in    ray.Vec // into the room
	turn  float64
	long  float64
}

// sides are the walls ahead, on the left, on the right and behind.
func sides(s ray.Vec) [4]side {
	return [4]side{
		{solid.Vec(s.X, 0, s.Z), solid.Vec(-1, 0, 0), solid.Vec(0, 0, -1), math.Pi, s.X},
		{solid.Vec(0, 0, s.Z), solid.Vec(0, 0, -1), solid.Vec(1, 0, 0), math.Pi / 2, s.Z},
		{solid.Vec(s.X, 0, 0), solid.Vec(0, 0, 1), solid.Vec(-1, 0, 0), -math.Pi / 2, s.Z},
		{solid.Vec(0, 0, 0), solid.Vec(1, 0, 0), solid.Vec(0, 0, 1), 0, s.X},
	}
}

// shell is the bare room.
func shell(r *rand.Rand, size ray.Vec) *ray.Shell {
	s := &ray.Shell{Size: size}
	paint := ray.RGB(solid.Pick(r, 0xe9e2d0, 0xdcd6c4, 0xcfd8d6, 0xe8e6e2, 0xc9b48c, 0xb7c4a8, 0xa9b9cc, 0xd9b9a0, 0xf0e6c8, 0x9fb0b0))
	paint = solid.Shift(r, paint)
	w := ray.Material{Class: wall, Pattern: ray.Mottled, A: paint, B: paint.Scale(0.93), Size: 0.8, Seed: r.Uint32()}
	switch k := r.Float64(); {
	case k < 0.12: // wallpaper
		w.Pattern, w.B, w.Size = ray.Stripes, paint.Scale(solid.Between(r, 0.75, 0.92)), solid.Between(r, 0.06, 0.2)
	case k < 0.18:
		w = ray.Material{Class: wall, Pattern: ray.Bricks, A: solid.Shift(r, ray.RGB(0x9a5b44)), B: ray.RGB(0xb5aca0), Size: 0.08, Seed: r.Uint32()}
	}
	for i := range s.Sides {
		s.Sides[i] = w
	}
	if r.Float64() < 0.25 { // one wall of another colour
		i := solid.Pick(r, 0, 1, 5)
		s.Sides[i].A = ray.Hue(r.Float64(), solid.Between(r, 0.2, 0.7), solid.Between(r, 0.2, 0.6))
		s.Sides[i].B = s.Sides[i].A.Scale(0.92)
	}
	s.Sides[2] = ground(r)
	white := solid.Shift(r, ray.RGB(0xe6e4de))
	s.Sides[3] = ray.Material{Class: ceiling, Pattern: ray.Mottled, A: white, B: white.Scale(0.95), Size: 0.5, Seed: r.Uint32()}
	if r.Float64() < 0.2 { // an office's
		s.Sides[3] = ray.Material{Class: ceiling, Pattern: ray.Tiles, A: white, B: white.Scale(0.6), Size: 0.6, Seed: r.Uint32()}
	}
	return s
}

// ground is a floor of planks, tiles or carpet.
func ground(r *rand.Rand) ray.Material {
	m := ray.Material{Class: floor, Seed: r.Uint32()}
	switch k := r.Float64(); {
	case k < 0.45:
		m.Pattern, m.A, m.Size, m.Gloss = ray.Planks, solid.Shift(r, ray.RGB(solid.Pick(r, woods...))), solid.Between(r, 0.08, 0.16), solid.Between(r, 0, 0.3)
		m.B = m.A.Scale(solid.Between(r, 0.6, 0.85))
	case k < 0.65:
		m.Pattern, m.A, m.Size, m.Gloss = ray.Tiles, solid.Shift(r, ray.RGB(solid.Pick(r, 0xcfc6b4, 0xb8b2a8, 0xe0ddd4, 0x8f857a))), solid.Between(r, 0.3, 0.5), 0.3
		m.B = m.A.Scale(0.5)
	case k < 0.7:
		m.Pattern, m.A, m.B, m.Size = ray.Checks, ray.RGB(0xd8d4cb), ray.RGB(0x4a4640), solid.Between(r, 0.25, 0.4)
	default:
		m.Pattern, m.A, m.Size = ray.Mottled, solid.Shift(r, ray.RGB(solid.Pick(r, 0xa89b86, 0x7d7568, 0x6b7280, 0x8a5a4a, 0xbfb4a0, 0x55624f))), 0.06
		m.B = m.A.Scale(0.75)
	}
	return m
}

// decorate hangs windows, pictures, shelves and doors on the walls.
func (b *builder) decorate() {
	walls := sides(b.size)
	for _, s := range walls[:3] {
		taken := solid.Between(b.r, 0.1, 0.6)
		for taken < s.long-0.5 {
			taken = b.hang(s, taken) + solid.Between(b.r, 0.05, 0.5)
		}
	}
}

// hang puts one thing on a wall, from the place x along it, and gives its
// end.
func (b *builder) hang(s side, x float64) float64 {
	r := b.r
	w := solid.Between(r, 0.4, 1.6)
	h := solid.Between(r, 0.8, 1.3)
	if x+w > s.long-0.1 {
		return s.long
	}
	o := ray.NewObject(s.at.Add(s.along.Scale(x+w/2)), s.turn)
	var light ray.Light
	switch k := r.Float64(); {
	case k < 0.3:
		light = b.glazing(o, s, w/2, h)
	case k < 0.66:
		w = solid.Between(r, 0.3, min(1.1, w))
		y := solid.Between(r, 1.25, 1.55)
		frame, art := wood(r, picture), ray.Material{
			Class: picture, Pattern: ray.Canvas, A: ray.Hue(r.Float64(), solid.Between(r, 0, 0.8), solid.Between(r, 0.1, 0.9)),
			B: ray.Hue(r.Float64(), solid.Between(r, 0, 0.8), solid.Between(r, 0.1, 0.9)), Size: solid.Between(r, 0.1, 0.35), Seed: r.Uint32(),
		}
		t := w / 2 * solid.Between(r, 0.55, 1.4)
		o.Add(solid.Box(frame, -w/2, y-t, 0, w/2, y+t, 0.025), solid.Box(art, -w/2+0.04, y-t+0.04, 0.02, w/2-0.04, y+t-0.04, 0.03))
	case k < 0.72:
		if w < 0.75 {
			return x
		}
		m := wood(r, wall) // a door counts as wall
		m.Pattern, m.B, m.Size = ray.Panels, m.A.Scale(0.6), 0.45
		trim := solid.Material(wall, m.A.Scale(0.8))
		o.Add(solid.Box(trim, -0.48, 0, 0, 0.48, 2.08, 0.02), solid.Box(m, -0.42, 0, 0, 0.42, 2.02, 0.04), solid.Box(metal(r, objects), 0.3, 0.95, 0.04, 0.38, 1, 0.09))
	case k < 0.84:
		m := wood(r, furniture)
		y := solid.Between(r, 1.3, 1.7)
		o.Add(solid.Box(m, -w/2, y, 0, w/2, y+0.03, 0.22))
		shelved(r, o, -w/2, w/2, y+0.03, 0.3, 0.2)
	case k < 0.9: // a mirror, a clock, a rack
		m := solid.Material(objects, solid.Vec(0.35, 0.4, 0.42))
		m.Gloss, m.Blind = 0.9, true
		t := solid.Between(r, 0.15, 0.4)
		o.Add(solid.Box(wood(r, objects), -w/4, 1.5-t, 0, w/4, 1.5+t, 0.02), solid.Box(m, -w/4+0.03, 1.53-t, 0.01, w/4-0.03, 1.47+t, 0.025))
	default:
		return x + 0.2
	}
	low, high := b.size.Y, 0.0
	for i := range o.Parts {
		low, high = min(low, o.Parts[i].Min.Y), max(high, o.Parts[i].Max.Y)
	}
	if !b.claim(s, x+w/2, w, low, high) {
		return x + 0.15
	}
	if light.Colour.Y > 0.3 && len(b.scene.Lights) == 0 { // one is enough to draw
		b.scene.Lights = append(b.scene.Lights, light)
	}
	b.scene.Objects = append(b.scene.Objects, o)
	return x + w
}

// glazing is a window by day or by night, with curtains or blinds; by day it
// is a light.
func (b *builder) glazing(o *ray.Object, s side, half, h float64) ray.Light {
	r := b.r
	y := solid.Between(r, 0.75, 1)
	if r.Float64() < 0.15 {
		y = 0.1
		h = 1.95
	}
	top := min(y+h, b.size.Y-0.12)
	glass := ray.Material{Class: window, Pattern: ray.View, A: b.day, B: b.day.Mul(solid.Vec(0.12, 0.2, 0.06)), Size: 0.5, Seed: r.Uint32(), Blind: true, Emit: 1}
	trim := solid.Material(window, solid.Shift(r, ray.RGB(solid.Pick(r, 0xf0efea, 0xd8cfc0, 0x6b4423, 0x3a3a3c))))
	o.Add(solid.Box(glass, -half, y, 0, half, top, 0.01), solid.Box(trim, -half-0.05, y-0.05, 0, half+0.05, y, 0.09), solid.Box(trim, -half-0.05, top, 0, half+0.05, top+0.05, 0.04))
	for _, x := range []float64{-half - 0.05, half, -0.02} {
		o.Add(solid.Box(trim, x, y, 0, x+0.05, top, 0.04))
	}
	switch r.IntN(4) {
	case 0: // blinds
		blind := ray.Material{Class: window, Pattern: ray.Plain, A: solid.Shift(r, ray.RGB(0xe6e2d6)), Emit: 0}
		drop := top - (top-y)*solid.Between(r, 0.2, 0.7)
		for v := top; v > drop; v -= 0.06 {
			o.Add(solid.Box(blind, -half, v-0.05, 0.03, half, v-0.012, 0.045))
		}
	case 1, 2: // curtains
		c := cloth(r, window)
		c.Pattern, c.Size = ray.Stripes, 0.09
		low := solid.Pick(r, 0.05, y-0.15)
		span := half * solid.Between(r, 0.3, 0.6)
		o.Add(solid.Box(c, -half-0.15, low, 0.04, -half-0.15+span, top+0.1, 0.1), solid.Box(c, half+0.15-span, low, 0.04, half+0.15, top+0.1, 0.1))
		rod := metal(r, window)
		o.Add(ray.Part{Shape: ray.Roll, Min: solid.Vec(-half-0.2, top+0.08, 0.06), Max: solid.Vec(half+0.2, top+0.11, 0.09), Material: &rod})
	}
	return ray.Light{
		At: o.At.Add(s.in.Scale(0.15)).Add(solid.Vec(0, (y+top)/2, 0)), U: s.along.Scale(half), V: solid.Vec(0, (top-y)/2, 0),
		Colour: b.day.Scale(2 * half * (top - y)),
	}
}
