package rooms

import (
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/solid"
)

func bedstead(r *rand.Rand) (*ray.Object, size) {
	o := ray.NewObject(ray.Vec{}, 0)
	w, d := solid.Pick(r, 0.5, 0.7, 0.8, 0.9), solid.Between(r, 0.97, 1.05)
	m, top := wood(r, bed), solid.Between(r, 0.42, 0.6)
	sheet := ray.Material{Class: bed, Pattern: ray.Mottled, A: solid.Shift(r, ray.RGB(solid.Pick(r, 0xe9e6df, 0xdfe5ea, 0xf0ead8))), B: solid.Vec(0.5, 0.5, 0.5), Size: 0.3, Seed: r.Uint32()}
	cover := cloth(r, bed)
	o.Add(solid.Box(m, -w, 0.1, -d, w, top-0.2, d), solid.Box(sheet, -w+0.02, top-0.2, -d+0.05, w-0.02, top, d-0.02))
	o.Add(solid.Legs(m, w, 0.12, d, 0.04, false)...)
	if r.Float64() < 0.85 {
		o.Add(solid.Box(m, -w, 0, -d-0.05, w, solid.Between(r, 0.8, 1.2), -d))
	}
	if r.Float64() < 0.3 {
		o.Add(solid.Box(m, -w, 0, d, w, top+0.1, d+0.04))
	}
	from := solid.Between(r, -0.6, 0.1)
	o.Add(solid.Box(cover, -w-0.02, top-solid.Between(r, 0.1, 0.3), from, w+0.02, top+0.05, d-0.01), solid.Box(sheet, -w-0.01, top, from-0.25, w+0.01, top+0.06, from))
	for i, pillows := 0, 1+min(1, int(w/0.7)); i < pillows; i++ {
		x := w * (float64(2*i+1)/float64(pillows) - 1)
		p := cloth(r, objects)
		if r.Float64() < 0.5 {
			p = sheet
			p.Class = objects
		}
		o.Add(solid.Ball(p, x-0.33, top, -d+0.08, x+0.33, top+0.2, -d+0.5))
	}
	if r.Float64() < 0.3 {
		o.Add(thing(r, solid.Between(r, -0.5, 0.5)*w, top+0.05, solid.Between(r, 0.2, 0.6), 1.3)...)
	}
	return o, size{2*w + 0.04, 2*d + 0.1}
}

func couch(r *rand.Rand) (*ray.Object, size) {
	return seat(r, sofa, 2+r.IntN(2))
}

func armchair(r *rand.Rand) (*ray.Object, size) {
	return seat(r, chair, 1)
}

// seat is a sofa, or an armchair, with so many places.
func seat(r *rand.Rand, class int32, places int) (*ray.Object, size) {
	o := ray.NewObject(ray.Vec{}, 0)
	m := cloth(r, class)
	if r.Float64() < 0.35 {
		m = leather(r, class)
	}
	w := solid.Between(r, 0.28, 0.34) * float64(places)
	d, arm, low, high := solid.Between(r, 0.4, 0.47), solid.Between(r, 0.1, 0.2), solid.Between(r, 0.36, 0.46), solid.Between(r, 0.72, 0.95)
	o.Add(solid.Box(m, -w, 0.08, -d, w, low-0.12, d), solid.Box(m, -w, 0.08, -d, w, high-0.05, -d+0.2))
	cushion := m
	cushion.A, cushion.B = m.A.Scale(1.1), m.B.Scale(1.1)
	for i := range places {
		x0 := -w + 2*w*float64(i)/float64(places)
		x1 := x0 + 2*w/float64(places)
		o.Add(solid.Box(cushion, x0+0.01, low-0.12, -d+0.18, x1-0.01, low, d+0.02), solid.Box(cushion, x0+0.01, low, -d+0.16, x1-0.01, high, -d+0.32))
	}
	round := r.Float64() < 0.4
	for _, x := range [2]float64{-w - arm, w} {
		top := low + solid.Between(r, 0.14, 0.16)
		o.Add(solid.Box(m, x, 0.05, -d, x+arm, top, d))
		if round {
			o.Add(solid.Ball(m, x-0.02, top-0.1, -d, x+arm+0.02, top+0.08, d+0.03))
		}
	}
	for range r.IntN(places + 1) {
		x := solid.Between(r, -w+0.2, w-0.2)
		o.Add(solid.Ball(cloth(r, objects), x-0.2, low+0.02, -d+0.25, x+0.2, low+0.4, -d+0.45))
	}
	return o, size{2*w + 2*arm, 2*d + 0.04}
}

