package synthetic

import (
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/rooms"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/nyuv2"
)

// Scenes is furnished rooms drawn by rule, with the tasks, metrics, networks and
// augmentation of NYUv2: see package rooms. The rooms are those that
// WriteScenes writes at seed 1; a seed of a cell varies initial weights, order
// and augmentation only.
var Scenes = nyuv2.New(tasks.Info{
	Name:   "scenes",
	Title:  "Scenes",
	Source: "mtobench: furnished rooms by ray casting, drawn from a fixed seed",
	Notes: "Bedrooms, living rooms, offices and kitchens with the 13 classes of NYUv2, depth in metres and surface normals, with what a depth camera misses. " +
		"All else is as in nyuv2, but for the sizes.",
	Settings: map[string]string{"go4align.groups": "2"},
}, sceneSizes, func(o tasks.Options) (frame.Source, error) { return sceneDrawing.source(o), nil })

func sceneSizes(p *tasks.Protocol, profile tasks.Profile) {
	p.Height, p.Width, p.Train, p.Test = 288, 384, 795, 654
	switch profile {
	case tasks.Standard:
		p.Height, p.Width, p.Channels, p.Stages, p.Epochs = 36, 48, 8, 3, 24
		p.Train, p.Test, p.Batch, p.Optimizer.LR = 512, 192, 4, 4e-3
	case tasks.Quick:
		p.Height, p.Width, p.Channels, p.Stages, p.Epochs = 18, 24, 8, 2, 4
		p.Train, p.Test, p.Batch, p.Optimizer.LR = 96, 48, 2, 4e-3
	}
}

// sceneDrawing is furnished rooms with NYUv2's classes, depth in metres as a
// Kinect would give it, and normals.
var sceneDrawing = &drawing{
	name: "scenes", classes: rooms.Classes, normal: true, steps: 1000, // millimetres
	draw: func(r *rand.Rand, h, w int, f *frame.Frame) {
		scene, camera := rooms.Room(r)
		blind := scene.Draw(camera, h, w, r.Uint32(), f)
		kinect.Spoil(r, camera, f, blind)
	},
}

// kinect falls short about as the camera of NYUv2 does.
var kinect = ray.Sensor{Image: 0.015, Depth: 0.003, Holes: true, Aslant: 0.1, Far: 10, Unlabelled: 0.25}
