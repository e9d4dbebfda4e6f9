package nn

import (
	"fmt"
	"math"

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
	name         string // "scope/layer"
	fanIn        int
	weight, bias int // sizes
	atW, atB     int // offsets in the flat vector
	// start is what the weights begin with, where they are not drawn.
	start []float32
}

// spans are the segments of weights and biases.
func (l *layer) spans() [2]span { return [2]span{{l.atW, l.weight}, {l.atB, l.bias}} }

// params is the flat vector of parameters, [shared | heads], its gradient,
// and where the layers are in it.
type params struct {
	layers map[string]*layer
	shared int      // length of the shared segment
	heads  [][]span // of each trained task
	values flat
	grad   []float32
}

// newParams lays out the trunk's layers, then the groups', and initialises
// them.
func newParams(p *plan, seed uint64) *params {
	ps := &params{layers: make(map[string]*layer), heads: make([][]span, len(p.trained))}
	n := 0
	for _, l := range p.trunk {
		n = layOut([]*layer{l}, n)
	}
	ps.shared = n
	all := p.trunk
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
	for _, l := range all {
		ps.layers[l.name] = l
		l.init(ps.values, seed)
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

// init draws weights and biases uniformly from +-1/sqrt(fanIn), as PyTorch
// does for Linear and Conv2d. Each has a stream of its own, so that a head
// starts from the same numbers whether it is trained alone or with others.
func (l *layer) init(values []float32, seed uint64) {
	if l.start != nil {
		copy(l.spans()[0].of(values), l.start)
		return
	}
	bound := 1 / math.Sqrt(float64(l.fanIn))
	parts := [2]string{"weight", "bias"}
	for i, s := range l.spans() {
		r := tasks.Rand(seed, "init/"+l.name+"/"+parts[i])
		v := s.of(values)
		for j := range v {
			v[j] = float32((2*r.Float64() - 1) * bound)
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
