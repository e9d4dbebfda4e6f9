// Package nn trains networks of one shared trunk and a head for each task on
// Gorgonia. A suite gives it a Network, Data and a Meter; NewProblem makes a
// tasks.Problem of them.
//
// The trunk and the heads are separate expression graphs. The heads' graphs
// give the losses L_k and, by Gorgonia's symbolic differentiation, dL_k/dz for
// the shared representation z. The trunk's graph has a cotangent input for z,
// so that a weighted step is one backward pass of the trunk with
// sum_k w_k dL_k/dz, and the per-task gradients are K of them.
//
// A head may have layers that it shares with others (Builder.Shared): they are
// shared parameters too, whose gradient every head adds to, in a weighted step
// as in its row of the Jacobian.
//
// Layers are fused operations that own their output buffers, and programs run
// them in order without a tape machine, so that a training step allocates
// nothing. What nobody reads after a pass, such as gradients on their way
// back, lies in one arena that the graphs use in turn: SegNet and MTAN need no
// more of it than two of their largest activations. Parameters and gradients are flat
// vectors whose segments are the values of the graphs' nodes: [trunk | shared
// by heads | heads].
//
// # What bounds a step
//
// An MLP of 256 hidden units at batch 256 is bound by matrix products: three
// quarters of a weighted step with 40 heads, of which three products that skip
// zeros are seven tenths, and four fifths of a step with per-task gradients. The rest
// is packing and turning operands, a tenth, bias and activation, and Adam, which
// take 4 % each; with per-task gradients also the sum of K rows in float64, which
// comes from memory and takes an eighth at K = 40. LeNet is bound by its
// convolutions, of which package kernel tells more.
//
// SegNet and MTAN at a quarter of NYUv2's resolution are bound by convolutions,
// seven eighths of a step; Adam on 25 to 44 million parameters is a sixteenth,
// batch normalisation a thirtieth, and pooling, gating and up-sampling the rest.
//
// What helped: heads of one dense layer packed into one matrix; running the
// operations in order instead of on Gorgonia's tape machine, which hands every
// run to another thread (an eighth to a third of an MLP's step, more on a busy
// machine); heads that write dL/dz where the trunk reads it, or, linear ones of one
// output, the two vectors that it is the outer product of, which halves a step;
// keeping inputs and weights packed over the K passes, which gains two hundredths
// where that does not apply. It is done from the second pass on: done at the first,
// it costs a weighted step seven. What did not: batching the K cotangents into one
// backward pass gains a twentieth at most and takes K times the memory.
package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// Node is a node of a Gorgonia expression graph.
type Node = gorgonia.Node

// Network is a trunk shared by all tasks, and one head a task. Its functions
// are called several times, for training, for evaluation and for planning:
// each call must build the same layers.
type Network struct {
	// Inputs are the shapes of one sample of each input tensor, such as
	// {{1, 36, 36}} for one image or {{21}} for a vector.
	Inputs [][]int
	// Trunk builds the shared representation, one tensor or several, from the
	// inputs. The first dimension of every node is the batch.
	Trunk func(b *Builder, x []*Node) []*Node
	Heads []Head // one a task, in the order of the suite's tasks
}

// Head is what belongs to one task alone.
type Head struct {
	Name string // the task; prefix of its parameters
	// Build gives the prediction, batch x outputs or batch x channels x height x
	// width, from the shared representation. For SoftmaxXent the outputs, or
	// channels, are the classes' logits.
	Build func(b *Builder, z []*Node) *Node
	Loss  Loss
}

// Act is the activation of a layer.
type Act = kernel.Act

// The activations.
const (
	Identity = kernel.None
	ReLU     = kernel.ReLU
	Sigmoid  = kernel.Sigmoid
	Tanh     = kernel.Tanh
)

// Kernel names the arithmetic in use, "avx512", "avx2" or "go", for records.
func Kernel() string { return kernel.Name() }

// trunkScope is the prefix of the trunk's parameters, commonScope that of those
// of layers that heads share.
const (
	trunkScope  = "trunk"
	commonScope = "shared"
)

// check returns an error for a network that cannot be built.
func (n Network) check() error {
	if len(n.Inputs) == 0 || n.Trunk == nil || len(n.Heads) == 0 {
		return fmt.Errorf("nn: a network needs inputs, a trunk and heads")
	}
	seen := map[string]bool{trunkScope: true, commonScope: true}
	for _, h := range n.Heads {
		if seen[h.Name] {
			return fmt.Errorf("nn: two parts of the network are called %q", h.Name)
		}
		seen[h.Name] = true
	}
	return nil
}
