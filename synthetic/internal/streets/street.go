// Package streets builds streets of a town by rule, each with the seven classes
// of CityScapes in them, seen from a car.
package streets

import (
	"math"
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/solid"
)

// The seven groups of CityScapes' classes (Cordts et al.: The Cityscapes Dataset
// for Semantic Urban Scene Understanding, CVPR 2016, table 1), in the order of
// their labels.
const (
	flat int32 = iota
	construction
	object
	nature
	sky
	human
	vehicle
	classes
)

// Classes are the names of the labels.
var Classes = []string{"flat", "construction", "object", "nature", "sky", "human", "vehicle"}

// builder lays out a street. A place is told by how far along the street and
// how far to the right of its middle it is, in metres; the camera is near 0.
type builder struct {
	r     *rand.Rand
	scene *ray.Scene
	bend  float64 // curvature, 1/m
	road  float64 // half the road's width
	walk  float64 // of the sidewalks
	long  float64 // how far the street goes
	leaf  ray.Vec // colour of the season
}

// Street lays out a street, and puts a car's camera on its right lane.
func Street(r *rand.Rand) (*ray.Scene, ray.Camera) {
	b := &builder{
		r: r, scene: &ray.Scene{BackdropClass: sky}, bend: 0.0025 * r.NormFloat64(),
		road: solid.Between(r, 3.2, 6.5), walk: solid.Between(r, 1.6, 4), long: solid.Between(r, 70, 160),
	}
	b.leaf = solid.Shift(r, ray.RGB(solid.Pick(r, 0x5a7a2e, 0x44682a, 0x6c8440, 0x8a7a34, 0x3f5f38)))
	b.weather()
	b.ground()
	for _, side := range [2]float64{-1, 1} {
		b.houses(side)
		b.curb(side)
	}
	b.end()
	b.traffic()
	b.bonnet()
	x := b.road * solid.Between(r, 0.1, 0.6)
	return b.scene, ray.Camera{
		At: solid.Vec(x, solid.Between(r, 1.2, 1.45), 0), Yaw: 0.06*r.NormFloat64() - 0.02, Pitch: -0.03 + 0.02*r.NormFloat64(),
		Roll: 0.01 * r.NormFloat64(), Focal: 1.1, // that of CityScapes' camera
	}
}

// at is a place, and how the street is turned there.
func (b *builder) at(along, aside float64) (ray.Vec, float64) {
	turn := b.bend * along
	s, c := math.Sincos(turn)
	x, z := 0.5*b.bend*along*along, along
	return solid.Vec(x+c*aside, 0, z-s*aside), turn
}

// put stands an object there, turned with the street and by turn more.
func (b *builder) put(along, aside, turn float64, parts []ray.Part) *ray.Object {
	at, t := b.at(along, aside)
	o := ray.NewObject(at, t+turn)
	o.Parts = parts
	b.scene.Objects = append(b.scene.Objects, o)
	return o
}

// weather is sunny or overcast.
func (b *builder) weather() {
	r := b.r
	blue := solid.Vec(0.25, 0.45, 0.8)
	grey := solid.Vec(0.62, 0.66, 0.7)
	clouds := solid.Between(r, 0, 1)
	bright := solid.Between(r, 0.7, 1.3)
	zenith := blue.Mix(grey, clouds).Scale(bright)
	horizon := solid.Vec(0.85, 0.87, 0.88).Scale(bright)
	seed := r.Uint32()
	b.scene.Backdrop = func(d ray.Vec) ray.Vec {
		flatness := math.Hypot(d.X, d.Z) + 1e-9
		up := max(0, d.Y/flatness)
		c := horizon.Mix(zenith, min(1, 2*up))
		cover := ray.Noise(seed, 4*d.X/flatness, 9*up)*0.6 + ray.Noise(seed+1, 11*d.X/flatness, 25*up)*0.4
		return c.Mix(horizon.Scale(1.15), min(1, max(0, 2.5*(cover-0.75+0.5*clouds))))
	}
	b.scene.Haze = solid.Between(r, 0.0002, 0.0025)
	b.scene.Sky, b.scene.Ground = zenith.Scale(0.65), solid.Vec(0.2, 0.19, 0.17).Scale(bright)
	if clouds < 0.6 {
		angle, high := solid.Between(r, -math.Pi, math.Pi), solid.Between(r, 0.35, 1.1)
		b.scene.Lights = []ray.Light{{
			Sun: true, At: solid.Vec(math.Sin(angle)*math.Cos(high), math.Sin(high), math.Cos(angle)*math.Cos(high)),
			Colour: solid.Vec(1, 0.93, 0.8).Scale(bright * solid.Between(r, 1, 2)),
		}}
	}
}

