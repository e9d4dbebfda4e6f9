package rooms

import (
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/solid"
)

// woods are the usual colours of wood.
var woods = []int{0x6b4423, 0x8a5a2b, 0xa9773f, 0xc49a63, 0xd9b98a, 0x4a2f1c, 0xe3cfae, 0x7a4a30}

// wood is a board, painted now and then.
func wood(r *rand.Rand, class int32) ray.Material {
	c := solid.Shift(r, ray.RGB(solid.Pick(r, woods...)))
	if r.Float64() < 0.25 {
		return ray.Material{Class: class, A: solid.Shift(r, ray.RGB(solid.Pick(r, 0xe8e6e0, 0xf2efe6, 0x2b2b2b, 0x8d9aa0, 0xb9c4b0))), Gloss: 0.2}
	}
	return ray.Material{
		Class: class, Pattern: ray.Wood, A: c, B: c.Scale(solid.Between(r, 0.55, 0.85)),
		Size: solid.Between(r, 0.04, 0.12), Seed: r.Uint32(), Gloss: solid.Between(r, 0, 0.3),
	}
}

// cloth is one of any colour: plain, mottled, striped or checked.
func cloth(r *rand.Rand, class int32) ray.Material {
	c := ray.Hue(r.Float64(), solid.Between(r, 0, 0.75), solid.Between(r, 0.05, 0.75))
	m := ray.Material{Class: class, Pattern: solid.Pick(r, ray.Mottled, ray.Mottled, ray.Stripes, ray.Checks, ray.Plain), A: c, B: c.Scale(solid.Between(r, 0.5, 0.9)), Size: solid.Between(r, 0.05, 0.15), Seed: r.Uint32()}
	if r.Float64() < 0.3 {
		m.B = ray.Hue(r.Float64(), solid.Between(r, 0, 0.6), solid.Between(r, 0.2, 0.8))
	}
	return m
}

// leather is dark or brown, and shines.
func leather(r *rand.Rand, class int32) ray.Material {
	c := solid.Shift(r, ray.RGB(solid.Pick(r, 0x2a211c, 0x55331f, 0x7b4b2a, 0x1d1d20, 0x8c7a64, 0xb8a88e)))
	return ray.Material{Class: class, Pattern: ray.Mottled, A: c, B: c.Scale(0.75), Size: 0.15, Seed: r.Uint32(), Gloss: 0.4}
}

// metal is grey.
func metal(r *rand.Rand, class int32) ray.Material {
	return ray.Material{Class: class, A: ray.RGB(solid.Pick(r, 0x303234, 0x8a8d90, 0xb4b7ba, 0x17181a)), Gloss: 0.8}
}

// gaudy is any colour: things, toys, packages.
func gaudy(r *rand.Rand, class int32) ray.Material {
	return ray.Material{Class: class, A: ray.Hue(r.Float64(), solid.Between(r, 0.1, 0.9), solid.Between(r, 0.05, 0.8)), Gloss: solid.Between(r, 0, 0.5)}
}
