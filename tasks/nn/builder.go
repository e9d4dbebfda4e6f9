package nn

import (
	"fmt"

	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// Builder builds the layers of a trunk or a head. Its methods panic when the
// shapes do not fit or a name is used twice.
type Builder struct {
	g      *graph
	batch  int
	scope  string
	params *params // nil while planning
	train  bool    // batch normalisation goes by the mini-batch
	init   Init    // of the layers to come
	common bool    // the layers to come are shared by heads
	layers []*layer
	leaves []*Node        // the parameters of layers
	wants  map[*Node]bool // nodes that depend on parameters or on z
	read   map[*Node]bool // nodes that an operation reads
	linear linear         // the last dense layer

	program Program // what has been built so far
	numbers map[*Node]int
	noted   int // layers that program has
}

// linear tells what a dense layer was made of.
type linear struct {
	node, x *Node
	act     Act
}

func newBuilder(g *graph, scope string, batch int, ps *params) *Builder {
	return &Builder{g: g, scope: scope, batch: batch, params: ps, wants: make(map[*Node]bool), read: make(map[*Node]bool), numbers: make(map[*Node]int)}
}

// Batch is the number of samples, the first dimension of every node.
func (b *Builder) Batch() int { return b.batch }

// Init sets how the parameters of the layers to come start; the default is
// UniformFanIn.
func (b *Builder) Init(i Init) { b.init = i }

// Shared runs build, whose layers the heads share: one of a name is the same in
// every head that builds it. Its parameters are among the shared ones, though
// each head applies it to activations of its own; its gradient for a task goes
// where those of the trunk go. MTAN (Liu, Johns, Davison, CVPR 2019) has such
// layers between its attention modules.
func (b *Builder) Shared(build func()) {
	if b.scope == trunkScope {
		panic("nn: Shared in the trunk, whose layers are shared already")
	}
	old := b.common
	b.common = true
	build()
	b.common = old
}

// Dense is a fully connected layer with bias: batch x out. It takes x as
// batch x the rest.
func (b *Builder) Dense(x *Node, name string, out int, act Act) *Node {
	b.checkBatch(x, name)
	in := volume(x.Shape()) / b.batch
	theta := b.theta(&layer{name: name, fanIn: in, fanOut: out, weight: out * in, bias: out})
	n := b.must(newDense(b.g, x, theta, out, act, b.wants[x]))(name)
	b.wants[n], b.read[x] = true, true
	if !b.common {
		b.linear = linear{n, x, act}
	}
	b.note(n, Operation{Op: "dense", Act: act.String()}, x)
	return n
}

// ConvSpec describes a convolution.
type ConvSpec struct {
	Out    int  `json:"out"`    // channels
	Kernel int  `json:"kernel"` // height and width
	Stride int  `json:"stride"` // 0 counts as 1
	Pad    int  `json:"pad"`    // zeros around the image
	Act    Act  `json:"-"`
	NoBias bool `json:"no_bias"` // as before a batch normalisation, which takes it out again
	// Pool adds 2x2 max pooling behind the activation, with stride 2, in the
	// same operation, which is faster than MaxPool.
	Pool bool `json:"pool"`
}

// kernel makes the convolution of n images of channels x h x w.
func (c ConvSpec) kernel(n, channels, h, w int) *kernel.Conv {
	s := kernel.ConvShape{N: n, C: channels, H: h, W: w, Out: c.Out, KH: c.Kernel, KW: c.Kernel, Stride: max(1, c.Stride), Pad: c.Pad}
	if c.Pool {
		return kernel.NewConvPool(s, c.Act)
	}
	return kernel.NewConv(s, c.Act)
}

// Conv2D is a convolution of images x, batch x channels x height x
// width.
func (b *Builder) Conv2D(x *Node, name string, c ConvSpec) *Node {
	b.checkImage(x, name)
	s := x.Shape()
	k := c.kernel(s[0], s[1], s[2], s[3])
	fan := k.C * k.KH * k.KW
	l := &layer{name: name, fanIn: fan, fanOut: c.Out * k.KH * k.KW, weight: c.Out * fan, bias: c.Out}
	if c.NoBias {
		l.bias = 0
	}
	theta := b.theta(l)
	n := b.must(newConv(b.g, x, theta, k, b.wants[x]))(name)
	b.wants[n], b.read[x] = true, true
	b.note(n, Operation{Op: "conv2d", Act: c.Act.String(), Conv: c}, x)
	return n
}

// MaxPool is the maximum over windows of size x size, with a stride of size,
// of images x, batch x channels x height x width.
func (b *Builder) MaxPool(x *Node, size int) *Node {
	b.checkImage(x, "MaxPool")
	s := x.Shape()
	p := kernel.PoolShape{N: s[0], C: s[1], H: s[2], W: s[3], Size: size, Stride: size}
	n := b.must(newPool(b.g, x, p, b.wants[x]))("MaxPool")
	b.wants[n], b.read[x] = b.wants[x], true
	b.note(n, Operation{Op: "maxpool", Size: size}, x)
	return n
}

// theta is the node of the parameters [weights | biases] of a layer. While
// planning, it notes the layer.
func (b *Builder) theta(l *layer) *Node {
	scope := b.scope
	if b.common {
		scope = commonScope
	}
	l.name, l.init, l.common = scope+"/"+l.name, b.init, b.common
	for _, other := range b.layers {
		if other.name == l.name {
			panic("nn: two layers are called " + l.name)
		}
	}
	n := l.weight + l.bias
	values := make([]float32, n)
	if b.params != nil {
		l = b.params.layer(l)
		values = span{l.atW, n}.of(b.params.values)
	}
	b.layers = append(b.layers, l)
	return b.leaf(l.name, values)
}

// leaf makes the node of parameters.
func (b *Builder) leaf(name string, values []float32) *Node {
	n := b.g.leaf(name, newTensor(tensor.Shape{len(values)}, values))
	b.leaves = append(b.leaves, n)
	return n
}

// must panics with the layer's name when its operation does not fit.
func (b *Builder) must(n *Node, err error) func(name string) *Node {
	return func(name string) *Node {
		if err != nil {
			panic(fmt.Sprintf("nn: layer %s/%s: %v", b.scope, name, err))
		}
		return n
	}
}

func (b *Builder) checkBatch(x *Node, name string) {
	if x.Dims() < 2 || x.Shape()[0] != b.batch {
		panic(fmt.Sprintf("nn: layer %s/%s: input of shape %v in batches of %d", b.scope, name, x.Shape(), b.batch))
	}
}

func (b *Builder) checkImage(x *Node, name string) {
	if x.Dims() != 4 || x.Shape()[0] != b.batch {
		panic(fmt.Sprintf("nn: layer %s/%s: input of shape %v is no batch of %d images", b.scope, name, x.Shape(), b.batch))
	}
}
