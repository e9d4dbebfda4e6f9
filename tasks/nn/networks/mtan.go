package networks

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks/nn"
)

// MTAN is a multi-task attention network on SegNet (Liu, Johns, Davison, CVPR
// 2019; model_segnet_mtan.py, and the models of CAGrad, Nash-MTL, FAMO and
// GO4Align made of it): every task has attention modules that gate SegNet's
// activations level by level, and predictions behind the last. As in the
// released code the convolutions between the attention modules are shared by
// the tasks, though each applies them to its own activations, and they are
// among the shared parameters, as the encoder and the decoder are.
//
// Where an odd height or width was halved, the attention's up-sampling goes
// back to the size that was; the released code takes even ones only.
func MTAN(s Scene) nn.Network {
	s = s.filled()
	levels := len(s.Channels)
	trunk := func(b *nn.Builder, x []*nn.Node) []*nn.Node {
		g := s.segnet(b, x[0])
		var z []*nn.Node
		for _, part := range [][]*nn.Node{g.first, g.encoder, g.unpooled, g.decoder} {
			z = append(z, part...)
		}
		return z
	}
	return s.network(trunk, func(b *nn.Builder, z []*nn.Node) *nn.Node {
		return s.attend(b, global{z[:levels], z[levels : 2*levels], z[2*levels : 3*levels], z[3*levels:]})
	})
}

// attend builds the attention modules of a task, from the image's resolution
// down and back.
func (s Scene) attend(b *nn.Builder, g global) *nn.Node {
	var x *nn.Node
	levels := len(s.Channels)
	for i, c := range s.Channels {
		from := g.first[i]
		if i > 0 {
			from = b.Concat(from, x)
		}
		x = b.Mul(gates(b, from, fmt.Sprint("encoder_att", i), c), g.encoder[i])
		next := s.Channels[min(i+1, levels-1)]
		b.Shared(func() { x = block(b, x, fmt.Sprint("encoder_block_att", i), next) })
		x = b.MaxPool(x, 2)
	}
	for j := range levels {
		i, to := levels-1-j, g.unpooled[j].Shape()
		x = b.Upsample(x, to[2], to[3])
		b.Shared(func() { x = block(b, x, fmt.Sprint("decoder_block_att", i), s.below(i)) })
		x = b.Mul(gates(b, b.Concat(g.unpooled[j], x), fmt.Sprint("decoder_att", i), s.below(i)), g.decoder[j])
	}
	return x
}

// gates is an attention module: two layers of size 1 that end in (0, 1).
func gates(b *nn.Builder, x *nn.Node, name string, out int) *nn.Node {
	x = convNorm(b, x, name+"/0", out, 1, nn.ReLU)
	return convNorm(b, x, name+"/1", out, 1, nn.Sigmoid)
}
