package peer

import (
	"time"

	"github.com/mtobench/mtobench/bench/internal/workload"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/nn/networks"
)

// seed of initial parameters and data.
const seed = 1

// build makes our side of a workload.
func (s Spec) build() (own, error) {
	if s.Kind == Conv {
		return newConvolution(s), nil
	}
	return newTraining(s)
}

// data is made-up data, of which the peer gets the numbers.
type data interface {
	nn.Data
	// AppendNumbers appends inputs and targets as the peer reads them.
	AppendNumbers([]float32) []float32
}

// network is a network and its data.
func (s Spec) network() (nn.Network, data) {
	switch s.Kind {
	case MPNN:
		return workload.MPNN(), workload.NewMolecules(s.Batch, seed)
	case SegNet:
		return networks.SegNet(s.scene()), workload.NewScenes(s.Batch, s.Height, s.Width, seed)
	case MTAN:
		return networks.MTAN(s.scene()), workload.NewScenes(s.Batch, s.Height, s.Width, seed)
	case CelebA:
		faces := networks.Faces{Size: s.Size, Width: s.Channels}
		for k := range s.Tasks {
			faces.Tasks = append(faces.Tasks, workload.TaskName(k))
		}
		return networks.CelebA(faces), workload.NewFaces(s.Batch, s.Size, s.Tasks, seed)
	case LeNet:
		net := workload.LeNet(s.Tasks)
		return net, workload.NewSamples(net, s.Batch, seed)
	}
	net := workload.MLP(s.Tasks)
	return net, workload.NewSamples(net, s.Batch, seed)
}

// scene is the configuration of SegNet and MTAN.
func (s Spec) scene() networks.Scene {
	return networks.Scene{Height: s.Height, Width: s.Width, Channels: s.Levels}
}

// training is a network trained on one mini-batch.
type training struct {
	problem *nn.Problem
	data    data
	perTask bool
	rate    float64
	losses  []float64
	ones    []float64
}

func newTraining(s Spec) (*training, error) {
	net, data := s.network()
	p, err := nn.NewProblem(nn.Config{Network: net, Data: data, Meter: nn.NewAccuracy(s.Tasks), EvalBatch: 1, Options: tasks.Options{
		Seed: seed, Task: tasks.AllTasks,
		Protocol: tasks.Protocol{Batch: s.Batch, Optimizer: tasks.Optimizer{Name: "adam"}},
	}})
	if err != nil {
		return nil, err
	}
	t := &training{problem: p, data: data, perTask: s.PerTask, rate: s.LR, losses: make([]float64, s.Tasks), ones: make([]float64, s.Tasks)}
	for k := range t.ones {
		t.ones[k] = 1
	}
	if err := p.Epoch(0); err != nil {
		return nil, err
	}
	return t, p.Next()
}

// numbers implements own.
func (t *training) numbers() (all []float32, params int) {
	for _, l := range t.problem.Layers() {
		all = append(append(all, l.Weight...), l.Bias...)
	}
	return t.data.AppendNumbers(all), len(all)
}

// steps implements side.
func (t *training) steps(n, threads int) (time.Duration, []float64, error) {
	nn.SetWorkers(threads)
	defer nn.SetWorkers(1)
	start := time.Now()
	for range n {
		if err := t.step(); err != nil {
			return 0, nil, err
		}
	}
	return time.Since(start), t.losses, nil
}

func (t *training) step() error {
	if err := t.problem.Losses(t.losses); err != nil {
		return err
	}
	if err := t.backward(); err != nil {
		return err
	}
	return t.problem.Update(t.rate)
}

// backward leaves the gradient of the sum of the losses.
func (t *training) backward() error {
	if !t.perTask {
		return t.problem.Backward(t.ones)
	}
	j, err := t.problem.Jacobian()
	if err != nil {
		return err
	}
	return j.Combine(t.ones, nil)
}

// convolution is one layer alone.
type convolution struct{ *nn.Convolution }

func newConvolution(s Spec) convolution {
	c := nn.NewConvolution(s.Batch, s.Channels, s.Size, nn.ConvSpec{Out: s.Channels, Kernel: 3, Pad: 1, Act: nn.ReLU})
	r := tasks.Rand(seed, "convolution")
	for _, v := range [][]float32{c.Weight, c.Bias, c.X, c.DY} {
		for i := range v {
			v[i] = 2*r.Float32() - 1
		}
	}
	return convolution{c}
}

// numbers implements own.
func (c convolution) numbers() (all []float32, params int) {
	for _, v := range [][]float32{c.Weight, c.Bias, c.X, c.DY} {
		all = append(all, v...)
	}
	return all, len(c.Weight) + len(c.Bias)
}

// steps implements side.
func (c convolution) steps(n, threads int) (time.Duration, []float64, error) {
	nn.SetWorkers(threads)
	defer nn.SetWorkers(1)
	start := time.Now()
	for range n {
		c.Forward()
		c.Backward()
	}
	d := time.Since(start)
	return d, []float64{squares(c.Y), squares(c.DX), squares(c.DWeight), squares(c.DBias)}, nil
}

func squares(v []float32) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return sum
}
