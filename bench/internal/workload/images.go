package workload

import (
	"math"
	"math/rand/v2"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/nn/networks"
)

// missing is the share of pixels without a target.
const missing = 0.1

// NewScenes draws n images of h x w and targets of the tasks of NYUv2 at each
// pixel: a class, a depth and a normal, of which some are missing.
func NewScenes(n, h, w int, seed uint64) *Samples {
	r := tasks.Rand(seed, "scenes")
	s := &Samples{N: n, Inputs: [][]float32{uniform(r, n*3*h*w)}}
	for _, head := range networks.NYUv2() {
		var t nn.Target
		switch head.Loss {
		case nn.SoftmaxXent:
			t.Labels = labels(r, n*h*w, head.Channels+1)
			for i := range t.Labels {
				t.Labels[i]--
			}
		case nn.MaskedL1:
			t.Values = depths(r, n*h*w)
		case nn.MaskedDot:
			t.Values = normals(r, n, h*w)
		}
		s.Targets = append(s.Targets, t)
	}
	return s
}

// depths draws n depths in metres.
func depths(r *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		if r.Float32() >= missing {
			v[i] = 0.5 + 9*r.Float32()
		}
	}
	return v
}

// normals draws the unit normals of n images, of 3 channels each.
func normals(r *rand.Rand, n, pixels int) []float32 {
	v := make([]float32, n*3*pixels)
	for i := range n * pixels {
		if r.Float32() < missing {
			continue
		}
		at := v[i/pixels*3*pixels+i%pixels:]
		x, y, z := r.NormFloat64(), r.NormFloat64(), r.NormFloat64()
		length := math.Sqrt(x*x + y*y + z*z)
		at[0], at[pixels], at[2*pixels] = float32(x/length), float32(y/length), float32(z/length)
	}
	return v
}

// NewFaces draws n images of size x size and binary attributes.
func NewFaces(n, size, attributes int, seed uint64) *Samples {
	r := tasks.Rand(seed, "faces")
	s := &Samples{N: n, Inputs: [][]float32{uniform(r, n*3*size*size)}}
	for range attributes {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(r.IntN(2))
		}
		s.Targets = append(s.Targets, nn.Target{Values: v})
	}
	return s
}
