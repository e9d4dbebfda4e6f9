// Package sarcos is the SARCOS suite: the inverse dynamics of a robot arm,
// seven torques from its positions, velocities and accelerations (Vijayakumar,
// Schaal: LWPR, ICML 2000; data of Rasmussen, Williams: Gaussian Processes for
// Machine Learning, 2006, section 2.5).
package sarcos

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

const (
	inputs = 21 // 7 joints' positions, velocities and accelerations
	joints = 7  // a task each
	hidden = 256
)

// Suite is the suite.
var Suite tasks.Suite = suite{}

type suite struct{}

// Info implements tasks.Suite.
func (suite) Info() tasks.Info {
	info := tasks.Info{
		Name:   "sarcos",
		Title:  "SARCOS",
		Source: "Vijayakumar, Schaal: LWPR, ICML 2000; data of Rasmussen, Williams: Gaussian Processes for Machine Learning, 2006",
		Data:   "sarcos_inv.mat and sarcos_inv_test.mat of http://gaussianprocess.org/gpml/data/, into sarcos/ of the data folder; the second is enough for the profiles quick and standard",
		Notes: "Inputs and torques are standardised by the training samples. nMSE is the mean squared error over the variance of the training torque. " +
			"With sarcos_inv.mat, training and validation samples are drawn from it and test samples from sarcos_inv_test.mat, " +
			"of which many rows stand in both (a flaw of the published split); without it, all are drawn from sarcos_inv_test.mat, apart from each other.",
	}
	for j := range joints {
		info.Tasks = append(info.Tasks, taskName(j))
		info.Metrics = append(info.Metrics, tasks.Metric{Name: "nMSE", Task: taskName(j), Digits: 4})
	}
	return info
}

// taskName is the name of the torque of joint j, counted from 0.
func taskName(j int) string { return fmt.Sprintf("torque %d", j+1) }

// Protocol implements tasks.Suite.
func (suite) Protocol(p tasks.Profile) tasks.Protocol {
	protocol := tasks.Protocol{
		Network:   "MLP: dense 21-256-256, ReLU; heads dense 256-1",
		Epochs:    200,
		Batch:     64,
		Train:     3_000,
		Val:       449,
		Test:      1_000,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-3},
		Selection: tasks.BestVal,
	}
	switch p {
	case tasks.Quick:
		protocol.Epochs = 40
	case tasks.Paper:
		protocol.Train, protocol.Val, protocol.Test, protocol.Batch = 40_000, 4_484, 4_449, 256
		protocol.Notes = "no paper on multi-task optimisation fixes a network for SARCOS: the published split whole, " +
			"with a tenth of its training rows for validation"
	}
	return protocol
}

// Files implements tasks.Suite.
func (suite) Files(data string, p tasks.Protocol) ([]string, error) { return files(data, p) }

// Open implements tasks.Suite.
func (suite) Open(o tasks.Options) (tasks.Problem, error) {
	d, err := load(o.Data, o.Protocol)
	if err != nil {
		return nil, err
	}
	ones := make([]float64, joints) // the variance of standardised targets
	for j := range ones {
		ones[j] = 1
	}
	return nn.NewProblem(nn.Config{Network: network(), Data: d, Meter: nn.NewSquaredError(ones), Options: o})
}

func network() nn.Network {
	net := nn.Network{
		Inputs: [][]int{{inputs}},
		Trunk: func(b *nn.Builder, x []*nn.Node) []*nn.Node {
			h := b.Dense(x[0], "dense1", hidden, nn.ReLU)
			return []*nn.Node{b.Dense(h, "dense2", hidden, nn.ReLU)}
		},
	}
	for j := range joints {
		net.Heads = append(net.Heads, nn.Head{
			Name:  taskName(j),
			Build: func(b *nn.Builder, z []*nn.Node) *nn.Node { return b.Dense(z[0], "out", 1, nn.Identity) },
			Loss:  nn.MSE,
		})
	}
	return net
}
