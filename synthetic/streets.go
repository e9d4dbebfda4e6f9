package synthetic

import (
	"math"
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/streets"
	"github.com/mtobench/mtobench/tasks/frame"
)

// streetDrawing is streets of a town with CityScapes' seven classes and inverse
// depth, 1/m.
var streetDrawing = &drawing{
	name: "streets", classes: streets.Classes, steps: math.MaxUint16,
	draw: func(r *rand.Rand, h, w int, f *frame.Frame) {
		scene, camera := streets.Street(r)
		blind := scene.Draw(camera, h, w, r.Uint32(), f)
		stereo.Spoil(r, camera, f, blind)
		for i, z := range f.Depth {
			if z > 0 {
				f.Depth[i] = 1 / max(1, z)
			}
		}
	},
}

// stereo falls short about as a pair of cameras does.
var stereo = ray.Sensor{Image: 0.01, Depth: 0.0008, Holes: true, Far: 250, Unlabelled: 0.15}
