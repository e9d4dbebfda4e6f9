package rooms

import (
	"math"
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/solid"
)

// builder furnishes a room.
type builder struct {
	r     *rand.Rand
	size  ray.Vec
	scene *ray.Scene
	day   ray.Vec // what is seen through the windows
	taken []rectangle
}

// rectangle is a place on the floor that is taken from one height to another.
type rectangle struct{ x0, z0, x1, z1, low, high float64 }

func (a rectangle) meets(b rectangle) bool {
	return a.x0 < b.x1 && b.x0 < a.x1 && a.z0 < b.z1 && b.z0 < a.z1 && a.low < b.high && b.low < a.high
}

// maker makes a thing, and tells how much floor it takes.
type maker func(*rand.Rand) (*ray.Object, size)

// Room furnishes a room and puts a camera into it, near the wall at z = 0,
// which looks to the far wall or into a corner.
func Room(r *rand.Rand) (*ray.Scene, ray.Camera) {
	b := &builder{r: r, size: solid.Vec(solid.Between(r, 2.8, 5), solid.Between(r, 2.35, 2.9), solid.Between(r, 3, 5.2))}
	b.day = solid.Vec(0.75, 0.85, 1).Scale(solid.Between(r, 0.8, 2))
	if r.Float64() < 0.3 {
		b.day = solid.Vec(0.01, 0.012, 0.03)
	}
	b.scene = &ray.Scene{Shell: shell(r, b.size)}
	camera := b.camera()
	b.taken = append(b.taken, rectangle{camera.At.X - 0.75, camera.At.Z - 0.75, camera.At.X + 0.75, camera.At.Z + 0.75, 0, b.size.Y})
	solid.Pick(r, b.bedroom, b.bedroom, b.living, b.living, b.office, b.office, b.kitchen)()
	b.decorate()
	b.floor()
	b.light()
	return b.scene, camera
}

// camera stands at eye height and looks at the room, down more than up.
func (b *builder) camera() ray.Camera {
	at := solid.Vec(solid.Between(b.r, 0.25, 0.75)*b.size.X, solid.Between(b.r, 1.15, 1.75), solid.Between(b.r, 0.15, 0.3)*b.size.Z)
	goal := solid.Vec(solid.Between(b.r, 0.1, 0.9)*b.size.X, 0, solid.Between(b.r, 0.7, 1)*b.size.Z)
	return ray.Camera{
		At: at, Yaw: math.Atan2(goal.X-at.X, goal.Z-at.Z), Pitch: solid.Between(b.r, -0.45, 0.0), Roll: 0.03 * b.r.NormFloat64(),
		Focal: 0.81, // that of NYUv2's Kinect
	}
}

// claim takes a place on a wall between two heights, if it is free.
func (b *builder) claim(s side, x, wide, low, high float64) bool {
	const deep = 0.2
	p, q := s.at.Add(s.along.Scale(x-wide/2)), s.at.Add(s.along.Scale(x+wide/2)).Add(s.in.Scale(deep))
	a := rectangle{min(p.X, q.X), min(p.Z, q.Z), max(p.X, q.X), max(p.Z, q.Z), low, high}
	if !b.free(a) {
		return false
	}
	b.taken = append(b.taken, a)
	return true
}

// free tells whether a place is in the room and not taken.
func (b *builder) free(a rectangle) bool {
	if a.x0 < 0 || a.z0 < 0 || a.x1 > b.size.X || a.z1 > b.size.Z {
		return false
	}
	for _, t := range b.taken {
		if a.meets(t) {
			return false
		}
	}
	return true
}

// put stands a thing at a place with a turn, if there is room.
func (b *builder) put(o *ray.Object, s size, at ray.Vec, turn float64) bool {
	c, n := math.Abs(math.Cos(turn)), math.Abs(math.Sin(turn))
	w, d := (c*s.w+n*s.d)/2, (n*s.w+c*s.d)/2
	a := rectangle{at.X - w, at.Z - d, at.X + w, at.Z + d, 0, 0}
	for i := range o.Parts {
		a.high = max(a.high, o.Parts[i].Max.Y)
	}
	if !b.free(a) {
		return false
	}
	b.taken = append(b.taken, a)
	placed := ray.NewObject(at, turn)
	placed.Parts = o.Parts
	b.scene.Objects = append(b.scene.Objects, placed)
	return true
}

// atWall stands a thing against a wall ahead or at the sides, wherever there
// is room, and tells where.
func (b *builder) atWall(make maker) (ray.Vec, float64, bool) {
	o, s := make(b.r)
	walls := sides(b.size)
	for range 14 {
		w := walls[solid.Pick(b.r, 0, 0, 0, 1, 1, 2, 2, 3)]
		if w.long < s.w+0.1 {
			continue
		}
		x := solid.Between(b.r, s.w/2+0.03, w.long-s.w/2-0.03)
		at := w.at.Add(w.along.Scale(x)).Add(w.in.Scale(s.d/2 + 0.03))
		if b.put(o, s, at, w.turn) {
			return at, w.turn, true
		}
	}
	return ray.Vec{}, 0, false
}

// inRoom stands a thing away from the walls.
func (b *builder) inRoom(make maker) (ray.Vec, float64, bool) {
	o, s := make(b.r)
	for range 14 {
		at := solid.Vec(solid.Between(b.r, 0.6, b.size.X-0.6), 0, solid.Between(b.r, 1.2, b.size.Z-0.5))
		turn := math.Pi/2*float64(b.r.IntN(4)) + 0.15*b.r.NormFloat64()
		if b.put(o, s, at, turn) {
			return at, turn, true
		}
	}
	return ray.Vec{}, 0, false
}

