package rooms

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
)

// TestGeometry draws rooms without noise. Normals have length 1 and face the
// camera, depth is positive; points of walls, floors and ceilings, back in the
// room, lie on its sides, or on what lies flat on them.
func TestGeometry(t *testing.T) {
	const h, w = 54, 72
	for i := range 40 {
		scene, camera := Room(tasks.Rand(3, "rooms", uint64(i)))
		f := new(frame.Frame)
		scene.Draw(camera, h, w, 1, f)
		onSide := 0
		for p, z := range f.Depth {
			x, y := (float64(p%w)+0.5-w/2)/(camera.Focal*w), (h/2-float64(p/w)-0.5)/(camera.Focal*w)
			n := [3]float64{float64(f.Normal[p]), float64(f.Normal[h*w+p]), float64(f.Normal[2*h*w+p])}
			if length := math.Sqrt(n[0]*n[0] + n[1]*n[1] + n[2]*n[2]); math.Abs(length-1) > 1e-6 {
				t.Fatalf("room %d, pixel %d: a normal of length %v", i, p, length)
			}
			if towards := -n[0]*x - n[1]*y + n[2]; towards <= 0 {
				t.Fatalf("room %d, pixel %d: normal %v faces away", i, p, n)
			}
			if z <= 0 || z > 9 {
				t.Fatalf("room %d, pixel %d: depth %v", i, p, z)
			}
			if l := f.Label[p]; l != wall && l != floor && l != ceiling {
				continue
			}
			at, normal := world(camera, x*float64(z), y*float64(z), -float64(z), false), world(camera, n[0], n[1], n[2], true)
			if off := offSide(scene.Shell.Size, at, normal); off > 0.05 {
				t.Fatalf("room %d, pixel %d: %s at %v with normal %v is %v off the sides of %v", i, p, Classes[f.Label[p]], at, normal, off, scene.Shell.Size)
			} else if off < 1e-5 {
				onSide++
			}
		}
		if onSide < h*w/50 {
			t.Errorf("room %d: %d pixels show its sides", i, onSide)
		}
	}
}

// world gives a point, or a direction, of the camera's frame (x right, y up, z
// back) in the room's: roll, then pitch, then yaw, and then the camera's place.
func world(c ray.Camera, x, y, z float64, direction bool) ray.Vec {
	s, k := math.Sincos(c.Roll)
	x, y = k*x+s*y, -s*x+k*y
	ahead := -z
	s, k = math.Sincos(c.Pitch)
	y, ahead = k*y+s*ahead, -s*y+k*ahead
	s, k = math.Sincos(c.Yaw)
	v := ray.Vec{X: k*x + s*ahead, Y: y, Z: -s*x + k*ahead}
	if direction {
		return v
	}
	return c.At.Add(v)
}

// offSide is how far a point is from the nearest side of a room that faces the
// same way, or from any if it is a door's or a rug's narrow edge.
func offSide(size, at, normal ray.Vec) float64 {
	off, edge := math.MaxFloat64, math.MaxFloat64
	for _, s := range [6][2]float64{
		{at.X, normal.X}, {size.X - at.X, -normal.X}, {at.Y, normal.Y}, {size.Y - at.Y, -normal.Y}, {at.Z, normal.Z}, {size.Z - at.Z, -normal.Z},
	} {
		edge = min(edge, math.Abs(s[0]))
		if s[1] > 0.999 {
			off = min(off, math.Abs(s[0]))
		}
	}
	if off > 0.05 {
		return edge
	}
	return off
}

// TestClasses holds the shares of the classes within bounds of what NYUv2 has:
// all are there, none is all.
func TestClasses(t *testing.T) {
	const h, w, n = 27, 36, 300
	var count [classes]int
	labelled, none := 0, 0
	f := new(frame.Frame)
	for i := range n {
		scene, camera := Room(tasks.Rand(5, "rooms", uint64(i)))
		scene.Draw(camera, h, w, 1, f)
		for _, l := range f.Label {
			if l < 0 {
				none++
				continue
			}
			count[l]++
			labelled++
		}
	}
	if none == 0 || none > labelled/50 {
		t.Errorf("%d of %d pixels show something without a label", none, labelled+none)
	}
	for class, bounds := range map[int32][2]float64{
		bed: {2, 8}, books: {1, 6}, ceiling: {0.5, 4}, chair: {1.5, 7}, floor: {6, 18}, furniture: {9, 25}, objects: {3, 12},
		picture: {0.8, 5}, sofa: {2, 9}, table: {1.5, 7}, tv: {0.6, 4}, wall: {25, 46}, window: {1, 6},
	} {
		if share := 100 * float64(count[class]) / float64(labelled); share < bounds[0] || share > bounds[1] {
			t.Errorf("%s: %.1f %% of the labelled pixels, want %v", Classes[class], share, bounds)
		}
	}
}

func BenchmarkRoom(b *testing.B) {
	f := new(frame.Frame)
	for i := 0; b.Loop(); i++ {
		scene, camera := Room(tasks.Rand(1, "rooms", uint64(i%64)))
		scene.Draw(camera, 72, 96, 1, f)
	}
}
