package synthetic

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

const (
	tanhLayers = 4 // of the trunk
	tanhHidden = 100
)

// Tanh is the regression on which GradNorm shows its effect: ten tasks that
// share what they have to learn and differ in scale by two orders of
// magnitude,
//
//	f_k(x) = sigma_k tanh((B + E_k) x), x of length 250, f_k of length 100.
//
// N(0, 10) and N(0, 3.5) of the entries of B and E_k are read as mean and
// variance. The paper does not say how x is drawn: here from N(0, 1/250), so
// that its norm is about 1 and tanh is not flat nearly everywhere. Nor does it
// list the ten scales, the optimiser and the number of samples.
var Tanh tasks.Suite = tanhSuite{}

type tanhSuite struct{}

// Info implements tasks.Suite.
func (tanhSuite) Info() tasks.Info {
	info := tasks.Info{
		Name:   "tanh",
		Title:  "Tanh",
		Source: "Chen, Badrinarayanan, Lee, Rabinovich: GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep Multitask Networks, ICML 2018, section 4",
		Notes: "Drawn from a fixed seed: f_k(x) = sigma_k tanh((B + E_k) x) with variances 10 of B, 3.5 of E_k and 1/250 of x. " +
			"A task is named for its sigma_k; nMSE is the mean squared error over sigma_k^2. " +
			"The paper gives no number of samples, optimiser or list of scales for ten tasks: those are this suite's own.",
	}
	for _, sigma := range tanhScales {
		task := tanhTask(sigma)
		info.Tasks = append(info.Tasks, task)
		info.Metrics = append(info.Metrics, tasks.Metric{Name: "nMSE", Task: task, Digits: 4})
	}
	return info
}

// tanhTask is the name of the task of this scale.
func tanhTask(sigma float64) string { return fmt.Sprintf("sigma %g", sigma) }

// Protocol implements tasks.Suite.
func (tanhSuite) Protocol(p tasks.Profile) tasks.Protocol {
	protocol := tasks.Protocol{
		Network:   "MLP: dense 250-100-100-100-100, ReLU; heads dense 100-100",
		Epochs:    100,
		Batch:     64,
		Train:     32_768,
		Test:      4_096,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 3e-3},
		Selection: tasks.Last,
	}
	switch p {
	case tasks.Standard:
		protocol.Epochs, protocol.Train = 50, 16_384
	case tasks.Quick:
		protocol.Epochs, protocol.Train, protocol.Test = 10, 4_096, 1_024
	}
	return protocol
}

// Files implements tasks.Suite.
func (tanhSuite) Files(string, tasks.Protocol) ([]string, error) { return nil, nil }

// Open implements tasks.Suite.
func (tanhSuite) Open(o tasks.Options) (tasks.Problem, error) {
	variance := make([]float64, len(tanhScales))
	for k, sigma := range tanhScales {
		variance[k] = sigma * sigma
	}
	return nn.NewProblem(nn.Config{
		Network: tanhNetwork(), Data: newTanhData(o.Protocol), Meter: nn.NewSquaredError(variance), Options: o,
	})
}

func tanhNetwork() nn.Network {
	net := nn.Network{
		Inputs: [][]int{{tanhInputs}},
		Trunk: func(b *nn.Builder, x []*nn.Node) []*nn.Node {
			h := x[0]
			for i := range tanhLayers {
				h = b.Dense(h, fmt.Sprintf("dense%d", i+1), tanhHidden, nn.ReLU)
			}
			return []*nn.Node{h}
		},
	}
	for _, sigma := range tanhScales {
		net.Heads = append(net.Heads, nn.Head{
			Name:  tanhTask(sigma),
			Build: func(b *nn.Builder, z []*nn.Node) *nn.Node { return b.Dense(z[0], "out", tanhOutputs, nn.Identity) },
			Loss:  nn.MSE,
		})
	}
	return net
}
