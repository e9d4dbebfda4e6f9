package synthetic

import (
	"math"
	"math/rand/v2"
	"sync"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
)

// Drawn frames are what a camera would give: colours of 8 bits, depth in steps,
// normals in steps of 1/32767. They are kept as these numbers, some 12 bytes a
// pixel.

// drawing is a kind of frames that are drawn by rule.
type drawing struct {
	name    string
	classes []string
	normal  bool
	steps   float32 // of depth in a unit
	draw    func(r *rand.Rand, h, w int, f *frame.Frame)
}

// splitNames tell the streams of the splits apart.
var splitNames = [3]string{tasks.Train: "train", tasks.Val: "val", tasks.Test: "test"}

// frame draws frame i of a split; it depends on these, the size and the seed
// alone.
func (d *drawing) frame(seed uint64, s tasks.Split, i, h, w int, f *frame.Frame) {
	d.draw(tasks.Rand(seed, d.name+"/"+splitNames[s], uint64(i)), h, w, f)
	if !d.normal {
		f.Normal = nil
	}
	var p packed
	p.pack(f, d.steps)
	p.unpack(f, d.steps)
}

// packed is a frame in few bytes.
type packed struct {
	h, w   int
	image  []uint8
	label  []int8
	depth  []uint16
	normal []int16
}

// colourSteps and normalSteps are those in 1.
const (
	colourSteps = 255
	normalSteps = 32767
)

func (p *packed) pack(f *frame.Frame, steps float32) {
	p.h, p.w = f.H, f.W
	p.image, p.label, p.depth = make([]uint8, len(f.Image)), make([]int8, len(f.Label)), make([]uint16, len(f.Depth))
	for i, v := range f.Image {
		p.image[i] = uint8(colourSteps*v + 0.5)
	}
	for i, c := range f.Label {
		p.label[i] = int8(c)
	}
	for i, z := range f.Depth {
		p.depth[i] = uint16(min(math.MaxUint16, steps*z+0.5))
	}
	if f.Normal != nil {
		p.normal = make([]int16, len(f.Normal))
		for i, v := range f.Normal {
			p.normal[i] = int16(math.Round(float64(normalSteps * v)))
		}
	}
}

func (p *packed) unpack(f *frame.Frame, steps float32) {
	f.Resize(p.h, p.w, p.normal != nil)
	for i, v := range p.image {
		f.Image[i] = float32(v) / colourSteps
	}
	for i, c := range p.label {
		f.Label[i] = int32(c)
	}
	for i, z := range p.depth {
		f.Depth[i] = float32(z) / steps
	}
	for i, v := range p.normal {
		f.Normal[i] = float32(v) / normalSteps
	}
}

// drawnFrames is frames of one size as a frame.Source. Each is drawn when it is
// first wanted and kept; those that do not fit into keptBytes are drawn every
// time.
type drawnFrames struct {
	*drawing
	seed   uint64
	h, w   int
	n      [3]int
	frames [3][]slot // those that are kept
}

// slot is a frame that is kept once it is drawn.
type slot struct {
	once sync.Once
	packed
}

// keptBytes bounds the memory of one set of drawn frames, or of faces.
const keptBytes = 512 << 20

// fixedSeed is that of the frames and faces of the suites.
const fixedSeed = 1

// source is a suite's frames at the size of a protocol, shared among the cells
// of a process.
func (d *drawing) source(o tasks.Options) *drawnFrames {
	type key struct {
		*drawing
		h, w int
		n    [3]int
	}
	p := o.Protocol
	k := key{d, p.Height, p.Width, sizes(p)}
	return share(k, func() *drawnFrames { return d.newFrames(fixedSeed, k.h, k.w, k.n) })
}

// newFrames makes a source of n frames of each split.
func (d *drawing) newFrames(seed uint64, h, w int, n [3]int) *drawnFrames {
	s := &drawnFrames{drawing: d, seed: seed, h: h, w: w, n: n}
	each := 6
	if d.normal {
		each = 12
	}
	room := keptBytes / (each * h * w)
	for i, frames := range n {
		s.frames[i] = make([]slot, min(frames, room))
		room -= len(s.frames[i])
	}
	return s
}

// Len implements frame.Source.
func (s *drawnFrames) Len(split tasks.Split) int { return s.n[split] }

// Read implements frame.Source.
func (s *drawnFrames) Read(split tasks.Split, i int, dst *frame.Frame) error {
	if i >= len(s.frames[split]) {
		s.frame(s.seed, split, i, s.h, s.w, dst)
		return nil
	}
	kept := &s.frames[split][i]
	kept.once.Do(func() {
		s.frame(s.seed, split, i, s.h, s.w, dst)
		kept.pack(dst, s.steps)
	})
	kept.unpack(dst, s.steps)
	return nil
}
