package nn

import (
	"fmt"
	"math"
	"slices"

	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks"
)

// span is a segment of the flat vector of parameters.
type span struct{ off, n int }

// of is the segment of v.
func (s span) of(v []float32) []float32 { return v[s.off : s.off+s.n : s.off+s.n] }

// layer is the parameters of a layer: weights, then biases. Of packed heads
// all weights come before all biases.
type layer struct {
	name          string // "scope/layer"
	fanIn, fanOut int
	weight, bias  int // sizes
	atW, atB      int // offsets in the flat vector
	init          Init
	// start is what the weights begin with, where they are not drawn; biases
	// then begin with 0.
	start  []float32
	common bool // to heads
	// norm is the channels of a batch normalisation, whose running means, and
	// then variances, are at atR in their vector; 0 for other layers.
	norm, atR int
}

// Init is how weights and biases start.
type Init uint8

const (
	// UniformFanIn draws both uniformly from +-1/sqrt(fan in), as PyTorch does
	// for Linear and Conv2d.
	UniformFanIn Init = iota
	// XavierNormal draws weights from a normal distribution of variance
	// 2/(fan in + fan out) (Glorot, Bengio, AISTATS 2010); biases are 0.
	XavierNormal
)

// spans are the segments of weights and biases.
func (l *layer) spans() [2]span { return [2]span{{l.atW, l.weight}, {l.atB, l.bias}} }

// running is where the running statistics are.
func (l *layer) running() (mean, variance span) {
	return span{l.atR, l.norm}, span{l.atR + l.norm, l.norm}
}

// params is the flat vector of parameters, [trunk | shared by heads | heads],
// its gradient, and where the layers are in it.
type params struct {
	layers  map[string]*layer
	trunk   int      // length of the trunk's segment
	shared  int      // length of the segments of the trunk and of what heads share
	heads   [][]span // of each trained task
	values  flat
	grad    []float32
	running flat // statistics of batch normalisation, no parameters
}

// newParams lays out the trunk's layers, those that heads share, then the
// groups', and initialises them.
func newParams(p *plan, seed uint64) *params {
	ps := &params{layers: make(map[string]*layer), heads: make([][]span, len(p.trained))}
	ps.trunk = layGroup(p.trunk, false, 0)
	ps.shared = layGroup(p.common, false, ps.trunk)
	n := ps.shared
	all := slices.Concat(p.trunk, p.common)
	for _, g := range p.groups {
		n = layGroup(p.layers(g), g.linear >= 0, n)
		all = append(all, p.layers(g)...)
	}
	for i, k := range p.trained {
		for _, l := range p.heads[k].layers {
			s := l.spans()
			ps.heads[i] = append(ps.heads[i], s[:]...)
		}
	}
	ps.values, ps.grad = make(flat, n), make([]float32, n)
	stats := 0
	for _, l := range all {
		ps.layers[l.name] = l
		l.atR = stats
		stats += 2 * l.norm
		l.draw(ps.values, seed)
	}
	ps.running = make(flat, stats)
	for _, l := range all {
		_, variance := l.running()
		fill(variance.of(ps.running), 1)
	}
	return ps
}

// layGroup lays out the layers of a group from n on and returns where they
// end.
func layGroup(layers []*layer, packed bool, n int) int {
	if packed {
		return layOut(layers, n)
	}
	for _, l := range layers {
		n = layOut([]*layer{l}, n)
	}
	return n
}

// layOut puts the layers' weights and then their biases from n on and returns
// where they end.
func layOut(layers []*layer, n int) int {
	for _, l := range layers {
		l.atW = n
		n += l.weight
	}
	for _, l := range layers {
		l.atB = n
		n += l.bias
	}
	return n
}

// fill sets all elements of v.
func fill(v []float32, to float32) {
	for i := range v {
		v[i] = to
	}
}

// draw draws weights and biases. Each has a stream of its own, so that a head
// starts from the same numbers whether it is trained alone or with others.
func (l *layer) draw(values []float32, seed uint64) {
	if l.start != nil {
		copy(l.spans()[0].of(values), l.start)
		return
	}
	parts := [2]string{"weight", "bias"}
	for i, s := range l.spans() {
		r := tasks.Rand(seed, "init/"+l.name+"/"+parts[i])
		v := s.of(values)
		switch {
		case l.init == UniformFanIn:
			bound := 1 / math.Sqrt(float64(l.fanIn))
			for j := range v {
				v[j] = float32((2*r.Float64() - 1) * bound)
			}
		case i == 0:
			deviation := math.Sqrt(2 / float64(l.fanIn+l.fanOut))
			for j := range v {
				v[j] = float32(r.NormFloat64() * deviation)
			}
		}
	}
}

// layer finds the layer that the plan has for l.
func (ps *params) layer(l *layer) *layer {
	found := ps.layers[l.name]
	if found == nil || found.weight != l.weight || found.bias != l.bias {
		panic(fmt.Sprintf("nn: layer %s differs from the first time the network was built", l.name))
	}
	return found
}

// placements are tensors over segments of a vector, for gradient operations
// to write into. base is the offset of the vector's first element.
func placements(spans []span, v []float32, base int) []*tensor.Dense {
	ts := make([]*tensor.Dense, len(spans))
	for i, s := range spans {
		ts[i] = newTensor(tensor.Shape{s.n}, span{s.off - base, s.n}.of(v))
	}
	return ts
}
