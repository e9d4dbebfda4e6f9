// Package peer measures training steps of this engine against the same steps
// in PyTorch: the same networks, losses, optimisers, initial parameters and
// data, in blocks of steps that alternate within one session.
package peer

import "fmt"

// The kinds of workloads.
const (
	LeNet = "lenet" // on 36 x 36 images, 10 classes a task
	MLP   = "mlp"   // 21-256-256, one value a task
	Conv  = "conv"  // one 3 x 3 convolution with padding 1, bias and ReLU
)

// AllTarget is the ratio to PyTorch with all threads that no workload should
// exceed.
const AllTarget = 0.9

// Workload is a training step: forward, backward and Adam of a network on one
// mini-batch, or forward and backward of a convolution alone.
type Workload struct {
	Name    string
	Kind    string
	Tasks   int
	PerTask bool // the gradient of each task by a backward pass of its own, and their sum
	Batch   int
	// Channels, in and out, and height and width of a convolution's images.
	Channels, Size int
	// Target is the ratio of times, ours to PyTorch's with one thread, that is
	// to be reached.
	Target float64
}

// Workloads are those that are measured.
var Workloads = []Workload{
	networkStep(LeNet, 2, false, 0.30),
	networkStep(MLP, 7, false, 0.30),
	networkStep(MLP, 40, false, 0.12),
	networkStep(LeNet, 2, true, 0.27),
	networkStep(MLP, 11, true, 0.60),
	networkStep(MLP, 40, true, 0.60),
	convStep(4, 64, 64, 0.95),
	convStep(8, 128, 32, 0.95),
}

func networkStep(kind string, tasks int, perTask bool, target float64) Workload {
	name := map[string]string{LeNet: "LeNet 36x36", MLP: "MLP 21-256-256"}[kind]
	pass := "weighted sum"
	if perTask {
		pass = "per-task gradients"
	}
	return Workload{Name: fmt.Sprintf("%s, K = %d, %s", name, tasks, pass), Kind: kind, Tasks: tasks, PerTask: perTask, Batch: 256, Target: target}
}

func convStep(batch, channels, size int, target float64) Workload {
	name := fmt.Sprintf("conv 3x3 %d-%d, %dx%d, batch %d", channels, channels, size, size, batch)
	return Workload{Name: name, Kind: Conv, Batch: batch, Channels: channels, Size: size, Target: target}
}

// trunks are the multiply-adds of the layers of the shared networks for one
// sample.
var trunks = map[string][]float64{
	LeNet: {32 * 32 * 10 * 25, 12 * 12 * 20 * 250, 720 * 50},
	MLP:   {21 * 256, 256 * 256},
}

// heads are those of one head.
var heads = map[string]float64{LeNet: 50 * 10, MLP: 256}

// Operations is the number of floating-point operations of the matrix products
// and convolutions of a step, two for each multiply-add: forward, and backward
// to parameters and to inputs, but not to the first layer's input.
func (w Workload) Operations() float64 {
	if w.Kind == Conv {
		return 2 * 3 * float64(w.Batch*w.Channels*w.Channels*9*w.Size*w.Size)
	}
	trunk, first := 0.0, trunks[w.Kind][0]
	for _, layer := range trunks[w.Kind] {
		trunk += layer
	}
	passes := 1.0
	if w.PerTask {
		passes = float64(w.Tasks)
	}
	own := 3 * heads[w.Kind] * float64(w.Tasks)
	return 2 * float64(w.Batch) * (own + trunk + passes*(2*trunk-first))
}

// request is what tells the peer to build the workload.
func (w Workload) request(numbers int) buildRequest {
	return buildRequest{
		Op: "build", Kind: w.Kind, Tasks: w.Tasks, PerTask: w.PerTask, Batch: w.Batch,
		Channels: w.Channels, Size: w.Size, LR: learningRate, Floats: numbers,
	}
}
