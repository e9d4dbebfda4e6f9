package qm9

import "github.com/mtobench/mtobench/tasks/nn"

// The published network: node features and messages of PaperWidth numbers, an
// edge network of PaperHidden hidden units.
const (
	PaperWidth  = 64
	PaperHidden = 128
)

// passes is the number of passes of messages, and of steps of the readout.
const passes = 3

// Network is the message-passing network of Gilmer et al. (ICML 2017) as the
// benchmarks of multi-task learning have it (the released code of Nash-MTL,
// ICML 2022), for molecules of at most so many atoms, on inputs as
// Samples.Fill gives them. Names of layers are in parentheses:
//
//	dense 11-width, ReLU (in)                      on every atom
//	3 passes of messages (messages): edge network 5-hidden-width x width,
//	    mean over all other atoms, bias, ReLU; GRU of the atom's state
//	Set2Set, 3 steps (set)                         2 width numbers a molecule
//	dense 2 width-width, ReLU (out)                shared by all tasks
//	dense width-1 (out) of each task, mean squared error
func Network(width, hidden, most int) nn.Network {
	net := nn.Network{
		Inputs: [][]int{{1}, {most, NodeFeatures}, {most * most, EdgeFeatures}},
		Trunk: func(b *nn.Builder, x []*nn.Node) []*nn.Node {
			g := nn.Graphs{Sizes: x[0], Pairs: x[2]}
			h := b.Points(x[1], "in", width, nn.ReLU)
			h = b.Messages(h, g, "messages", hidden, passes)
			h = b.Set2Set(h, g, "set", passes)
			return []*nn.Node{b.Dense(h, "out", width, nn.ReLU)}
		},
	}
	for _, t := range targets {
		net.Heads = append(net.Heads, nn.Head{
			Name:  t.name,
			Build: func(b *nn.Builder, z []*nn.Node) *nn.Node { return b.Dense(z[0], "out", 1, nn.Identity) },
			Loss:  nn.MSE,
		})
	}
	return net
}
