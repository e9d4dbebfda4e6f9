// Package multimnist holds the suites of two overlaid images: Multi-MNIST,
// Multi-Fashion and Fashion+MNIST (Lin, Zhen, Li, Zhang, Kwong: Pareto
// Multi-Task Learning, NeurIPS 2019, section 5.1).
//
// Two 28 x 28 images lie at the top left and the bottom right of a 36 x 36
// canvas, where both are by their pixel-wise maximum. One task classifies the
// one, the other task the other. The canvases are composed when a mini-batch
// is filled; only the base images are held in memory, once a process.
package multimnist

import (
	"cmp"
	"fmt"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/parallel"
)

// The suites.
var (
	MultiMNIST tasks.Suite = suite{
		name: "multimnist", title: "Multi-MNIST", left: mnist, right: mnist,
	}
	MultiFashion tasks.Suite = suite{
		name: "multifashion", title: "Multi-Fashion", left: fashion, right: fashion,
	}
	FashionMNIST tasks.Suite = suite{
		name: "fashionmnist+mnist", title: "Fashion+MNIST", left: fashion, right: mnist,
	}
)

// home is where a base data set comes from.
type home struct {
	folder  string // under the data folder
	address string
}

var (
	mnist   = home{"mnist", "http://yann.lecun.com/exdb/mnist/"}
	fashion = home{"fashion_mnist", "https://github.com/zalandoresearch/fashion-mnist/tree/master/data/fashion"}
)

// suite implements tasks.Suite.
type suite struct {
	name, title string
	left, right home
}

// homes are the base data sets, each once.
func (s suite) homes() []home {
	if s.left == s.right {
		return []home{s.left}
	}
	return []home{s.left, s.right}
}

// Info implements tasks.Suite.
func (s suite) Info() tasks.Info {
	info := tasks.Info{
		Name:   s.name,
		Title:  s.title,
		Source: "Lin, Zhen, Li, Zhang, Kwong: Pareto Multi-Task Learning, NeurIPS 2019",
		Tasks:  []string{"left", "right"},
		Notes: "Two images, top left and bottom right, on a 36 x 36 canvas by their pixel-wise maximum; pixels in [0, 1]. " +
			"Each base image stands twice on each side of the full set, each time with a random partner of the same split. " +
			"The pairing is fixed; a seed varies initialisation and order only.",
	}
	for _, task := range info.Tasks {
		info.Metrics = append(info.Metrics, tasks.Metric{Name: "accuracy", Task: task, Unit: "%", Higher: true, Digits: 2})
	}
	for i, h := range s.homes() {
		if i > 0 {
			info.Data += "; "
		}
		info.Data += fmt.Sprintf("the four .gz files of %s, into %s/ of the data folder", h.address, h.folder)
	}
	return info
}

// Protocol implements tasks.Suite.
func (suite) Protocol(p tasks.Profile) tasks.Protocol {
	protocol := tasks.Protocol{
		Network:   "LeNet: conv 5x5 1-10, max pool 2, conv 5x5 10-20, max pool 2, dense 720-50, ReLU; heads dense 50-10",
		Epochs:    100,
		Batch:     256,
		Train:     120_000,
		Test:      20_000,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-3},
		Selection: tasks.Last,
	}
	switch p {
	case tasks.Standard:
		protocol.Epochs = 10
	case tasks.Quick:
		protocol.Epochs, protocol.Train, protocol.Test = 4, 6_400, 2_000
	}
	return protocol
}

// Files implements tasks.Suite.
func (s suite) Files(data string, _ tasks.Protocol) ([]string, error) {
	var files []string
	for _, h := range s.homes() {
		f, err := h.files(data)
		if err != nil {
			return nil, err
		}
		files = append(files, f...)
	}
	return files, nil
}

// Open implements tasks.Suite.
func (s suite) Open(o tasks.Options) (tasks.Problem, error) {
	var sides [2]base
	var errs [2]error
	parallel.Each(2, func(i int) {
		sides[i], errs[i] = [2]home{s.left, s.right}[i].load(o.Data, o.Protocol)
	})
	if err := cmp.Or(errs[0], errs[1]); err != nil {
		return nil, err
	}
	d, err := newPairs(sides[0], sides[1], o.Protocol)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	return nn.NewProblem(nn.Config{Network: leNet(), Data: d, Meter: nn.NewAccuracy(2), Options: o})
}

// leNet is the network of Lin et al. with the heads apart: 36 x 36 pixels
// shrink to 20 channels of 6 x 6.
func leNet() nn.Network {
	net := nn.Network{
		Inputs: [][]int{{1, canvas, canvas}},
		Trunk: func(b *nn.Builder, x []*nn.Node) []*nn.Node {
			h := b.Conv2D(x[0], "conv1", nn.ConvSpec{Out: 10, Kernel: 5, Act: nn.ReLU, Pool: true})
			h = b.Conv2D(h, "conv2", nn.ConvSpec{Out: 20, Kernel: 5, Act: nn.ReLU, Pool: true})
			return []*nn.Node{b.Dense(h, "dense", 50, nn.ReLU)}
		},
	}
	for _, name := range []string{"left", "right"} {
		net.Heads = append(net.Heads, nn.Head{
			Name:  name,
			Build: func(b *nn.Builder, z []*nn.Node) *nn.Node { return b.Dense(z[0], "out", classes, nn.Identity) },
			Loss:  nn.SoftmaxXent,
		})
	}
	return net
}