// before is a place in front of a thing.
func before(at ray.Vec, turn, far, aside float64) ray.Vec {
	s, c := math.Sincos(turn)
	return at.Add(solid.Vec(s*far+c*aside, 0, c*far-s*aside))
}

// some stands least to most things at the walls.
func (b *builder) some(least, most int, makers ...maker) {
	for range least + b.r.IntN(most-least+1) {
		b.atWall(solid.Pick(b.r, makers...))
	}
}

func (b *builder) bedroom() {
	if at, turn, ok := b.atWall(bedstead); ok {
		for _, aside := range []float64{-1, 1} {
			if b.r.Float64() < 0.8 {
				o, s := nightstand(b.r)
				b.put(o, s, before(at, turn, -0.75, aside*solid.Between(b.r, 1.2, 1.3)), turn)
			}
		}
	}
	b.some(1, 3, wardrobe, dresser, stand)
	b.some(1, 3, desk, stand, bookshelf, dresser, wardrobe)
	b.some(0, 3, armchair, standingLamp, sidechair, heap)
}

func (b *builder) living() {
	if at, turn, ok := b.atWall(couch); ok && b.r.Float64() < 0.8 {
		o, s := coffee(b.r)
		b.put(o, s, before(at, turn, solid.Between(b.r, 0.9, 1.2), solid.Between(b.r, -0.3, 0.3)), turn)
	}
	b.atWall(solid.Pick[maker](b.r, stand, stand, bookshelf))
	b.some(1, 3, couch, armchair, bookshelf)
	b.some(1, 4, dresser, standingLamp, bookshelf, heap, stand)
	for range b.r.IntN(3) {
		b.inRoom(solid.Pick[maker](b.r, armchair, coffee, couch))
	}
}

func (b *builder) office() {
	for range 1 + b.r.IntN(3) {
		if at, turn, ok := b.atWall(desk); ok {
			b.seatAt(at, turn, solid.Between(b.r, 0.55, 0.8))
		}
	}
	b.some(2, 4, bookshelf, wardrobe, dresser)
	b.some(0, 3, couch, armchair, sidechair, heap)
	if b.r.Float64() < 0.3 {
		b.table()
	}
}

func (b *builder) kitchen() {
	b.some(1, 2, counter)
	b.some(1, 3, fridge, counter, dresser)
	b.table()
	b.some(1, 3, heap, sidechair, bookshelf, wardrobe)
}

// seatAt puts a chair before a thing, towards it.
func (b *builder) seatAt(at ray.Vec, turn, far float64) {
	o, s := sidechair(b.r)
	b.put(o, s, before(at, turn, far, solid.Between(b.r, -0.2, 0.2)), turn+math.Pi+0.2*b.r.NormFloat64())
}

// table puts a table with chairs round it.
func (b *builder) table() {
	at, turn, ok := b.inRoom(dining)
	if !ok {
		return
	}
	for side := range 4 {
		if b.r.Float64() < 0.75 {
			far := solid.Between(b.r, 0.8, 0.95)
			if side%2 == 1 {
				far += 0.3
			}
			b.seatAt(at, turn+math.Pi/2*float64(side), far)
		}
	}
}

// floor lays a rug, and leaves things about.
func (b *builder) floor() {
	for range 1 + b.r.IntN(4) {
		b.inRoom(heap)
	}
	if b.r.Float64() < 0.4 {
		rug := ray.NewObject(solid.Vec(solid.Between(b.r, 0.3, 0.7)*b.size.X, 0, solid.Between(b.r, 0.4, 0.7)*b.size.Z), 0.2*b.r.NormFloat64())
		w, d := solid.Between(b.r, 0.6, 1), solid.Between(b.r, 0.6, 1)
		c := cloth(b.r, floor)
		edge := solid.Material(floor, c.B)
		rug.Add(solid.Box(edge, -w, 0, -d, w, 0.008, d), solid.Box(c, -w+0.1, 0, -d+0.1, w-0.1, 0.012, d-0.1))
		b.scene.Objects = append(b.scene.Objects, rug)
	}
}

// light hangs one lamp or two from the ceiling.
func (b *builder) light() {
	r := b.r
	warm := solid.Vec(1, solid.Between(r, 0.8, 0.95), solid.Between(r, 0.6, 0.9))
	bright := solid.Between(r, 1.8, 3.6)
	if b.day.Y > 0.3 && r.Float64() < 0.4 {
		bright *= 0.25 // by day
	}
	lamps := 1
	if len(b.scene.Lights) == 0 {
		lamps += r.IntN(2)
	}
	for i := range lamps {
		at := solid.Vec(solid.Between(r, 0.3, 0.7)*b.size.X, b.size.Y-0.06, (float64(i)+solid.Between(r, 0.35, 0.65))/float64(lamps)*b.size.Z)
		u, v := solid.Between(r, 0.15, 0.3), solid.Between(r, 0.15, 0.5)
		glow := ray.Material{Class: objects, A: warm, Emit: 1 + bright}
		o := ray.NewObject(solid.Vec(at.X, 0, at.Z), 0)
		o.Add(solid.Box(glow, -u, b.size.Y-0.05, -v, u, b.size.Y, v))
		b.scene.Objects = append(b.scene.Objects, o)
		b.scene.Lights = append(b.scene.Lights, ray.Light{At: at, U: solid.Vec(u, 0, 0), V: solid.Vec(0, 0, v), Colour: warm.Scale(bright / float64(lamps))})
	}
	ambient := solid.Between(r, 0.18, 0.4)
	b.scene.Sky = warm.Scale(ambient)
	b.scene.Ground = warm.Scale(0.7 * ambient)
}
