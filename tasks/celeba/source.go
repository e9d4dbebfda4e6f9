package celeba

import "github.com/mtobench/mtobench/tasks"

const (
	// Side is that of the network's images, pixels.
	Side = 64
	// Attributes is their number: the tasks.
	Attributes = 40
)

// Source is faces with their attributes, read from files or drawn. Its methods
// may be called by several goroutines at once.
type Source interface {
	// Len is the number of faces of a split.
	Len(tasks.Split) int
	// Read writes face i of a split: the image, 3 x 64 x 64, red, green and
	// blue in [0,1], and for each attribute 1 where the face has it, else 0.
	Read(s tasks.Split, i int, image, attributes []float32) error
}
