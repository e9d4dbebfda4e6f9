package methods

import "errors"

// Resampler is a Step that can go on to another mini-batch at the same
// parameters, for a method that needs independent samples of the gradients.
type Resampler interface {
	// Resample draws another mini-batch. Losses and Jacobian are of it from
	// then on: what they gave before is no longer valid, and a gradient left
	// before no longer counts.
	Resample() error
}

// Representer is a Step that can stop the K backward passes at the shared
// representation z, which costs no pass through the shared parameters.
type Representer interface {
	// Representation gives the gradients dL_k/dz: K rows, whose columns are
	// the entries of z over the whole mini-batch. Combine and Map compute a
	// gradient with respect to z from them, and leave that of the shared
	// parameters which follows from it by one backward pass.
	Representation() (Jacobian, error)
}

// The errors of a Step that lacks what a method needs beside.
var (
	ErrNoResample       = errors.New("the method needs several mini-batches a step, which this suite cannot draw")
	ErrNoRepresentation = errors.New("the method needs the gradients of a shared representation, which this suite does not have")
)

// resample goes on to another mini-batch, if the Step can.
func resample(s Step) error {
	if r, ok := s.(Resampler); ok {
		return r.Resample()
	}
	return ErrNoResample
}

// representation gives the gradients of the representation, if the Step can.
func representation(s Step) (Jacobian, error) {
	if r, ok := s.(Representer); ok {
		return r.Representation()
	}
	return nil, ErrNoRepresentation
}
