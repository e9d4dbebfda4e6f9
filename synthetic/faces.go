package synthetic

import (
	"sync"

	"github.com/mtobench/mtobench/synthetic/internal/faces"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/celeba"
)

// Faces is portraits drawn by rule, with the tasks, metrics and network of
// CelebA: see package faces, and Scenes. They are drawn at the 64 x 64 pixels of
// the network.
var Faces = celeba.New(tasks.Info{
	Name:   "faces",
	Title:  "Faces",
	Source: "mtobench: portraits drawn by rule from a fixed seed",
	Notes: "Portraits that show the 40 attributes of CelebA, about as often and as often together as CelebA's faces do. " +
		"All else is as in celeba, but for the sizes.",
}, faceSizes, func(o tasks.Options) (celeba.Source, error) {
	type key struct{ n [3]int }
	k := key{sizes(o.Protocol)}
	return share(k, func() *drawnFaces { return newFaces(fixedSeed, k.n) }), nil
})

func faceSizes(p *tasks.Protocol, profile tasks.Profile) {
	p.Train, p.Val, p.Test = 162_770, 19_867, 19_962
	switch profile {
	case tasks.Standard: // 40 tasks make 40 runs of single-task training
		p.Train, p.Val, p.Test, p.Batch, p.Channels, p.Epochs, p.Optimizer.LR = 2048, 512, 1024, 32, 8, 16, 3e-3
	case tasks.Quick:
		p.Train, p.Val, p.Test, p.Batch, p.Channels, p.Epochs, p.Optimizer.LR = 512, 128, 256, 32, 8, 4, 3e-3
	}
}

// face draws face i of a split: an image of h x w pixels in colours of 8 bits,
// and its attributes.
func face(seed uint64, s tasks.Split, i, h, w int, pix []float32) (image []uint8, a faces.Attributes) {
	a = faces.Draw(tasks.Rand(seed, "faces/"+splitNames[s], uint64(i)), h, w, pix)
	image = make([]uint8, len(pix))
	for p, v := range pix {
		image[p] = uint8(colourSteps*v + 0.5)
	}
	return image, a
}

// drawnFaces is faces as a celeba.Source. Each is drawn when it is first wanted
// and kept; those that do not fit into keptBytes are drawn every time.
type drawnFaces struct {
	seed  uint64
	n     [3]int
	faces [3][]faceSlot // those that are kept
}

// faceSlot is a face that is kept once it is drawn.
type faceSlot struct {
	once       sync.Once
	image      []uint8
	attributes faces.Attributes
}

// newFaces makes a source of n faces of each split.
func newFaces(seed uint64, n [3]int) *drawnFaces {
	s := &drawnFaces{seed: seed, n: n}
	room := keptBytes / (3 * celeba.Side * celeba.Side)
	for i, count := range n {
		s.faces[i] = make([]faceSlot, min(count, room))
		room -= len(s.faces[i])
	}
	return s
}

// Len implements celeba.Source.
func (s *drawnFaces) Len(split tasks.Split) int { return s.n[split] }

// Read implements celeba.Source.
func (s *drawnFaces) Read(split tasks.Split, i int, image, attributes []float32) error {
	kept := new(faceSlot)
	if i < len(s.faces[split]) {
		kept = &s.faces[split][i]
	}
	kept.once.Do(func() { kept.image, kept.attributes = face(s.seed, split, i, celeba.Side, celeba.Side, image) })
	for p, v := range kept.image {
		image[p] = float32(v) / colourSteps
	}
	for k, has := range kept.attributes {
		attributes[k] = 0
		if has {
			attributes[k] = 1
		}
	}
	return nil
}
