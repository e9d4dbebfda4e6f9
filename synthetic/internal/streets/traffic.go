package streets

import (
	"math"
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/solid"
)

// curb is what stands along a side: parked cars, poles, trees, people.
func (b *builder) curb(side float64) {
	r := b.r
	parked, trees, crowd := r.Float64(), r.Float64(), solid.Between(r, 0, 0.5)
	for along := solid.Between(r, 4, 9); along < b.long; along += solid.Between(r, 5.2, 9) {
		if r.Float64() < parked*0.55 {
			parts, _ := car(r)
			b.put(along, side*(b.road-1), 0.03*r.NormFloat64(), parts)
		}
		if r.Float64() < trees*0.45 {
			b.put(along+2, side*(b.road+0.7), 0, b.tree(solid.Between(r, 0.7, 1.2)))
		}
		if r.Float64() < crowd {
			for range 1 + r.IntN(2) {
				b.put(along+solid.Between(r, -2, 2), side*(b.road+solid.Between(r, 0.6, b.walk)), solid.Between(r, 0, 6.28), person(r, 0.12))
			}
		}
	}
	for along := solid.Between(r, 5, 15); along < b.long; along += solid.Between(r, 9, 24) {
		b.put(along, side*(b.road+0.4), -side*math.Pi/2, b.pole())
	}
}

// traffic is cars ahead and coming, riders and people on the road.
func (b *builder) traffic() {
	r := b.r
	for along := solid.Between(r, 12, 90); along < b.long; along += solid.Between(r, 15, 100) {
		parts, _ := car(r)
		b.put(along, b.road*solid.Between(r, 0.25, 0.5), 0, parts)
	}
	for along := solid.Between(r, 9, 80); along < b.long; along += solid.Between(r, 15, 100) {
		parts, _ := car(r)
		b.put(along, -b.road*solid.Between(r, 0.25, 0.5), math.Pi, parts)
	}
	if r.Float64() < 0.3 {
		b.put(solid.Between(r, 8, 30), b.road*solid.Between(r, -0.8, 0.9), 0.1*r.NormFloat64(), rider(r))
	}
	if r.Float64() < 0.25 {
		b.put(solid.Between(r, 8, 30), solid.Between(r, -1, 1)*b.road, solid.Between(r, 0, 6.28), person(r, 0))
	}
}

// car is one, a van, a lorry or a bus, with its front at high z.
func car(r *rand.Rand) ([]ray.Part, float64) {
	paint := ray.Material{Class: vehicle, A: solid.Shift(r, ray.RGB(solid.Pick(r, 0x16181a, 0x2a2d31, 0xb8bcc0, 0xe4e4e2, 0x7a7f85, 0x8c1c1c, 0x1f3a66, 0x394a3a, 0xb89a5a))), Gloss: 0.7}
	glass := ray.Material{Class: vehicle, A: ray.RGB(0x14181c), Gloss: 0.8}
	tyre := solid.Material(vehicle, ray.RGB(0x0c0c0d))
	lamp := ray.Material{Class: vehicle, A: ray.RGB(0x9a1010)}
	half, w, top := solid.Between(r, 1.9, 2.3), solid.Between(r, 0.82, 0.92), solid.Between(r, 1.38, 1.6)
	var parts []ray.Part
	switch k := r.Float64(); {
	case k < 0.8:
		belt := solid.Between(r, 0.82, 0.95)
		back, front := -half+solid.Between(r, 0.05, 0.6), half-solid.Between(r, 0.9, 1.3)
		parts = append(parts, solid.Box(paint, -w, 0.28, -half, w, belt, half), solid.Box(paint, -w+0.1, belt, back, w-0.1, top, front))
		parts = append(parts, solid.Box(glass, -w+0.06, belt+0.08, back+0.25, w-0.06, top-0.1, front-0.25), solid.Box(glass, -w+0.2, belt+0.06, back-0.03, w-0.2, top-0.08, front+0.03))
	case k < 0.93: // a van
		half, top = 2.6, solid.Between(r, 1.9, 2.5)
		parts = append(parts, solid.Box(paint, -w-0.08, 0.35, -half, w+0.08, top, half-0.8), solid.Box(paint, -w, 0.35, half-0.8, w, 1.1, half))
		parts = append(parts, solid.Box(glass, -w+0.1, 1.1, half-0.82, w-0.1, top-0.3, half-0.75), solid.Box(glass, -w+0.2, 1.1, -half-0.03, w-0.2, top-0.4, -half))
	default: // a bus or a lorry
		half, w, top = solid.Between(r, 4, 6), 1.22, solid.Between(r, 2.8, 3.3)
		parts = append(parts, solid.Box(paint, -w, 0.4, -half, w, top, half), solid.Box(glass, -w-0.02, 1.3, -half+0.4, w+0.02, top-0.6, half-0.3), solid.Box(glass, -w+0.1, 1.2, -half-0.02, w-0.1, top-0.7, half+0.02))
	}
	for _, x := range [2]float64{-w + 0.02, w - 0.22} {
		for _, z := range [2]float64{-0.62 * half, 0.62 * half} {
			parts = append(parts, ray.Part{Shape: ray.Roll, Min: solid.Vec(x, 0, z-0.33), Max: solid.Vec(x+0.2, 0.66, z+0.33), Material: &tyre})
		}
		parts = append(parts, solid.Box(lamp, x-0.03, 0.6, -half-0.02, x+0.23, 0.78, -half))
	}
	plate := solid.Material(vehicle, ray.RGB(0xd0d0cc))
	return append(parts, solid.Box(plate, -0.26, 0.45, -half-0.02, 0.26, 0.56, half+0.02)), half
}

