package synthetic

import (
	"math"
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/streets"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/cityscapes"
	"github.com/mtobench/mtobench/tasks/frame"
)

// Streets is streets of a town drawn by rule, with the tasks, metrics, networks
// and augmentation of CityScapes: see package streets, and Scenes.
var Streets = cityscapes.New(tasks.Info{
	Name:   "streets",
	Title:  "Streets",
	Source: "mtobench: streets of a town by ray casting, drawn from a fixed seed",
	Notes: "Roads, houses, trees, cars and people with the 7 classes of CityScapes and inverse depth in 1/m, masked in the sky. " +
		"All else is as in cityscapes, but for the sizes.",
	Settings: map[string]string{"famo.gamma": "0.01"},
}, streetSizes, func(o tasks.Options) (frame.Source, error) { return streetDrawing.source(o), nil })

func streetSizes(p *tasks.Protocol, profile tasks.Profile) {
	p.Height, p.Width, p.Train, p.Test = 128, 256, 2975, 500
	switch profile {
	case tasks.Standard:
		p.Height, p.Width, p.Channels, p.Stages, p.Epochs = 32, 64, 8, 3, 15
		p.Train, p.Test, p.Optimizer.LR = 1024, 256, 4e-3
	case tasks.Quick:
		p.Height, p.Width, p.Channels, p.Stages, p.Epochs = 16, 32, 8, 2, 5
		p.Train, p.Test, p.Batch, p.Optimizer.LR = 128, 64, 4, 4e-3
	}
}

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
