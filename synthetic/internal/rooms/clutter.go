package rooms

import (
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/solid"
)

// thing is a small object that stands at x, y, z: a vase, a stack of books, a
// package, a bottle, a plant, a bowl, a lamp.
func thing(r *rand.Rand, x, y, z, scale float64) []ray.Part {
	parts := anyThing(r, x, y, z, scale*solid.Between(r, 0.7, 1.3))
	if r.Float64() < 0.08 { // nobody knew what it is
		for i := range parts {
			parts[i].Material.Class = -1
		}
	}
	return parts
}

func anyThing(r *rand.Rand, x, y, z, s float64) []ray.Part {
	switch r.IntN(8) {
	case 0: // a vase
		m := gaudy(r, objects)
		return []ray.Part{solid.Ball(m, x-0.08*s, y, z-0.08*s, x+0.08*s, y+0.2*s, z+0.08*s), solid.Post(m, x, z, y+0.15*s, y+0.3*s, 0.03*s, 0.05*s)}
	case 1: // books that lie
		return stack(r, x, y, z, s)
	case 2: // a package
		m := solid.Material(objects, solid.Shift(r, ray.RGB(solid.Pick(r, 0xb08a5b, 0x9c7648, 0xd8d4c8))))
		return []ray.Part{solid.Box(m, x-0.13*s, y, z-0.1*s, x+0.13*s, y+0.18*s, z+0.1*s)}
	case 3: // bottles
		m := ray.Material{Class: objects, A: ray.RGB(solid.Pick(r, 0x1f4d2b, 0x6b2d12, 0x9db7c4, 0xd8d8d8, 0x243a6b)), Gloss: 0.8}
		return []ray.Part{solid.Post(m, x, z, y, y+0.2*s, 0.035*s, 0.035*s), solid.Post(m, x, z, y+0.2*s, y+0.3*s, 0.03*s, 0.012*s)}
	case 4:
		return plant(r, x, y, z, s)
	case 5: // a bowl of fruit
		m := gaudy(r, objects)
		parts := []ray.Part{solid.Post(m, x, z, y, y+0.07*s, 0.07*s, 0.13*s)}
		for range 3 {
			fx, fz := x+solid.Between(r, -0.06, 0.06)*s, z+solid.Between(r, -0.06, 0.06)*s
			parts = append(parts, solid.Ball(gaudy(r, objects), fx-0.04*s, y+0.05*s, fz-0.04*s, fx+0.04*s, y+0.13*s, fz+0.04*s))
		}
		return parts
	case 6:
		return lamp(r, x, y, z, s)
	}
	m := gaudy(r, objects) // a toy, a cushion, a bag
	return []ray.Part{solid.Ball(m, x-0.11*s, y, z-0.09*s, x+0.11*s, y+0.17*s, z+0.09*s)}
}

func stack(r *rand.Rand, x, y, z, s float64) []ray.Part {
	var parts []ray.Part
	for range 1 + r.IntN(4) {
		w, d, h := solid.Between(r, 0.1, 0.15)*s, solid.Between(r, 0.08, 0.11)*s, solid.Between(r, 0.02, 0.05)*s
		parts = append(parts, solid.Box(gaudy(r, books), x-w, y, z-d, x+w, y+h, z+d))
		y += h
	}
	return parts
}

func plant(r *rand.Rand, x, y, z, s float64) []ray.Part {
	pot := solid.Material(objects, solid.Shift(r, ray.RGB(solid.Pick(r, 0xa4552f, 0xd9d4c7, 0x3d4046, 0x5c6f5a))))
	c := ray.RGB(solid.Pick(r, 0x2f6b2a, 0x4d8a3a, 0x1f4f2a))
	leaf := ray.Material{Class: objects, Pattern: ray.Leaves, A: c, B: c.Scale(0.3), Size: 0.06 * s, Seed: r.Uint32()}
	parts := []ray.Part{solid.Post(pot, x, z, y, y+0.15*s, 0.06*s, 0.09*s)}
	for range 2 + r.IntN(3) {
		a, b, h := x+solid.Between(r, -0.08, 0.08)*s, z+solid.Between(r, -0.08, 0.08)*s, y+solid.Between(r, 0.15, 0.3)*s
		q := solid.Between(r, 0.07, 0.14) * s
		parts = append(parts, solid.Ball(leaf, a-q, h, b-q, a+q, h+1.6*q, b+q))
	}
	return parts
}

