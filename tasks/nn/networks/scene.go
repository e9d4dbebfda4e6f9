package networks

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks/nn"
)

// Scene is the configuration of a network that predicts images from images of
// 3 channels. Its zero value is that of NYUv2 in the literature.
type Scene struct {
	Height, Width int // of images; 0 means 288 and 384
	// Channels of each level of the encoder, the image's own resolution first;
	// nil means 64, 128, 256, 512, 512. A level halves height and width.
	Channels []int
	Heads    []Head // nil means those of NYUv2
}

// Head is the prediction of a task at each pixel.
type Head struct {
	Name      string // of the task
	Channels  int    // classes, 1 for a depth, 3 for a normal
	Loss      nn.Loss
	Normalise bool // the channels are divided by their Euclidean norm
}

// NYUv2 lists the heads of the three tasks of NYUv2.
func NYUv2() []Head {
	return []Head{
		{Name: "segmentation", Channels: 13, Loss: nn.SoftmaxXent},
		{Name: "depth", Channels: 1, Loss: nn.MaskedL1},
		{Name: "normal", Channels: 3, Loss: nn.MaskedDot, Normalise: true},
	}
}

// CityScapes lists the heads of the two tasks of CityScapes.
func CityScapes() []Head {
	return []Head{
		{Name: "segmentation", Channels: 7, Loss: nn.SoftmaxXent},
		{Name: "depth", Channels: 1, Loss: nn.MaskedL1},
	}
}

// filled is the configuration with defaults in the places of zeros. It panics
// when the images cannot be halved as often as there are levels.
func (s Scene) filled() Scene {
	if s.Height == 0 && s.Width == 0 {
		s.Height, s.Width = 288, 384
	}
	if s.Channels == nil {
		s.Channels = []int{64, 128, 256, 512, 512}
	}
	if s.Heads == nil {
		s.Heads = NYUv2()
	}
	if levels := len(s.Channels); levels == 0 || min(s.Height, s.Width)>>levels < 1 {
		panic(fmt.Sprintf("networks: %d levels for images of %d x %d", levels, s.Height, s.Width))
	}
	return s
}

// network puts a trunk and the heads that head builds on it together.
func (s Scene) network(trunk func(*nn.Builder, []*nn.Node) []*nn.Node, features func(*nn.Builder, []*nn.Node) *nn.Node) nn.Network {
	n := nn.Network{Inputs: [][]int{{3, s.Height, s.Width}}, Trunk: trunk}
	for _, h := range s.Heads {
		n.Heads = append(n.Heads, nn.Head{Name: h.Name, Loss: h.Loss, Build: func(b *nn.Builder, z []*nn.Node) *nn.Node {
			b.Init(nn.XavierNormal)
			return h.predict(b, features(b, z))
		}})
	}
	return n
}

// predict is the last two layers of every scene network, linear both.
func (h Head) predict(b *nn.Builder, x *nn.Node) *nn.Node {
	y := b.Conv2D(x, "pred/conv0", nn.ConvSpec{Out: x.Shape()[1], Kernel: 3, Pad: 1})
	y = b.Conv2D(y, "pred/conv1", nn.ConvSpec{Out: h.Channels, Kernel: 1})
	if h.Normalise {
		y = b.Normalise(y)
	}
	return y
}

// convNorm is a convolution of size x size, batch normalisation and activation.
func convNorm(b *nn.Builder, x *nn.Node, name string, out, size int, act nn.Act) *nn.Node {
	x = b.Conv2D(x, name+"/conv", nn.ConvSpec{Out: out, Kernel: size, Pad: size / 2})
	return b.BatchNorm(x, name+"/norm", act)
}

// block is the convolution of size 3 that these networks are made of.
func block(b *nn.Builder, x *nn.Node, name string, out int) *nn.Node {
	return convNorm(b, x, name, out, 3, nn.ReLU)
}
