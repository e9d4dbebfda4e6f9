// Package peer measures training steps of this engine against the same steps
// in PyTorch: the same networks, losses, optimisers, initial parameters and
// data, in blocks of steps that alternate within one session.
package peer

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks/qm9"
)

// The kinds of workloads.
const (
	LeNet = "lenet" // on 36 x 36 images, 10 classes a task
	MLP   = "mlp"   // 21-256-256, one value a task
	Conv  = "conv"  // one 3 x 3 convolution with padding 1, bias and ReLU
	MPNN  = "mpnn"  // QM9's message-passing network, one value a task
)

// The forms of PyTorch's MPNN; ours is one.
const (
	Published  = "published"  // a matrix of weights for each pair of nodes
	Contracted = "contracted" // the sums in the order of ours
)

// AllTarget is the ratio to PyTorch with all threads that no workload should
// exceed.
const AllTarget = 0.9

// Spec says what a step computes: forward, backward and Adam of a network on
// one mini-batch, or forward and backward of a convolution alone. The peer gets
// it as it is.
type Spec struct {
	Kind    string `json:"kind"`
	Tasks   int    `json:"tasks"`
	PerTask bool   `json:"per_task"` // the gradient of each task by a backward pass of its own, and their sum
	Batch   int    `json:"batch"`
	// Channels, in and out, and height and width of a convolution's images.
	Channels int `json:"channels"`
	Size     int `json:"size"`
	// Form is that of PyTorch's MPNN.
	Form string `json:"form"`
}

// Workload is a step that is measured.
type Workload struct {
	Name  string // as the command line takes it
	Group string // the same
	Title string // as tables print it
	Spec
	// Target is the ratio of times, ours to PyTorch's with one thread, that is
	// to be reached.
	Target float64
	// Slow says that a step takes seconds: fewer are done, and none unless the
	// workload is named.
	Slow bool
}

// Workloads are those that can be measured.
var Workloads = []Workload{
	networkStep(LeNet, 2, false, 0.30),
	networkStep(MLP, 7, false, 0.30),
	networkStep(MLP, 40, false, 0.12),
	networkStep(LeNet, 2, true, 0.27),
	networkStep(MLP, 11, true, 0.60),
	networkStep(MLP, 40, true, 0.60),
	convStep(4, 64, 64, 0.95),
	convStep(8, 128, 32, 0.95),
	mpnnStep(Published, 0.10),
	mpnnStep(Contracted, 1.00),
}

func networkStep(kind string, tasks int, perTask bool, target float64) Workload {
	w := Workload{Name: fmt.Sprint(kind, tasks), Group: kind, Target: target, Spec: Spec{Kind: kind, Tasks: tasks, PerTask: perTask, Batch: 256}}
	pass := "weighted sum"
	if perTask {
		w.Name, pass = w.Name+"-grads", "per-task gradients"
	}
	w.Title = fmt.Sprintf("%s, K = %d, %s", map[string]string{LeNet: "LeNet 36x36", MLP: "MLP 21-256-256"}[kind], tasks, pass)
	return w
}

func convStep(batch, channels, size int, target float64) Workload {
	return Workload{
		Name: fmt.Sprint(Conv, channels), Group: Conv, Target: target,
		Title: fmt.Sprintf("conv 3x3 %d-%d, %dx%d, batch %d", channels, channels, size, size, batch),
		Spec:  Spec{Kind: Conv, Batch: batch, Channels: channels, Size: size},
	}
}

// moleculesBatch is the published batch size of QM9.
const moleculesBatch = 120

func mpnnStep(form string, target float64) Workload {
	return Workload{
		Name: MPNN + "-" + form, Group: MPNN, Target: target, Slow: form == Published,
		Title: fmt.Sprintf("MPNN, %d molecules, K = %d, PyTorch's %s", moleculesBatch, qm9.Targets, form),
		Spec:  Spec{Kind: MPNN, Tasks: qm9.Targets, Batch: moleculesBatch, Form: form},
	}
}

// compared is how many steps are done before losses are compared.
func (w Workload) compared() int {
	if w.Slow {
		return slowSteps
	}
	return agreeSteps
}

// rounds is how many pairs of blocks are measured at least.
func (w Workload) rounds() int {
	if w.Slow {
		return slowRounds
	}
	return minRounds
}
