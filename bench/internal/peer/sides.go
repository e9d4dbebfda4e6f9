package peer

import "time"

// side is one of the two that do a workload.
type side interface {
	// steps does n steps with so many threads and returns their time. The
	// values are of the last step: the losses before its update, or of a
	// convolution the sums of squares of y, dx, dw and db.
	steps(n, threads int) (d time.Duration, values []float64, err error)
}

// own is our side.
type own interface {
	side
	// numbers are what the peer's side is built from: parameters, of which there
	// are so many, as they are now, inputs and targets.
	numbers() (all []float32, params int)
}

// theirs is the peer's side.
type theirs struct{ p *Process }

// build makes the peer build a workload from the numbers of ours.
func (p *Process) build(s Spec, numbers []float32) (side, error) {
	_, err := p.call(buildRequest{"build", s, len(numbers)}, numbers)
	return theirs{p}, err
}

// buildAs makes the peer build what ours is.
func (p *Process) buildAs(s Spec, ours own) (side, error) {
	numbers, _ := ours.numbers()
	return p.build(s, numbers)
}

// steps implements side. The peer takes the time, so that the pipe does not
// count.
func (t theirs) steps(n, threads int) (time.Duration, []float64, error) {
	a, err := t.p.call(stepsRequest{Op: "steps", N: n, Threads: threads}, nil)
	return time.Duration(a.Seconds * float64(time.Second)), a.Values, err
}
