package rooms

import (
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/solid"
)

// size is how wide and deep a thing stands. Its back is at low z, its front at
// high z, and its middle at the origin.
type size struct{ w, d float64 }

// fronts are doors or drawers with gaps.
func fronts(r *rand.Rand, m ray.Material, gap float64) ray.Material {
	if m.Pattern == ray.Wood {
		m.A = m.A.Mix(m.B, 0.3)
	}
	m.Pattern, m.B, m.Size = ray.Panels, m.A.Scale(0.35), gap
	return m
}

func wardrobe(r *rand.Rand) (*ray.Object, size) {
	o := ray.NewObject(ray.Vec{}, 0)
	w, d, h := solid.Between(r, 0.4, 1), solid.Between(r, 0.28, 0.33), solid.Between(r, 1.7, 2.25)
	m := wood(r, furniture)
	o.Add(solid.Box(m, -w, 0, -d, w, h, d-0.02))
	doors := 2 + r.IntN(2)
	for i := range doors {
		x0 := -w + 2*w*float64(i)/float64(doors)
		x1 := x0 + 2*w/float64(doors)
		front := m
		front.A = m.A.Scale(solid.Between(r, 0.92, 1.08))
		o.Add(solid.Box(front, x0+0.01, 0.08, d-0.02, x1-0.01, h-0.03, d))
		o.Add(solid.Box(metal(r, furniture), x1-0.06, 0.95, d, x1-0.04, 1.15, d+0.03))
	}
	if r.Float64() < 0.3 {
		clutter(r, o, 2, -w, w, h, -0.1, 0.1)
	}
	return o, size{2 * w, 2 * d}
}

// dresser is a chest of drawers with things on it.
func dresser(r *rand.Rand) (*ray.Object, size) {
	o, w, d, h := chest(r, solid.Between(r, 0.4, 0.8), solid.Between(r, 0.7, 1.05))
	if r.Float64() < 0.25 {
		screen(r, o, 0, h, -0.05, solid.Between(r, 0.3, w-0.05))
	} else {
		clutter(r, o, 2+r.IntN(3), -w+0.1, w-0.1, h, -0.08, 0.08)
	}
	return o, size{2 * w, 2 * d}
}

func chest(r *rand.Rand, w, h float64) (*ray.Object, float64, float64, float64) {
	o := ray.NewObject(ray.Vec{}, 0)
	d := solid.Between(r, 0.2, 0.27)
	m := wood(r, furniture)
	o.Add(solid.Box(m, -w, 0.06, -d, w, h, d-0.02), solid.Box(m, -w-0.02, h-0.03, -d, w+0.02, h, d+0.01))
	rows, columns := 2+r.IntN(3), 1+r.IntN(2)
	front := m
	front.A = m.A.Scale(0.93)
	for i := range rows * columns {
		x0 := -w + 2*w*float64(i%columns)/float64(columns)
		y0 := 0.08 + (h-0.12)*float64(i/columns)/float64(rows)
		x1, y1 := x0+2*w/float64(columns), y0+(h-0.12)/float64(rows)
		o.Add(solid.Box(front, x0+0.015, y0+0.01, d-0.02, x1-0.015, y1-0.01, d))
		o.Add(solid.Box(metal(r, furniture), (x0+x1)/2-0.05, (y0+y1)/2-0.01, d, (x0+x1)/2+0.05, (y0+y1)/2+0.01, d+0.02))
	}
	return o, w, d, h
}

func nightstand(r *rand.Rand) (*ray.Object, size) {
	o, w, d, h := chest(r, solid.Between(r, 0.2, 0.28), solid.Between(r, 0.45, 0.6))
	o.Add(lamp(r, solid.Between(r, -0.08, 0.08), h, -0.05, solid.Between(r, 0.8, 1.2))...)
	return o, size{2 * w, 2 * d}
}

// bookshelf has rows of books and a few other things.
func bookshelf(r *rand.Rand) (*ray.Object, size) {
	o := ray.NewObject(ray.Vec{}, 0)
	w, d, h := solid.Between(r, 0.35, 0.9), solid.Between(r, 0.14, 0.18), solid.Between(r, 1.1, 2.2)
	m := wood(r, furniture)
	const board = 0.025
	back := m
	back.A, back.B = m.A.Scale(0.6), m.B.Scale(0.6)
	o.Add(solid.Box(back, -w, 0, -d, w, h, -d+0.02), solid.Box(m, -w, 0, -d, -w+board, h, d), solid.Box(m, w-board, 0, -d, w, h, d))
	rows := int(h / solid.Between(r, 0.32, 0.4))
	for i := range rows + 1 {
		y := 0.05 + (h-0.08)*float64(i)/float64(rows)
		o.Add(solid.Box(m, -w+board, y, -d, w-board, y+board, d))
		if i < rows {
			shelved(r, o, -w+board, w-board, y+board, (h-0.08)/float64(rows)-board, d)
		}
	}
	return o, size{2 * w, 2 * d}
}