// ground is the road with its markings, the sidewalks and what lies beyond.
func (b *builder) ground() {
	r := b.r
	asphalt := ray.Material{Class: flat, Pattern: ray.Mottled, A: solid.Shift(r, ray.RGB(solid.Pick(r, 0x55565a, 0x626266, 0x48494c, 0x6e6a66))), Size: 0.7, Seed: r.Uint32()}
	asphalt.B = asphalt.A.Scale(0.85)
	pave := ray.Material{Class: flat, Pattern: ray.Tiles, A: solid.Shift(r, ray.RGB(solid.Pick(r, 0x8d8a86, 0x9c948a, 0x7c7a7a))), Size: 0.5, Seed: r.Uint32()}
	pave.B = pave.A.Scale(0.6)
	paint := solid.Material(flat, ray.RGB(0xd8d8d4))
	stone := solid.Material(flat, pave.A.Scale(1.15))
	grass := b.green(0.25)
	yard := pave
	if r.Float64() < 0.4 {
		yard = grass
	}
	const step = 10.0
	dashes := r.Float64() < 0.7
	for along := -step; along < b.long+40; along += step {
		half := step/2 + 0.3
		parts := []ray.Part{solid.Box(asphalt, -b.road, -0.5, -half, b.road, 0, half)}
		if dashes {
			parts = append(parts, solid.Box(paint, -0.06, -0.4, -1.5, 0.06, 0.006, 1.5))
		}
		for _, side := range [2]float64{-1, 1} {
			strip := func(m ray.Material, from, to, top float64) {
				x0, x1 := side*from, side*to
				parts = append(parts, solid.Box(m, min(x0, x1), -0.5, -half, max(x0, x1), top, half))
			}
			strip(stone, b.road, b.road+0.15, 0.12)
			strip(pave, b.road+0.15, b.road+b.walk, 0.12)
			strip(yard, b.road+b.walk, b.road+b.walk+25, 0.1)
		}
		b.put(along, 0, 0, parts).Flat = true
	}
	if r.Float64() < 0.3 { // a crossing for people
		var parts []ray.Part
		for x := -b.road + 0.3; x < b.road-0.5; x += 1 {
			parts = append(parts, solid.Box(paint, x, -0.4, -1.5, x+0.5, 0.007, 1.5))
		}
		b.put(solid.Between(r, 8, 30), 0, 0, parts).Flat = true
	}
}

// green is what grows, in blobs of a size.
func (b *builder) green(size float64) ray.Material {
	c := solid.Shift(b.r, b.leaf)
	return ray.Material{Class: nature, Pattern: ray.Leaves, A: c, B: c.Scale(0.35), Size: size, Seed: b.r.Uint32()}
}

// end closes the street.
func (b *builder) end() {
	if b.r.Float64() < 0.5 {
		b.put(b.long+12, 0, math.Pi, b.house(40, solid.Between(b.r, 8, 18), 10))
		return
	}
	for aside := -24.0; aside <= 24; aside += 6 {
		b.put(b.long+solid.Between(b.r, 8, 14), aside, 0, b.tree(solid.Between(b.r, 1, 1.6)))
	}
}

// bonnet is the car that carries the camera: nobody labelled it.
func (b *builder) bonnet() {
	paint := ray.Material{Class: -1, A: ray.RGB(0x16181b), Gloss: 0.5, Blind: true}
	o := ray.NewObject(solid.Vec(b.road*0.35, 0, 0), 0)
	o.Flat = true
	o.Add(solid.Ball(paint, -1.6, 0.2, 0.8, 1.6, 0.78, 2.9))
	b.scene.Objects = append(b.scene.Objects, o)
}
