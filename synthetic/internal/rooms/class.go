// Package rooms furnishes rooms by rule: bedrooms, living rooms, offices and
// kitchens, each with the classes of NYUv2 in them, seen from where a person
// would stand.
package rooms

// The 13 classes of NYUv2 (Couprie et al.: Indoor Semantic Segmentation using
// depth information, ICLR 2013), in the order of its labels.
const (
	bed int32 = iota
	books
	ceiling
	chair
	floor
	furniture
	objects
	picture
	sofa
	table
	tv
	wall
	window
	classes
)

// Classes are the names of the labels.
var Classes = []string{
	"bed", "books", "ceiling", "chair", "floor", "furniture", "objects", "picture", "sofa", "table", "tv", "wall", "window",
}
