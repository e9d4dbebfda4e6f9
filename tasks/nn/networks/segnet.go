package networks

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks/nn"
)

// SegNet is an encoder and decoder with max pooling and unpooling
// (Badrinarayanan, Kendall, Cipolla, TPAMI 2017), shared by the tasks up to the
// two layers of each prediction: "split, standard" of the released code of MTAN
// (Liu, Johns, Davison, CVPR 2019, model_segnet_split.py).
func SegNet(s Scene) nn.Network {
	s = s.filled()
	trunk := func(b *nn.Builder, x []*nn.Node) []*nn.Node {
		g := s.segnet(b, x[0])
		return g.decoder[len(g.decoder)-1:]
	}
	return s.network(trunk, func(_ *nn.Builder, z []*nn.Node) *nn.Node { return z[0] })
}

// global is the activations of SegNet that MTAN attends to.
type global struct {
	// first is those behind the first layer of each level of the encoder,
	// encoder behind the last one.
	first, encoder []*nn.Node
	// unpooled is those before the first layer of each level of the decoder,
	// decoder behind the last one, from the deepest level on.
	unpooled, decoder []*nn.Node
}

// segnet builds encoder and decoder on the image x.
func (s Scene) segnet(b *nn.Builder, x *nn.Node) global {
	b.Init(nn.XavierNormal)
	var g global
	var pooled []*nn.Node
	for i, c := range s.Channels {
		x = block(b, x, fmt.Sprint("encoder_block", i), c)
		g.first = append(g.first, x)
		x = further(b, x, fmt.Sprint("conv_block_enc", i), i)
		g.encoder = append(g.encoder, x)
		x = b.MaxPool(x, 2)
		pooled = append(pooled, x)
	}
	for i := len(pooled) - 1; i >= 0; i-- {
		x = b.MaxUnpool(x, pooled[i])
		g.unpooled = append(g.unpooled, x)
		x = block(b, x, fmt.Sprint("decoder_block", i), s.below(i))
		x = further(b, x, fmt.Sprint("conv_block_dec", i), i)
		g.decoder = append(g.decoder, x)
	}
	return g
}

// below is the channels that the decoder leaves of a level.
func (s Scene) below(level int) int { return s.Channels[max(0, level-1)] }

// further is the layers of a level behind its first: two from the third level
// on, one before.
func further(b *nn.Builder, x *nn.Node, name string, level int) *nn.Node {
	c := x.Shape()[1]
	if level < 2 {
		return block(b, x, name, c)
	}
	return block(b, block(b, x, name+"/0", c), name+"/1", c)
}