// person stands, walks, or sits where seat is higher.
func person(r *rand.Rand, seat float64) []ray.Part {
	skin := solid.Material(human, solid.Shift(r, ray.RGB(solid.Pick(r, 0xc99a7a, 0x8a5a3c, 0xe0b596, 0x5a3a28))))
	coat := solid.Material(human, ray.Hue(r.Float64(), solid.Between(r, 0, 0.7), solid.Between(r, 0.03, 0.5)))
	legs := solid.Material(human, ray.Hue(0.6, solid.Between(r, 0, 0.5), solid.Between(r, 0.02, 0.2)))
	hair := solid.Material(human, solid.Shift(r, ray.RGB(solid.Pick(r, 0x1a120c, 0x3a2616, 0x8a6a3a, 0x6a6a6a))))
	s := solid.Between(r, 0.9, 1.08)
	step := solid.Between(r, 0, 0.18)
	y := func(v float64) float64 { return seat + s*v }
	return []ray.Part{
		solid.Post(legs, -0.09, step, seat, y(0.85), 0.07, 0.1), solid.Post(legs, 0.09, -step, seat, y(0.85), 0.07, 0.1),
		solid.Ball(coat, -0.23, y(0.75), -0.15, 0.23, y(1.5), 0.15),
		solid.Post(coat, -0.25, -step/2, y(0.8), y(1.4), 0.05, 0.06), solid.Post(coat, 0.25, step/2, y(0.8), y(1.4), 0.05, 0.06),
		solid.Ball(skin, -0.1, y(1.48), -0.11, 0.1, y(1.75), 0.11), solid.Ball(hair, -0.105, y(1.58), -0.13, 0.105, y(1.78), 0.08),
	}
}

// rider is a person on a bicycle.
func rider(r *rand.Rand) []ray.Part {
	frame := solid.Material(vehicle, ray.Hue(r.Float64(), 0.6, 0.2))
	tyre := solid.Material(vehicle, ray.RGB(0x111111))
	parts := []ray.Part{
		solid.Box(frame, -0.03, 0.45, -0.5, 0.03, 0.52, 0.5), solid.Box(frame, -0.03, 0.45, -0.2, 0.03, 0.9, -0.14),
		solid.Box(frame, -0.28, 0.98, 0.38, 0.28, 1.03, 0.44), solid.Box(frame, -0.03, 0.4, 0.42, 0.03, 1, 0.48),
	}
	for _, z := range [2]float64{-0.53, 0.53} {
		parts = append(parts, ray.Part{Shape: ray.Roll, Min: solid.Vec(-0.025, 0, z-0.33), Max: solid.Vec(0.025, 0.66, z+0.33), Material: &tyre})
	}
	return append(parts, person(r, 0.3)...)
}

// pole is a lamp, a sign or a traffic light. It faces along x.
func (b *builder) pole() []ray.Part {
	r := b.r
	steel := ray.Material{Class: object, A: solid.Shift(r, ray.RGB(solid.Pick(r, 0x5a5f63, 0x3a3d40, 0x8a8d90))), Gloss: 0.3}
	switch k := r.Float64(); {
	case k < 0.4: // a lamp
		high := solid.Between(r, 5, 8)
		return []ray.Part{
			solid.Post(steel, 0, 0, 0, high, 0.11, 0.07), solid.Box(steel, -0.04, high-0.1, 0, 0.04, high, 1.6), solid.Box(steel, -0.14, high-0.15, 1.3, 0.14, high+0.03, 2),
		}
	case k < 0.75: // a sign
		high := solid.Between(r, 2.2, 3)
		face := solid.Material(object, ray.RGB(solid.Pick(r, 0xc01818, 0x1848a8, 0xe0c020, 0xe8e8e8)))
		q := solid.Between(r, 0.3, 0.45)
		sign := solid.Box(face, -q, high-2*q, -0.05, q, high, -0.02)
		if r.Float64() < 0.5 {
			sign.Shape = ray.Ellipsoid
		}
		sign.Min, sign.Max = solid.Vec(sign.Min.Z, sign.Min.Y, sign.Min.X), solid.Vec(sign.Max.Z, sign.Max.Y, sign.Max.X)
		return []ray.Part{solid.Post(steel, 0.05, 0, 0, high, 0.045, 0.045), sign, {Shape: sign.Shape, Min: sign.Min.Add(solid.Vec(0.12, 0, 0)), Max: sign.Max.Add(solid.Vec(0.12, 0, 0)), Material: sign.Material}}
	case k < 0.9: // a traffic light
		box := solid.Material(object, ray.RGB(0x17181a))
		parts := []ray.Part{solid.Post(steel, 0, 0, 0, 3.3, 0.07, 0.06), solid.Box(box, -0.16, 2.4, -0.16, 0.16, 3.3, 0.16)}
		lit := r.IntN(3)
		for i, c := range [3]int{0x18c040, 0xe0a010, 0xd01818} {
			m := solid.Material(object, ray.RGB(c).Scale(0.15))
			if i == lit {
				m = ray.Material{Class: object, A: ray.RGB(c), Emit: 1.5}
			}
			y := 2.55 + 0.28*float64(i)
			parts = append(parts, solid.Ball(m, -0.19, y-0.1, -0.1, 0.19, y+0.1, 0.1))
		}
		return parts
	}
	m := solid.Material(object, solid.Shift(r, ray.RGB(solid.Pick(r, 0x3a3d40, 0x7a7d80, 0xa04020)))) // a bollard or a bin
	return []ray.Part{solid.Post(m, 0, 0, 0, solid.Between(r, 0.8, 1.2), 0.2, 0.22)}
}
