package streets

import (
	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/solid"
)

// houses line a side of the street, with gaps for trees, hedges and fences.
func (b *builder) houses(side float64) {
	r := b.r
	setback := solid.Between(r, 0, 5)
	dense := solid.Between(r, 0.35, 0.95)
	for along := -15.0; along < b.long; {
		wide := solid.Between(r, 8, 24)
		edge := b.road + b.walk + setback
		if r.Float64() < dense {
			deep := solid.Between(r, 8, 12)
			b.put(along+wide/2, side*(edge+deep/2), -side*1.5707963, b.house(wide, solid.Between(r, 5, 19), deep))
		} else {
			b.gap(along, wide, side, edge)
		}
		along += wide
	}
	if setback > 1.5 {
		b.border(side, b.road+b.walk)
	}
}

// house is one with its front at high z: storeys of windows, a shop or a door
// below, a roof.
func (b *builder) house(wide, high, deep float64) []ray.Part {
	r := b.r
	paint := solid.Shift(r, ray.RGB(solid.Pick(r, 0xb9a98c, 0xc9bda6, 0x8f7f70, 0x9a9a96, 0xa8684e, 0xd6cfc0, 0x7e858c, 0xc7a878)))
	glass := solid.Shift(r, ray.RGB(solid.Pick(r, 0x2a3038, 0x3a444e, 0x20262a)))
	front := ray.Material{Class: construction, Pattern: ray.Panes, A: paint, B: glass, Size: solid.Between(r, 2.4, 3.2), Seed: r.Uint32()}
	w, d := wide/2-solid.Pick(r, 0, 0, 0.5, 1.5), deep/2
	parts := []ray.Part{solid.Box(front, -w, 0, -d, w, high, d)}
	below := solid.Material(construction, solid.Shift(r, paint.Scale(0.7)))
	if r.Float64() < 0.4 { // a shop
		parts = append(parts, solid.Box(below, -w, 0, d, w, 3.2, d+0.15), solid.Box(solid.Material(construction, glass), -w+0.8, 0.5, d+0.1, w-0.8, 2.5, d+0.2))
		sign := solid.Material(construction, ray.Hue(r.Float64(), 0.7, 0.4))
		parts = append(parts, solid.Box(sign, -w+1, 2.6, d+0.1, w-1, 3.1, d+0.25))
	} else {
		parts = append(parts, solid.Box(below, -w, 0, d, w, 0.6, d+0.06), solid.Box(solid.Material(construction, glass.Scale(0.6)), -0.6, 0, d, 0.6, 2.2, d+0.08))
	}
	roof := solid.Material(construction, solid.Shift(r, ray.RGB(solid.Pick(r, 0x7a3f2e, 0x4a4644, 0x5a5f66))))
	return append(parts, solid.Box(roof, -w-0.2, high, -d, w+0.2, high+solid.Between(r, 0.3, 1.6), d+solid.Between(r, 0.1, 0.5)))
}

// gap is a place without a house: trees behind a hedge, a wall or a fence.
func (b *builder) gap(along, wide, side, edge float64) {
	for range 1 + b.r.IntN(4) {
		b.put(along+solid.Between(b.r, 0, wide), side*(edge+solid.Between(b.r, 2, 12)), 0, b.tree(solid.Between(b.r, 0.8, 1.5)))
	}
	half := wide / 2
	switch b.r.IntN(4) {
	case 0:
		b.put(along+half, side*(edge+0.6), 0, []ray.Part{solid.Box(b.green(0.4), -0.5, 0, -half, 0.5, solid.Between(b.r, 1, 2), half)})
	case 1:
		m := ray.Material{Class: construction, Pattern: ray.Bricks, A: solid.Shift(b.r, ray.RGB(0x9a8a7a)), B: ray.RGB(0x6a6460), Size: 0.3, Seed: b.r.Uint32()}
		b.put(along+half, side*(edge+0.3), 0, []ray.Part{solid.Box(m, -0.15, 0, -half, 0.15, solid.Between(b.r, 1, 2.2), half)})
	case 2:
		b.put(along+half, side*(edge+0.3), 0, fence(solid.Material(construction, solid.Shift(b.r, ray.RGB(0x6a5a48))), half))
	}
}

// fence has posts and two rails along z.
func fence(m ray.Material, half float64) []ray.Part {
	parts := []ray.Part{solid.Box(m, -0.03, 0.3, -half, 0.03, 0.45, half), solid.Box(m, -0.03, 0.8, -half, 0.03, 0.95, half)}
	for z := -half; z <= half; z += 1.5 {
		parts = append(parts, solid.Box(m, -0.06, 0, z-0.06, 0.06, 1.1, z+0.06))
	}
	return parts
}

// border is a hedge or a strip of grass along the sidewalk.
func (b *builder) border(side, aside float64) {
	m, high := b.green(0.3), solid.Pick(b.r, 0.15, 0.15, 0.7, 1.1)
	for along := -10.0; along < b.long; along += 10 {
		if b.r.Float64() < 0.8 {
			b.put(along, side*(aside+0.5), 0, []ray.Part{solid.Box(m, -0.4, 0, -4, 0.4, high, 4)})
		}
	}
}

// tree has a trunk and a crown of blobs.
func (b *builder) tree(scale float64) []ray.Part {
	r := b.r
	bark := ray.Material{Class: nature, Pattern: ray.Mottled, A: ray.RGB(0x4a3b2c), B: ray.RGB(0x2e251c), Size: 0.15, Seed: r.Uint32()}
	leaf := b.green(0.5)
	high := scale * solid.Between(r, 2, 3.2)
	parts := []ray.Part{solid.Post(bark, 0, 0, 0, high+scale, 0.2*scale, 0.1*scale)}
	if r.Float64() < 0.2 { // a conifer
		return append(parts, solid.Post(leaf, 0, 0, 1, 7*scale, 1.7*scale, 0.1))
	}
	for range 3 + r.IntN(4) {
		x, z, y := 1.1*scale*r.NormFloat64(), 1.1*scale*r.NormFloat64(), high+scale*solid.Between(r, 0, 2.2)
		q := scale * solid.Between(r, 0.9, 1.7)
		parts = append(parts, solid.Ball(leaf, x-q, y-0.8*q, z-q, x+q, y+0.9*q, z+q))
	}
	return parts
}
