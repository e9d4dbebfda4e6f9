package workload

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// Suite is the MLP with K tasks on random samples, as a suite: what a training
// step costs does not need more.
type Suite struct{ K int }

// Info implements tasks.Suite.
func (s Suite) Info() tasks.Info {
	info := tasks.Info{
		Name: fmt.Sprintf("mlp%d", s.K), Title: fmt.Sprintf("MLP 21-256-256, K = %d", s.K),
		Source: "random numbers", NoBaseline: true, Notes: "Only for measuring speed.",
	}
	for k := range s.K {
		info.Tasks = append(info.Tasks, TaskName(k))
		info.Metrics = append(info.Metrics, tasks.Metric{Name: "squared error", Task: TaskName(k), Digits: 4})
	}
	return info
}

// Protocol implements tasks.Suite.
func (s Suite) Protocol(tasks.Profile) tasks.Protocol {
	return tasks.Protocol{
		Network: "MLP: dense 21-256-256, ReLU; heads dense 256-1", Epochs: 1, Batch: 256, Train: 1024, Test: 256,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-4}, Selection: tasks.Last,
	}
}

// Files implements tasks.Suite.
func (s Suite) Files(string, tasks.Protocol) ([]string, error) { return nil, nil }

// Open implements tasks.Suite.
func (s Suite) Open(o tasks.Options) (tasks.Problem, error) {
	net, variances := MLP(s.K), make([]float64, s.K)
	for k := range variances {
		variances[k] = 1
	}
	return nn.NewProblem(nn.Config{Network: net, Data: NewSamples(net, o.Protocol.Train, o.Seed), Meter: nn.NewSquaredError(variances), Options: o})
}
