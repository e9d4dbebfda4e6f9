package nn

import "testing"

// imageNetworks are made of the operations on images, smooth but for pooling.
func imageNetworks() map[string]Network {
	return map[string]Network{
		"norm": withTrunk(func(b *Builder, x *Node) []*Node {
			return []*Node{b.BatchNorm(b.Conv2D(x, "conv", ConvSpec{Out: 3, Kernel: 3, Pad: 1, NoBias: true}), "norm", Sigmoid)}
		}),
		"norm of data": withTrunk(func(b *Builder, x *Node) []*Node {
			return []*Node{smooth(b, b.BatchNorm(x, "norm", Identity), "conv", 3)}
		}),
		"unpool": withTrunk(func(b *Builder, x *Node) []*Node {
			p := b.MaxPool(smooth(b, x, "conv", 3), 2)
			return []*Node{b.MaxUnpool(smooth(b, p, "inner", 3), p)}
		}),
		"upsample": withTrunk(func(b *Builder, x *Node) []*Node {
			return []*Node{b.Upsample(b.MaxPool(smooth(b, x, "conv", 3), 2), 6, 5)}
		}),
		"concat": withTrunk(func(b *Builder, x *Node) []*Node {
			y := smooth(b, x, "conv", 3)
			return []*Node{b.Concat(y, x, smooth(b, y, "second", 2))}
		}),
		"several": severalTensors(), "shared layers": sharedLayers(),
		"normalised": withHeads(sceneNetwork(), func(k int, b *Builder, z []*Node, out func(*Node) *Node) *Node {
			if k == 2 {
				return b.Normalise(out(z[0]))
			}
			return out(z[0])
		}),
	}
}

// smooth is a convolution that keeps the size of x.
func smooth(b *Builder, x *Node, name string, out int) *Node {
	return b.Conv2D(x, name, ConvSpec{Out: out, Kernel: 3, Pad: 1, Act: Tanh})
}

// withTrunk is the network of a scene with another trunk.
func withTrunk(trunk func(b *Builder, x *Node) []*Node) Network {
	n := sceneNetwork()
	n.Trunk = func(b *Builder, x []*Node) []*Node { return trunk(b, x[0]) }
	return n
}

// withHeads puts something before or behind the last layer, out, of head k.
func withHeads(n Network, build func(k int, b *Builder, z []*Node, out func(*Node) *Node) *Node) Network {
	for k := range n.Heads {
		last := n.Heads[k].Build
		n.Heads[k].Build = func(b *Builder, z []*Node) *Node {
			return build(k, b, z, func(x *Node) *Node { return last(b, []*Node{x}) })
		}
	}
	return n
}

// severalTensors has a representation that later ones are made of, one that all
// heads read, and one that a single head reads.
func severalTensors() Network {
	n := withTrunk(func(b *Builder, x *Node) []*Node {
		first := smooth(b, x, "a", 3)
		second := smooth(b, first, "b", 3)
		return []*Node{first, second, smooth(b, second, "c", 3)}
	})
	return withHeads(n, func(k int, b *Builder, z []*Node, out func(*Node) *Node) *Node {
		return out(b.Mul(b.Conv2D(z[1], "gate", ConvSpec{Out: 3, Kernel: 1, Act: Sigmoid}), z[k/2*2]))
	})
}

// sharedLayers has heads that share layers, not all of them the second one.
func sharedLayers() Network {
	return withHeads(sceneNetwork(), func(k int, b *Builder, z []*Node, out func(*Node) *Node) *Node {
		x := b.Conv2D(z[0], "own", ConvSpec{Out: 3, Kernel: 1, Act: Tanh})
		b.Shared(func() {
			x = b.BatchNorm(smooth(b, x, "conv", 4), "norm", Sigmoid)
			if k != 1 {
				x = smooth(b, x, "second", 3)
			}
		})
		return out(x)
	})
}

// Gradients of the operations on images, weighted and task by task, against
// central differences.
func TestImageGradients(t *testing.T) {
	for name, net := range imageNetworks() {
		t.Run(name, func(t *testing.T) {
			p, _ := stepOf(t, sceneConfig(net, 4, 4))
			checkDifferences(t, p, []float64{1, .5, 2})
		})
	}
}
