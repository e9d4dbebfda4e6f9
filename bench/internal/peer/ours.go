package peer

import (
	"time"

	"github.com/mtobench/mtobench/bench/internal/workload"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// seed of initial parameters and data.
const seed = 1

// build makes our side of a workload, and the numbers for the peer's:
// parameters, inputs and targets.
func (w Workload) build() (side, []float32, error) {
	if w.Kind == Conv {
		c := newConvolution(w)
		return c, c.numbers(), nil
	}
	return newTraining(w)
}

// training is a network trained on one mini-batch.
type training struct {
	problem *nn.Problem
	perTask bool
	losses  []float64
	ones    []float64
}

func newTraining(w Workload) (*training, []float32, error) {
	net := workload.MLP(w.Tasks)
	if w.Kind == LeNet {
		net = workload.LeNet(w.Tasks)
	}
	samples := workload.NewSamples(net, w.Batch, seed)
	p, err := nn.NewProblem(nn.Config{Network: net, Data: samples, Meter: nn.NewAccuracy(w.Tasks), Options: tasks.Options{
		Seed: seed, Task: tasks.AllTasks,
		Protocol: tasks.Protocol{Batch: w.Batch, Optimizer: tasks.Optimizer{Name: "adam"}},
	}})
	if err != nil {
		return nil, nil, err
	}
	t := &training{problem: p, perTask: w.PerTask, losses: make([]float64, w.Tasks), ones: make([]float64, w.Tasks)}
	for k := range t.ones {
		t.ones[k] = 1
	}
	if err := p.Epoch(0); err != nil {
		return nil, nil, err
	}
	return t, numbers(p, samples), p.Next()
}

// numbers are parameters, inputs and targets one after the other.
func numbers(p *nn.Problem, s *workload.Samples) []float32 {
	var all []float32
	for _, l := range p.Layers() {
		all = append(append(all, l.Weight...), l.Bias...)
	}
	all = append(all, s.X...)
	for _, v := range s.Values {
		all = append(all, v...)
	}
	return all
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
	return t.problem.Update(learningRate)
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

func newConvolution(w Workload) convolution {
	c := nn.NewConvolution(w.Batch, w.Channels, w.Size, nn.ConvSpec{Out: w.Channels, Kernel: 3, Pad: 1, Act: nn.ReLU})
	r := tasks.Rand(seed, "convolution")
	for _, v := range [][]float32{c.Weight, c.Bias, c.X, c.DY} {
		for i := range v {
			v[i] = 2*r.Float32() - 1
		}
	}
	return convolution{c}
}

// numbers are what the peer needs of it.
func (c convolution) numbers() []float32 {
	var all []float32
	for _, v := range [][]float32{c.Weight, c.Bias, c.X, c.DY} {
		all = append(all, v...)
	}
	return all
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
