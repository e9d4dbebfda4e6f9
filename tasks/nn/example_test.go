package nn_test

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// line is y = 2x - 1 for the one task and whether x > 0 for the other, at 64
// points of [-1, 1].
type line struct{}

func (line) Len(tasks.Split) int { return 64 }

func (line) Fill(_ tasks.Split, index []int, b *nn.Batch) error {
	for i, at := range index {
		x := float32(2*at-63) / 63
		b.Inputs[0][i] = x
		b.Targets[0].Values[i] = 2*x - 1
		b.Targets[1].Labels[i] = 0
		if x > 0 {
			b.Targets[1].Labels[i] = 1
		}
	}
	return nil
}

func Example() {
	head := func(outputs int) func(*nn.Builder, []*nn.Node) *nn.Node {
		return func(b *nn.Builder, z []*nn.Node) *nn.Node { return b.Dense(z[0], "out", outputs, nn.Identity) }
	}
	p, err := nn.NewProblem(nn.Config{
		Network: nn.Network{
			Inputs: [][]int{{1}},
			Trunk: func(b *nn.Builder, x []*nn.Node) []*nn.Node {
				return []*nn.Node{b.Dense(x[0], "hidden", 16, nn.ReLU)}
			},
			Heads: []nn.Head{
				{Name: "value", Build: head(1), Loss: nn.MSE},
				{Name: "sign", Build: head(2), Loss: nn.SoftmaxXent},
			},
		},
		Data:    line{},
		Meter:   nn.NewAccuracy(2),
		Options: tasks.Options{Seed: 1, Task: 1, Protocol: tasks.Protocol{Batch: 16, Optimizer: tasks.Optimizer{Name: "adam"}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	loss := make([]float64, 1)
	for e := range 30 {
		p.Epoch(e)
		for range p.Steps() {
			p.Next()
			p.Losses(loss)
			p.Backward([]float64{1})
			p.Update(.02)
		}
	}
	accuracy, err := p.Evaluate(tasks.Test)
	fmt.Println(accuracy, err)
	// Output: [NaN 100] <nil>
}
