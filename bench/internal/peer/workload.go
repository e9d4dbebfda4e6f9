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

	SegNet = "segnet" // split before the predictions of NYUv2's tasks
	MTAN   = "mtan"   // on SegNet, for the same tasks
	CelebA = "celeba" // FAMO's network of binary attributes
)

// The forms of PyTorch's MPNN; ours is one.
const (
	Published  = "published"  // a matrix of weights for each pair of nodes
	Contracted = "contracted" // the sums in the order of ours
)

// Adam's learning rates: of the published protocols, and of the others.
const (
	learningRate = 1e-3
	sceneRate    = 1e-4 // NYUv2
	facesRate    = 3e-4 // FAMO's code
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
	// LR is Adam's learning rate.
	LR float64 `json:"lr"`
	// Channels, in and out, and height and width of a convolution's images; or
	// the channels of the first layer, and height and width of CelebA's.
	Channels int `json:"channels"`
	Size     int `json:"size"`
	// Channels of the levels, and the size of the images, of SegNet and MTAN.
	Levels []int `json:"levels"`
	Height int   `json:"height"`
	Width  int   `json:"width"`
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
	sceneStep(SegNet, 72, 96),
	sceneStep(MTAN, 72, 96),
	facesStep(64),
	sceneStep(SegNet, 288, 384),
	sceneStep(MTAN, 288, 384),
	facesStep(256),
}

func networkStep(kind string, tasks int, perTask bool, target float64) Workload {
	w := Workload{Name: fmt.Sprint(kind, tasks), Group: kind, Target: target, Spec: Spec{Kind: kind, Tasks: tasks, PerTask: perTask, Batch: 256, LR: learningRate}}
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
		Spec:  Spec{Kind: MPNN, Tasks: qm9.Targets, Batch: moleculesBatch, LR: learningRate, Form: form},
	}
}

// visionTarget is that of the networks of images.
const visionTarget = 1.0

// sceneStep is a step at the published width and batch size; fullHeight is the
// height of NYUv2's images.
func sceneStep(kind string, height, width int) Workload {
	w := Workload{
		Name: kind, Group: "vision", Target: visionTarget, Slow: kind == MTAN,
		Spec: Spec{Kind: kind, Tasks: 3, Batch: 2, LR: sceneRate, Levels: []int{64, 128, 256, 512, 512}, Height: height, Width: width},
	}
	if height == fullHeight {
		w.Name, w.Group, w.Slow = kind+"-full", "vision-full", true
	}
	w.Title = fmt.Sprintf("%s 64-512, %dx%d, batch %d", map[string]string{SegNet: "SegNet", MTAN: "MTAN"}[kind], height, width, w.Batch)
	return w
}

const fullHeight = 288

// facesStep is a step of 40 attributes; publishedFaces is the published batch
// size.
func facesStep(batch int) Workload {
	w := Workload{
		Name: fmt.Sprint(CelebA, batch), Group: "vision", Target: visionTarget, Slow: true,
		Title: fmt.Sprintf("CelebA network, 64x64, K = 40, batch %d", batch),
		Spec:  Spec{Kind: CelebA, Tasks: 40, Batch: batch, LR: facesRate, Channels: 64, Size: 64},
	}
	if batch == publishedFaces {
		w.Group = "vision-full"
	}
	return w
}

const publishedFaces = 256

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
