package nn

import "github.com/mtobench/mtobench/tasks/nn/internal/kernel"

// Loss is a task's loss, a mean over the samples of the mini-batch.
type Loss uint8

const (
	// MSE is the squared error, averaged over outputs and samples. Targets
	// are values, batch x outputs.
	MSE Loss = iota
	// SoftmaxXent is the cross-entropy of the softmax of the outputs, in
	// nats, averaged over samples. Targets are labels in [0, outputs), or
	// negative where the label is missing: that sample does not count. The
	// loss of a mini-batch without any label is 0.
	SoftmaxXent
)

// labelled says whether targets are labels, not values.
func (l Loss) labelled() bool { return l == SoftmaxXent }

// eval returns the loss of pred, n x outputs. Its gradient with respect to
// pred is scale times d.
func (l Loss) eval(pred []float32, outputs int, t Target, d []float32) (loss, scale float64) {
	if l == SoftmaxXent {
		return kernel.SoftmaxXent(pred, outputs, t.Labels, d), 1 / float64(max(1, present(t.Labels)))
	}
	return kernel.MSE(pred, t.Values, d), 2 / float64(len(d))
}

// present is the number of labels that are not missing.
func present(labels []int32) int {
	n := 0
	for _, v := range labels {
		if v >= 0 {
			n++
		}
	}
	return n
}