func lamp(r *rand.Rand, x, y, z, s float64) []ray.Part {
	shade := solid.Material(objects, solid.Shift(r, ray.RGB(solid.Pick(r, 0xf3e3c0, 0xf5efe2, 0xd9b382, 0xc8d0d8))))
	shade.Emit = solid.Between(r, 0.6, 1.4)
	return []ray.Part{
		solid.Post(gaudy(r, objects), x, z, y, y+0.04*s, 0.08*s, 0.07*s),
		solid.Post(metal(r, objects), x, z, y+0.03*s, y+0.28*s, 0.015*s, 0.015*s),
		solid.Post(shade, x, z, y+0.26*s, y+0.45*s, 0.14*s, solid.Between(r, 0.07, 0.14)*s),
	}
}

// clutter puts things on a surface from x0 to x1 and z0 to z1 at a height.
func clutter(r *rand.Rand, o *ray.Object, n int, x0, x1, y, z0, z1 float64) {
	for i := range n {
		step := (x1 - x0) / float64(n)
		x := x0 + step*(float64(i)+solid.Between(r, 0.25, 0.75))
		o.Add(thing(r, x, y, solid.Between(r, z0, z1), min(1, max(0.5, 3*step)))...)
	}
}

// heap is what lies on floors: a bag, boxes, balls, clothes.
func heap(r *rand.Rand) (*ray.Object, size) {
	o := ray.NewObject(ray.Vec{}, 0)
	switch r.IntN(4) {
	case 0:
		m := gaudy(r, objects)
		o.Add(solid.Ball(m, -0.2, 0, -0.15, 0.2, 0.35, 0.15))
	case 1:
		m := solid.Material(objects, solid.Shift(r, ray.RGB(0xb08a5b)))
		w, h := solid.Between(r, 0.15, 0.3), solid.Between(r, 0.2, 0.45)
		o.Add(solid.Box(m, -w, 0, -0.2, w, h, 0.2))
		if r.Float64() < 0.5 {
			o.Add(thing(r, 0, h, 0, 1)...)
		}
	case 2:
		o.Add(plant(r, 0, 0, 0, solid.Between(r, 1.3, 2.6))...)
		return o, size{0.6, 0.6}
	default: // a basket
		m := ray.Material{Class: objects, Pattern: ray.Checks, A: solid.Shift(r, ray.RGB(0xc09a66)), B: solid.Shift(r, ray.RGB(0x8a6a40)), Size: 0.05}
		o.Add(solid.Post(m, 0, 0, 0, 0.35, 0.16, 0.22), solid.Ball(cloth(r, objects), -0.17, 0.22, -0.17, 0.17, 0.45, 0.17))
	}
	return o, size{0.5, 0.45}
}

// standingLamp is one that stands on the floor.
func standingLamp(r *rand.Rand) (*ray.Object, size) {
	o := ray.NewObject(ray.Vec{}, 0)
	h := solid.Between(r, 1.3, 1.6)
	shade := solid.Material(objects, solid.Shift(r, ray.RGB(solid.Pick(r, 0xf3e3c0, 0xf5efe2, 0xd9b382))))
	shade.Emit = solid.Between(r, 0.8, 1.6)
	m := metal(r, objects)
	o.Add(solid.Post(m, 0, 0, 0, 0.03, 0.16, 0.15), solid.Post(m, 0, 0, 0.03, h, 0.02, 0.02), solid.Post(shade, 0, 0, h-0.05, h+0.25, 0.22, solid.Between(r, 0.12, 0.2)))
	return o, size{0.45, 0.45}
}
