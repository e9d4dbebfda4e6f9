// Package workload holds networks and samples made up for measuring speed.
// Their numbers are random: the time of a step does not depend on them.
package workload

import (
	"fmt"
	"math/rand/v2"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// classes is the number of classes of LeNet's tasks.
const classes = 10

// MLP is the multi-layer perceptron 21-256-256 with heads of one value.
func MLP(heads int) nn.Network {
	trunk := func(b *nn.Builder, x []*nn.Node) []*nn.Node {
		h := b.Dense(x[0], "dense1", 256, nn.ReLU)
		return []*nn.Node{b.Dense(h, "dense2", 256, nn.ReLU)}
	}
	return network([]int{21}, trunk, heads, 1, nn.MSE)
}

// LeNet is the network of the Multi-MNIST family, on images of 36 x 36.
func LeNet(heads int) nn.Network {
	trunk := func(b *nn.Builder, x []*nn.Node) []*nn.Node {
		h := b.Conv2D(x[0], "conv1", nn.ConvSpec{Out: 10, Kernel: 5, Act: nn.ReLU, Pool: true})
		h = b.Conv2D(h, "conv2", nn.ConvSpec{Out: 20, Kernel: 5, Act: nn.ReLU, Pool: true})
		return []*nn.Node{b.Dense(h, "dense", 50, nn.ReLU)}
	}
	return network([]int{1, 36, 36}, trunk, heads, classes, nn.SoftmaxXent)
}

func network(input []int, trunk func(*nn.Builder, []*nn.Node) []*nn.Node, heads, outputs int, loss nn.Loss) nn.Network {
	net := nn.Network{Inputs: [][]int{input}, Trunk: trunk}
	for k := range heads {
		net.Heads = append(net.Heads, nn.Head{
			Name:  TaskName(k),
			Build: func(b *nn.Builder, z []*nn.Node) *nn.Node { return b.Dense(z[0], "out", outputs, nn.Identity) },
			Loss:  loss,
		})
	}
	return net
}

// TaskName is the name of task k.
func TaskName(k int) string { return fmt.Sprint("task", k+1) }

// Samples are N random samples of a network. They implement nn.Data, the same
// for every split.
type Samples struct {
	N       int
	Inputs  [][]float32 // of each input, N x its size
	Targets []nn.Target // of each task, N x its size
}

// NewSamples draws samples for a network of this package.
func NewSamples(net nn.Network, n int, seed uint64) *Samples {
	s, r := &Samples{N: n}, tasks.Rand(seed, "workload")
	for _, shape := range net.Inputs {
		size := n
		for _, d := range shape {
			size *= d
		}
		s.Inputs = append(s.Inputs, uniform(r, size))
	}
	for _, h := range net.Heads {
		var t nn.Target
		if h.Loss == nn.SoftmaxXent {
			t.Labels = labels(r, n, classes)
		} else {
			t.Values = uniform(r, n)
		}
		s.Targets = append(s.Targets, t)
	}
	return s
}

// uniform draws n numbers from [0, 1).
func uniform(r *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = r.Float32()
	}
	return v
}

// labels draws n labels of classes.
func labels(r *rand.Rand, n, classes int) []int32 {
	v := make([]int32, n)
	for i := range v {
		v[i] = int32(r.IntN(classes))
	}
	return v
}

// Len implements nn.Data.
func (s *Samples) Len(tasks.Split) int { return s.N }

// Fill implements nn.Data.
func (s *Samples) Fill(_ tasks.Split, index []int, b *nn.Batch) error {
	for i, x := range s.Inputs {
		copyRows(b.Inputs[i], x, index, s.N)
	}
	for k, t := range s.Targets {
		copyRows(b.Targets[k].Values, t.Values, index, s.N)
		copyRows(b.Targets[k].Labels, t.Labels, index, s.N)
	}
	return nil
}

// copyRows copies rows of src, which has n, to dst.
func copyRows[T any](dst, src []T, index []int, n int) {
	size := len(src) / n
	for i, at := range index {
		copy(dst[i*size:(i+1)*size], src[at*size:])
	}
}

// AppendNumbers appends inputs and targets, labels as numbers too.
func (s *Samples) AppendNumbers(all []float32) []float32 {
	for _, x := range s.Inputs {
		all = append(all, x...)
	}
	for _, t := range s.Targets {
		all = append(all, t.Values...)
		for _, l := range t.Labels {
			all = append(all, float32(l))
		}
	}
	return all
}
