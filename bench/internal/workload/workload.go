// Package workload holds networks and samples made up for measuring speed.
// Their numbers are random: the time of a step does not depend on them.
package workload

import (
	"fmt"

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
	N      int
	X      []float32   // N x input
	Values [][]float32 // N targets of each task; whole numbers where Labelled
	// Labelled says that targets are labels of classes.
	Labelled bool
	size     int // of an input
}

// NewSamples draws samples for a network of this package.
func NewSamples(net nn.Network, n int, seed uint64) *Samples {
	s := &Samples{N: n, size: 1, Labelled: net.Heads[0].Loss == nn.SoftmaxXent}
	for _, d := range net.Inputs[0] {
		s.size *= d
	}
	r := tasks.Rand(seed, "workload")
	s.X = make([]float32, n*s.size)
	for i := range s.X {
		s.X[i] = r.Float32()
	}
	for range net.Heads {
		v := make([]float32, n)
		for i := range v {
			if v[i] = r.Float32(); s.Labelled {
				v[i] = float32(r.IntN(classes))
			}
		}
		s.Values = append(s.Values, v)
	}
	return s
}

// Len implements nn.Data.
func (s *Samples) Len(tasks.Split) int { return s.N }

// Fill implements nn.Data.
func (s *Samples) Fill(_ tasks.Split, index []int, b *nn.Batch) error {
	for i, at := range index {
		copy(b.Inputs[0][i*s.size:(i+1)*s.size], s.X[at*s.size:])
		for k, v := range s.Values {
			if s.Labelled {
				b.Targets[k].Labels[i] = int32(v[at])
			} else {
				b.Targets[k].Values[i] = v[at]
			}
		}
	}
	return nil
}
