package nn

import (
	"fmt"

	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// Mul is the product of x and y, element by element, such as features and the
// gates in [0, 1] of an attention module.
func (b *Builder) Mul(x, y *Node) *Node {
	b.checkBatch(x, "Mul")
	if x == y || !x.Shape().Eq(y.Shape()) {
		panic(fmt.Sprintf("nn: Mul of shapes %v and %v", x.Shape(), y.Shape()))
	}
	return b.function("mul", x.Shape().Clone(), &function{
		apply: func(x [][]float32, y []float32) { kernel.Mul(x[0], x[1], y) },
		grad: func(x [][]float32, _, dy []float32, dx [][]float32) {
			for i, d := range dx {
				if d != nil {
					kernel.Mul(x[1-i], dy, d)
				}
			}
		},
	}, x, y)
}

// Concat is the channels of the images, batch x channels x height x width each,
// one after the other.
func (b *Builder) Concat(images ...*Node) *Node {
	shape := images[0].Shape().Clone()
	widths := make([]int, len(images))
	shape[1] = 0
	for i, x := range images {
		b.checkImage(x, "Concat")
		if s := x.Shape(); s[2] != shape[2] || s[3] != shape[3] {
			panic(fmt.Sprintf("nn: Concat of images of shapes %v and %v", images[0].Shape(), s))
		}
		widths[i] = volume(x.Shape()[1:])
		shape[1] += x.Shape()[1]
	}
	return b.function("concat", shape, &function{
		apply: func(x [][]float32, y []float32) { kernel.Join(x, widths, y) },
		grad:  func(_ [][]float32, _, dy []float32, dx [][]float32) { kernel.Split(dy, widths, dx) },
	}, images...)
}

// Upsample is bilinear interpolation of the images x, batch x channels x height
// x width, to h x w, the corners on the corners (align_corners in PyTorch).
func (b *Builder) Upsample(x *Node, h, w int) *Node {
	b.checkImage(x, "Upsample")
	s := x.Shape()
	u := kernel.NewUpsample(s[0]*s[1], s[2], s[3], h, w)
	return b.function("upsample", tensor.Shape{s[0], s[1], h, w}, &function{
		height: h, width: w,
		apply: func(x [][]float32, y []float32) { u.Forward(x[0], y) },
		grad:  func(_ [][]float32, _, dy []float32, dx [][]float32) { u.Backward(dy, dx[0]) },
	}, x)
}

// MaxUnpool puts the values of x where the largest ones of the windows were that
// MaxPool made pooled of, and zeros elsewhere, as the decoder of SegNet does
// (Badrinarayanan, Kendall, Cipolla, TPAMI 2017). x has the shape of pooled, the
// result that of what was pooled.
func (b *Builder) MaxUnpool(x, pooled *Node) *Node {
	b.checkImage(x, "MaxUnpool")
	p, ok := pooled.Op().(*pool)
	if !ok || !x.Shape().Eq(pooled.Shape()) {
		panic(fmt.Sprintf("nn: MaxUnpool of shape %v by the pooling %v of shape %v", x.Shape(), pooled.Op(), pooled.Shape()))
	}
	s := p.p.PoolShape
	f := &function{
		height: s.H, width: s.W, by: []*Node{pooled},
		apply: func(x [][]float32, y []float32) { p.p.Unpool(x[0], y) },
		grad:  func(_ [][]float32, _, dy []float32, dx [][]float32) { p.p.UnpoolGrad(dy, dx[0]) },
	}
	return b.function("maxUnpool", tensor.Shape{s.N, s.C, s.H, s.W}, f, x)
}

// GlobalAvgPool is the mean of each channel of the images x: batch x channels.
func (b *Builder) GlobalAvgPool(x *Node) *Node {
	b.checkImage(x, "GlobalAvgPool")
	s := x.Shape()
	plane := s[2] * s[3]
	return b.function("globalAvgPool", tensor.Shape{s[0], s[1]}, &function{
		apply: func(x [][]float32, y []float32) { kernel.RowMeans(x[0], plane, y) },
		grad:  func(_ [][]float32, _, dy []float32, dx [][]float32) { kernel.SpreadMeans(dy, plane, dx[0]) },
	}, x)
}

// Normalise divides the channels of each pixel of the images x by their
// Euclidean norm, such as predicted surface normals.
func (b *Builder) Normalise(x *Node) *Node {
	b.checkImage(x, "Normalise")
	s := x.Shape()
	channels, plane := s[1], s[2]*s[3]
	return b.function("normalise", s.Clone(), &function{
		apply: func(x [][]float32, y []float32) { kernel.Normalise(x[0], channels, plane, y) },
		grad: func(x [][]float32, y, dy []float32, dx [][]float32) {
			kernel.NormaliseGrad(x[0], y, dy, channels, plane, dx[0])
		},
	}, x)
}
