package nn

import (
	"math"

	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// Loss is a task's loss, a mean over the samples of the mini-batch, or over
// their pixels where the prediction is batch x channels x height x width.
type Loss uint8

const (
	// MSE is the squared error, averaged over outputs and samples. Targets
	// are values, batch x outputs, or NaN where the value is missing: it does
	// not count. The loss of a mini-batch without any value is 0.
	MSE Loss = iota
	// SoftmaxXent is the cross-entropy of the softmax of the outputs, in
	// nats, averaged over samples. Targets are labels in [0, outputs), or
	// negative where the label is missing: that sample does not count. The
	// loss of a mini-batch without any label is 0. Where the prediction is an
	// image, its channels are the classes and each pixel has a label.
	SoftmaxXent
	// Huber is half the squared error where the error is at most 1, and the
	// error less a half beyond. Averages and targets are as for MSE.
	Huber
	// SigmoidXent is the cross-entropy of the sigmoid of each output, its logit,
	// in nats. Averages are as for MSE; targets are probabilities, in general 0
	// or 1, or NaN where missing.
	SigmoidXent
	// MaskedL1 is the absolute error, averaged over the targets that are there:
	// 0 or NaN is a missing one, as in depth maps. The loss of a mini-batch
	// without any target is 0.
	MaskedL1
	// MaskedDot is 1 less the inner product of the prediction and the target of
	// a pixel over its channels, both of length 1, such as surface normals. It
	// is averaged over the pixels whose target is not all zeros; without any
	// it is 0.
	MaskedDot
)

// String is the loss's name in lower case.
func (l Loss) String() string {
	return [...]string{"mse", "softmaxxent", "huber", "sigmoidxent", "maskedl1", "maskeddot"}[l]
}

// labelled says whether targets are labels, not values.
func (l Loss) labelled() bool { return l == SoftmaxXent }

// eval returns the loss of pred, n x outputs. Its gradient with respect to
// pred is scale times d.
func (l Loss) eval(pred []float32, e extent, t Target, d []float32) (loss, scale float64) {
	n := 0
	switch l {
	case SoftmaxXent:
		n = present(t.Labels)
		if e.pixels > 1 {
			loss = kernel.PixelXent(pred, e.channels(), e.pixels, t.Labels, d)
		} else {
			loss = kernel.SoftmaxXent(pred, e.outputs, t.Labels, d)
		}
	case Huber:
		loss, n = kernel.Huber(pred, t.Values, d)
	case SigmoidXent:
		loss, n = kernel.SigmoidXent(pred, t.Values, d)
	case MaskedL1:
		loss, n = kernel.MaskedL1(pred, t.Values, d)
	case MaskedDot:
		loss, n = kernel.DotLoss(pred, t.Values, e.channels(), e.pixels, d)
	default:
		return meanSquare(pred, t, d)
	}
	return loss, 1 / float64(max(1, n))
}

// meanSquare is MSE, which seldom has missing targets.
func meanSquare(pred []float32, t Target, d []float32) (loss, scale float64) {
	if loss = kernel.MSE(pred, t.Values, d); !math.IsNaN(loss) {
		return loss, 2 / float64(len(d))
	}
	loss, n := kernel.MaskedMSE(pred, t.Values, d)
	return loss, 2 / float64(max(1, n))
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
