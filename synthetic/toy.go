package synthetic

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
)

// toyReached is how near the Pareto front a start must end to count as having
// reached it, in units of the parameters.
const toyReached = 0.1

// Toy is the two-parameter problem on which CAGrad, Nash-MTL and FAMO show
// the paths of methods: two losses of different scale with narrow valleys, in
// which methods get stuck, before a flat front. Its five starts are five
// parts of a cell. Nothing in it is random but the methods.
var Toy tasks.Suite = toySuite{}

type toySuite struct{}

// Info implements tasks.Suite.
func (toySuite) Info() tasks.Info {
	return tasks.Info{
		Name:   "toy",
		Title:  "Toy",
		Source: "Liu, Liu, Jin, Stone, Liu: Conflict-Averse Gradient Descent, NeurIPS 2021; starts and scale of Nash-MTL (ICML 2022) and FAMO (NeurIPS 2023)",
		Tasks:  []string{"task 1", "task 2"},
		Metrics: []tasks.Metric{
			{Name: "loss", Task: "task 1", Digits: 3},
			{Name: "loss", Task: "task 2", Digits: 3},
			{Name: "distance to the front", Digits: 3},
			{Name: "starts at the front", Higher: true, Sum: true},
		},
		Parts: len(toyStarts),
		// The minimum of q is -20; 1 less keeps shifted losses positive.
		LossFloor:  []float64{-21 * toyScale, -21},
		NoBaseline: true,
		Settings:   map[string]string{"famo.gamma": "0", "go4align.beta": "0.01"},
		Notes: fmt.Sprintf("Analytic, in float64. The distance is that of the parameters from the line x2 = -8.3552, x1 in [-7, 7]; "+
			"a start that ends within %g of it is counted as at the front. Losses and distance are means over %d starts. "+
			"Losses can be zero or negative: methods undefined there are given the losses less (%g, -21).",
			toyReached, len(toyStarts), -21*toyScale),
	}
}

// Protocol implements tasks.Suite: 50,000 steps from each start, at every
// profile. An epoch is only the distance between two points of the path.
func (toySuite) Protocol(tasks.Profile) tasks.Protocol {
	return tasks.Protocol{
		Network: "2 parameters", Epochs: 200, Steps: 250,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-3},
		Selection: tasks.Last,
	}
}

// Files implements tasks.Suite.
func (toySuite) Files(string, tasks.Protocol) ([]string, error) { return nil, nil }

// Open implements tasks.Suite.
func (toySuite) Open(o tasks.Options) (tasks.Problem, error) {
	if o.Part < 0 || o.Part >= len(toyStarts) {
		panic(fmt.Sprintf("synthetic: the toy has no start %d", o.Part))
	}
	trained := []int{0, 1}
	if o.Task != tasks.AllTasks {
		trained = []int{o.Task}
	}
	return newToyProblem(o.Protocol, toyScale, toyStarts[o.Part], trained)
}
