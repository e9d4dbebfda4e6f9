package peer

import (
	"context"
	"fmt"
)

// memorySteps is how many steps are done before memory is read: the second is
// the first that finds the buffers of another in place.
const memorySteps = 2

// Memory is the most bytes that were resident in a process that does nothing
// but build a workload and do a few of its steps with one thread.
type Memory struct {
	Ours   int64 `json:"ours"`
	Theirs int64 `json:"theirs"`
	// Idle is what of Theirs was there before the workload: Python and PyTorch.
	Idle int64 `json:"their_idle"`
}

// memoryRequest asks the peer for the most memory that it has had.
type memoryRequest struct {
	Op string `json:"op"` // "memory"
}

// Train builds our side of the workload and does the steps after which memory
// is read. It calls first after the first of them.
func (w Workload) Train(first func()) error {
	ours, err := w.build()
	if err == nil {
		_, _, err = ours.steps(1, 1)
	}
	if err == nil {
		first()
		_, _, err = ours.steps(memorySteps-1, 1)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", w.Name, err)
	}
	return nil
}

// TheirMemory measures the peer's memory, in a process like p.
func TheirMemory(ctx context.Context, p *Process, w Workload) (idle, peak int64, err error) {
	fresh, err := p.another(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer fresh.Close()
	if idle, err = fresh.memory(); err != nil {
		return 0, 0, err
	}
	ours, err := w.build()
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w", w.Name, err)
	}
	theirs, err := fresh.buildAs(w.Spec, ours)
	if err == nil {
		_, _, err = theirs.steps(memorySteps, 1)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("%s in PyTorch: %w", w.Name, err)
	}
	peak, err = fresh.memory()
	return idle, peak, err
}

// memory is the most bytes that the peer has had.
func (p *Process) memory() (int64, error) {
	a, err := p.call(memoryRequest{"memory"}, nil)
	return a.Bytes, err
}
