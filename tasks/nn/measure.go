package nn

import (
	"slices"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// What follows is for measuring the engine against others.

// MultiplyAdds does rounds of nothing but multiply-adds on one core and
// returns how many floating-point operations they were: timed, they give the
// rate that this machine cannot exceed.
func MultiplyAdds(rounds int) (operations float64) { return kernel.MultiplyAdds(rounds) }

// SetWorkers sets the number of goroutines that one operation may use, 1
// unless set. It never changes a result of finite numbers. Nothing may run
// meanwhile.
func SetWorkers(n int) { kernel.Workers = max(1, n) }

// Layer is the parameters of one layer: copies, laid out as PyTorch does.
type Layer struct {
	Name         string    // "trunk/conv1"
	Weight, Bias []float32 // out x in, or out x channels x kernel x kernel
	// Mean and Variance are the running statistics of a batch normalisation.
	Mean, Variance []float32
}

// Layers gives the parameters: the trunk's layers in the order in which they
// were built, then those that the trained heads share, then the heads' own.
func (p *Problem) Layers() []Layer {
	all := slices.Concat(p.plan.trunk, p.plan.common)
	for _, k := range p.plan.trained {
		all = append(all, p.plan.heads[k].layers...)
	}
	layers := make([]Layer, len(all))
	for i, l := range all {
		s := l.spans()
		mean, variance := l.running()
		layers[i] = Layer{
			Name:     l.name,
			Weight:   slices.Clone(s[0].of(p.params.values)),
			Bias:     slices.Clone(s[1].of(p.params.values)),
			Mean:     slices.Clone(mean.of(p.params.running)),
			Variance: slices.Clone(variance.of(p.params.running)),
		}
	}
	return layers
}

// Convolution is a convolution with bias and activation outside any network.
// Its fields are the buffers of Forward and Backward.
type Convolution struct {
	X, Weight, Bias, Y     []float32 // inputs, and the output of Forward
	DY, DX, DWeight, DBias []float32 // the input of Backward, and its outputs
	conv                   *kernel.Conv
}

// NewConvolution makes one of images of batch x channels x size x size.
func NewConvolution(batch, channels, size int, c ConvSpec) *Convolution {
	conv := c.kernel(batch, channels, size, size)
	h, w := conv.Dims()
	x, weights, y := batch*channels*size*size, c.Out*channels*c.Kernel*c.Kernel, batch*c.Out*h*w
	zeros := func(n int) []float32 { return make([]float32, n) }
	return &Convolution{
		X: zeros(x), Weight: zeros(weights), Bias: zeros(c.Out), Y: zeros(y),
		DY: zeros(y), DX: zeros(x), DWeight: zeros(weights), DBias: zeros(c.Out), conv: conv,
	}
}

// Forward computes Y.
func (c *Convolution) Forward() { c.conv.Forward(c.X, c.Weight, c.Bias, c.Y) }

// Backward computes DX, DWeight and DBias; Forward has run on the same X.
func (c *Convolution) Backward() {
	c.conv.Backward(c.X, c.Weight, c.Y, c.DY, c.DWeight, c.DBias, c.DX)
}
