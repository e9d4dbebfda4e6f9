package streets

import (
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
)

// TestStreets checks the shares of the classes against bounds of what
// CityScapes has, and that the ground is where it should be: the lower, the
// nearer.
func TestStreets(t *testing.T) {
	const h, w, n = 32, 64, 150
	var count [classes]int
	labelled := 0
	f := new(frame.Frame)
	for i := range n {
		scene, camera := Street(tasks.Rand(2, "streets", uint64(i)))
		blind := scene.Draw(camera, h, w, 1, f)
		for p, l := range f.Label {
			if l >= 0 {
				count[l]++
				labelled++
			}
			if (l == sky) != (f.Depth[p] == 0) || l == sky && !blind[p] || f.Depth[p] < 0 {
				t.Fatalf("street %d, pixel %d: class %d at depth %v", i, p, l, f.Depth[p])
			}
			if below := p + w; below < h*w && l == flat && f.Label[below] == flat && f.Normal[h*w+p] > 0.9 && f.Normal[h*w+below] > 0.9 && f.Depth[below] > 1.03*f.Depth[p] { // a curb may lie between
				t.Fatalf("street %d, pixel %d: the ground is at %v, below at %v", i, p, f.Depth[p], f.Depth[below])
			}
		}
	}
	for class, bounds := range map[int32][2]float64{
		flat: {28, 45}, construction: {15, 33}, object: {0.7, 3}, nature: {8, 24}, sky: {3, 14}, human: {0.4, 3}, vehicle: {5, 16},
	} {
		if share := 100 * float64(count[class]) / float64(labelled); share < bounds[0] || share > bounds[1] {
			t.Errorf("%s: %.1f %% of the labelled pixels, want %v", Classes[class], share, bounds)
		}
	}
}

func BenchmarkStreet(b *testing.B) {
	f := new(frame.Frame)
	for i := 0; b.Loop(); i++ {
		scene, camera := Street(tasks.Rand(1, "streets", uint64(i%64)))
		scene.Draw(camera, 64, 128, 1, f)
	}
}