// sidechair is one for a table: wooden, padded, or an office chair on a foot.
func sidechair(r *rand.Rand) (*ray.Object, size) {
	o := ray.NewObject(ray.Vec{}, 0)
	frame, pad := wood(r, chair), wood(r, chair)
	if r.Float64() < 0.6 {
		pad = cloth(r, chair)
	}
	w, y, top := solid.Between(r, 0.2, 0.24), solid.Between(r, 0.43, 0.48), solid.Between(r, 0.8, 1.05)
	o.Add(solid.Box(pad, -w, y-0.05, -w, w, y, w))
	switch r.IntN(3) {
	case 0: // an office chair
		dark := metal(r, chair)
		o.Add(solid.Post(dark, 0, 0, 0.1, y-0.05, 0.035, 0.03), solid.Box(dark, -0.27, 0.05, -0.03, 0.27, 0.1, 0.03), solid.Box(dark, -0.03, 0.05, -0.27, 0.03, 0.1, 0.27))
		o.Add(solid.Box(dark, -0.03, y-0.05, -w-0.03, 0.03, y+0.2, -w), solid.Ball(pad, -w, y+0.1, -w-0.08, w, top, -w+0.05))
	case 1: // slats
		o.Add(solid.Legs(frame, w, y-0.04, w, 0.025, false)...)
		for _, x := range [2]float64{-w, w - 0.04} {
			o.Add(solid.Box(frame, x, y, -w, x+0.04, top, -w+0.04))
		}
		for i := range 3 {
			y0 := y + 0.12 + (top-y-0.14)*float64(i)/3
			o.Add(solid.Box(frame, -w+0.04, y0, -w+0.01, w-0.04, y0+0.07, -w+0.03))
		}
	default:
		o.Add(solid.Legs(frame, w, y-0.04, w, 0.025, r.Float64() < 0.5)...)
		o.Add(solid.Box(pad, -w, y+solid.Between(r, 0, 0.12), -w, w, top, -w+0.05))
	}
	return o, size{2*w + 0.06, 2*w + 0.06}
}

// desk is one with a monitor, papers and books.
func desk(r *rand.Rand) (*ray.Object, size) {
	o, w, d, y := board(r, solid.Between(r, 0.5, 0.85), solid.Between(r, 0.3, 0.4), solid.Between(r, 0.7, 0.76))
	if r.Float64() < 0.7 {
		screen(r, o, solid.Between(r, -0.3, 0.3)*w, y, -0.1, solid.Between(r, 0.22, 0.32))
		o.Add(solid.Box(metal(r, objects), -0.2, y, 0.08, 0.2, y+0.02, 0.22))
	}
	o.Add(stack(r, solid.Between(r, -w+0.15, -0.3*w), y, solid.Between(r, -0.1, 0.1), 1)...)
	o.Add(thing(r, solid.Between(r, 0.6*w, w-0.1), y, solid.Between(r, -0.1, 0.1), 0.9)...)
	o.Add(solid.Box(solid.Material(objects, solid.Vec(0.75, 0.75, 0.72)), 0.2*w, y, 0.05, 0.2*w+0.21, y+0.005, 0.3))
	if r.Float64() < 0.6 { // drawers below
		m := fronts(r, wood(r, furniture), 0.2)
		o.Add(solid.Box(m, w-0.42, 0.02, -d+0.05, w-0.05, y-0.05, d-0.03))
	}
	return o, size{2 * w, 2 * d}
}

// board is a table of these half sides: on legs, on panels, or on one foot.
func board(r *rand.Rand, w, d, y float64) (*ray.Object, float64, float64, float64) {
	o := ray.NewObject(ray.Vec{}, 0)
	m := wood(r, table)
	if r.Float64() < 0.15 {
		m = metal(r, table)
	}
	switch thick := solid.Between(r, 0.025, 0.045); r.IntN(3) {
	case 0:
		o.Add(solid.Box(m, -w, y-thick, -d, w, y, d), solid.Box(m, -w+0.02, 0, -d+0.03, -w+0.06, y-thick, d-0.03), solid.Box(m, w-0.06, 0, -d+0.03, w-0.02, y-thick, d-0.03))
	default:
		o.Add(solid.Box(m, -w, y-thick, -d, w, y, d), solid.Box(m, -w+0.06, y-thick-0.08, -d+0.05, w-0.06, y-thick, d-0.05))
		o.Add(solid.Legs(m, w, y-thick, d, solid.Between(r, 0.025, 0.045), r.Float64() < 0.5)...)
	}
	return o, w, d, y
}

// dining is a table to eat at, square or round.
func dining(r *rand.Rand) (*ray.Object, size) {
	y := solid.Between(r, 0.7, 0.77)
	if r.Float64() < 0.3 {
		o := ray.NewObject(ray.Vec{}, 0)
		m, q := wood(r, table), solid.Between(r, 0.45, 0.6)
		o.Add(solid.Post(m, 0, 0, y-0.035, y, q, q), solid.Post(m, 0, 0, 0.03, y-0.035, 0.07, 0.05), solid.Post(m, 0, 0, 0, 0.04, 0.3, 0.28))
		clutter(r, o, 1+r.IntN(3), -0.3, 0.3, y, -0.2, 0.2)
		return o, size{2 * q, 2 * q}
	}
	o, w, d, _ := board(r, solid.Between(r, 0.5, 0.9), solid.Between(r, 0.38, 0.48), y)
	clutter(r, o, 1+r.IntN(4), -w+0.15, w-0.15, y, -0.2, 0.2)
	return o, size{2 * w, 2 * d}
}

// coffee is a low table.
func coffee(r *rand.Rand) (*ray.Object, size) {
	y := solid.Between(r, 0.36, 0.46)
	o, w, d, _ := board(r, solid.Between(r, 0.4, 0.6), solid.Between(r, 0.25, 0.35), y)
	clutter(r, o, 1+r.IntN(3), -w+0.1, w-0.1, y, -0.1, 0.1)
	return o, size{2 * w, 2 * d}
}
