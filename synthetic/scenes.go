package synthetic

import (
	"math/rand/v2"

	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/synthetic/internal/rooms"
	"github.com/mtobench/mtobench/tasks/frame"
)

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
