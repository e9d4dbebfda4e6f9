// Package frame is images with a label, a depth and a surface normal at each
// pixel, and the files they lie in: the layout that MTAN's preprocessed NYUv2
// and CityScapes share with all code that reads them.
package frame

// Frame is one image and what is known of its pixels. Planes come one after
// another: channels x height x width.
type Frame struct {
	H, W   int
	Image  []float32 // 3 x H x W, red, green, blue in [0,1]
	Label  []int32   // H x W, a class, or -1 where there is none
	Depth  []float32 // H x W, 0 where there is none
	Normal []float32 // 3 x H x W, unit vectors, or 0 where there is none; nil where a set has no normals
}