// shelved fills a board of a shelf from left to right.
func shelved(r *rand.Rand, o *ray.Object, x0, x1, y, room, d float64) {
	for x := x0 + 0.02; x < x1-0.12; {
		run := min(solid.Between(r, 0.15, 0.5), x1-x-0.01)
		switch k := r.Float64(); {
		case k < 0.68:
			m := ray.Material{Class: books, Pattern: ray.Spines, A: solid.Vec(0.3, 0.27, 0.22), B: solid.Vec(0.2, 0.15, 0.15), Size: solid.Between(r, 0.03, 0.05), Seed: r.Uint32()}
			for run > 0.03 { // of several heights
				part := min(run, solid.Between(r, 0.06, 0.25))
				o.Add(solid.Box(m, x, y, -d+0.04, x+part, y+room*solid.Between(r, 0.6, 0.9), d-solid.Between(r, 0.01, 0.06)))
				x, run = x+part, run-part
			}
		case k < 0.85:
			o.Add(thing(r, x+run/2, y, 0, min(0.8, room/0.4))...)
		}
		x += run + 0.02
	}
}

// counter is a kitchen's: cupboards below and on the wall, a fridge beside.
func counter(r *rand.Rand) (*ray.Object, size) {
	o := ray.NewObject(ray.Vec{}, 0)
	w, d := solid.Between(r, 0.8, 1.6), 0.31
	m := wood(r, furniture)
	top := ray.Material{Class: furniture, Pattern: ray.Mottled, A: solid.Shift(r, ray.RGB(solid.Pick(r, 0x3a3a3c, 0xcfcac0, 0x8c8680))), B: solid.Vec(0.2, 0.2, 0.2), Size: 0.02, Seed: r.Uint32(), Gloss: 0.5}
	doors := fronts(r, m, solid.Between(r, 0.4, 0.5))
	o.Add(solid.Box(doors, -w, 0.1, -d, w, 0.87, d), solid.Box(top, -w, 0.87, -d, w, 0.91, d+0.03), solid.Box(metal(r, furniture), -w, 0, -d, w, 0.1, d-0.05))
	if r.Float64() < 0.8 {
		o.Add(solid.Box(doors, -w, 1.45, -d, w, solid.Between(r, 2, 2.2), 0))
	}
	clutter(r, o, 2+r.IntN(4), -w+0.1, w-0.1, 0.91, -0.15, 0.1)
	if r.Float64() < 0.7 { // a cooker
		x := solid.Between(r, -w+0.35, w-0.35)
		c := metal(r, furniture)
		o.Add(solid.Box(c, x-0.3, 0.02, -d, x+0.3, 0.92, d+0.02), solid.Box(solid.Material(furniture, solid.Vec(0.02, 0.02, 0.02)), x-0.22, 0.3, d+0.02, x+0.22, 0.65, d+0.03))
		o.Add(solid.Post(metal(r, objects), x-0.12, 0, 0.92, 1.08, 0.1, 0.11))
	}
	return o, size{2 * w, 2*d + 0.06}
}

func fridge(r *rand.Rand) (*ray.Object, size) {
	o := ray.NewObject(ray.Vec{}, 0)
	m := ray.Material{Class: furniture, A: ray.RGB(solid.Pick(r, 0xe9e9e6, 0xb6b9bb, 0x26282a, 0xd6cfc0)), Gloss: 0.5}
	h := solid.Between(r, 1.5, 1.9)
	split := solid.Between(r, 0.5, 1.2)
	o.Add(solid.Box(m, -0.33, 0, -0.32, 0.33, h, 0.28), solid.Box(m, -0.33, 0.05, 0.28, 0.33, split-0.01, 0.33), solid.Box(m, -0.33, split+0.01, 0.28, 0.33, h, 0.33))
	o.Add(solid.Box(metal(r, furniture), -0.28, split+0.1, 0.33, -0.25, split+0.4, 0.37))
	if r.Float64() < 0.5 {
		o.Add(thing(r, 0, h, 0, 1)...)
	}
	return o, size{0.66, 0.68}
}

// screen is a television or a monitor that stands at a height.
func screen(r *rand.Rand, o *ray.Object, x, y, z, half float64) {
	frame := ray.Material{Class: tv, A: solid.Vec(0.012, 0.012, 0.014), Gloss: 0.6, Blind: r.Float64() < 0.5}
	face := frame
	face.Gloss = 0.9
	if r.Float64() < 0.35 { // on
		face = ray.Material{Class: tv, Pattern: ray.Canvas, A: ray.Hue(r.Float64(), 0.6, 0.5), B: ray.Hue(r.Float64(), 0.5, 0.9), Size: half, Seed: r.Uint32(), Emit: 0.9, Blind: frame.Blind}
	}
	h := 1.15 * half
	o.Add(solid.Box(frame, x-0.3*half, y, z-0.08, x+0.3*half, y+0.02, z+0.08), solid.Box(frame, x-0.03, y, z-0.02, x+0.03, y+0.1, z+0.01))
	o.Add(solid.Box(frame, x-half, y+0.07, z-0.02, x+half, y+0.07+h, z+0.02), solid.Box(face, x-half+0.02, y+0.09, z+0.02, x+half-0.02, y+0.05+h, z+0.024))
}

// stand is a low cabinet with a television.
func stand(r *rand.Rand) (*ray.Object, size) {
	o, w, d, h := chest(r, solid.Between(r, 0.5, 0.85), solid.Between(r, 0.4, 0.6))
	half := solid.Between(r, 0.35, min(0.65, w))
	screen(r, o, 0, h, 0, half)
	if room := w - half; room > 0.15 {
		o.Add(thing(r, half+room/2, h, 0, 0.8)...)
	}
	return o, size{2 * w, 2 * d}
}
