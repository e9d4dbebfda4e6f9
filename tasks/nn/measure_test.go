package nn

import (
	"math"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// TestLayers: the layers are all parameters, in the order of building.
func TestLayers(t *testing.T) {
	spec := lenetSpec(ragged(3))
	p := open(t, spec.config(8, 4, tasks.AllTasks))
	total := 0
	for i, l := range p.Layers() {
		if want := p.params.layers[l.Name]; len(l.Weight) != want.weight || len(l.Bias) != want.bias {
			t.Errorf("layer %d, %s: %d weights and %d biases", i, l.Name, len(l.Weight), len(l.Bias))
		}
		compare(t, l.Name, l.Weight, p.params.values[p.params.layers[l.Name].atW:][:len(l.Weight)])
		compare(t, l.Name, l.Bias, p.params.values[p.params.layers[l.Name].atB:][:len(l.Bias)])
		total += len(l.Weight) + len(l.Bias)
	}
	if total != len(p.params.values) {
		t.Errorf("%d of %d parameters", total, len(p.params.values))
	}
}

// TestConvolution: a convolution is linear in images and in weights, so that
// dy'(y - b) = x'dx = w'dw.
func TestConvolution(t *testing.T) {
	c := NewConvolution(2, 3, 7, ConvSpec{Out: 4, Kernel: 3, Pad: 1})
	r := tasks.Rand(1, "convolution")
	for _, v := range [][]float32{c.X, c.Weight, c.Bias, c.DY} {
		for i := range v {
			v[i] = 2*r.Float32() - 1
		}
	}
	c.Forward()
	c.Backward()
	want := kernel.Dot(c.DY, c.Y) - kernel.Dot(c.DBias, c.Bias)
	for name, got := range map[string]float64{"x": kernel.Dot(c.X, c.DX), "w": kernel.Dot(c.Weight, c.DWeight)} {
		if math.Abs(got-want) > 1e-4*math.Abs(want) {
			t.Errorf("%s: %g, want %g", name, got, want)
		}
	}
}
