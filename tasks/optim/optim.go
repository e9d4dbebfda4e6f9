// Package optim holds the optimisers and learning-rate schedules of the
// field's training code, over flat slices. Semantics and rounding order are
// those of torch.optim. A state field is exported so that encoding/gob can
// checkpoint it; decode into an optimiser that has not stepped yet.
package optim

import "fmt"

// Float is the number type of parameters: float32 in networks, float64 in
// methods and analytic problems.
type Float interface{ float32 | float64 }

// Optimizer changes parameters along a gradient.
type Optimizer[T Float] interface {
	// Step moves params, in place, by one step of rate lr along grad, which
	// it leaves alone. Every call of one optimiser gets the same lengths;
	// it panics otherwise.
	Step(params, grad []T, lr float64)
}

// checkLengths panics unless all lengths are n: the optimiser was handed
// another vector than before.
func checkLengths(n int, lengths ...int) {
	for _, l := range lengths {
		if l != n {
			panic("optim: parameters, gradient and state differ in length")
		}
	}
}

// ByName makes the optimiser "adam" or "sgd", momentum being SGD's alone. The
// other one is nil: encoding/gob then writes only the one in use.
func ByName[T Float](name string, momentum, weightDecay float64) (*Adam[T], *SGD[T], error) {
	switch name {
	case "adam":
		return NewAdam[T](weightDecay), nil, nil
	case "sgd":
		return nil, NewSGD[T](momentum, weightDecay), nil
	}
	return nil, nil, fmt.Errorf("unknown optimiser %q; valid are adam, sgd", name)
}
