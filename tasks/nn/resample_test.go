package nn

import (
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

var (
	_ tasks.Resampler   = (*Problem)(nil)
	_ tasks.Representer = (*Problem)(nil)
)

// drawn is the inputs of n further mini-batches, and then of the next of the
// epoch.
func drawn(t *testing.T, p *Problem, n int) (again [][]float32, next []float32) {
	t.Helper()
	for range n {
		check(t, p.Resample())
		again = append(again, slices.Clone(p.train.batch.Inputs[0]))
	}
	check(t, p.Next())
	return again, slices.Clone(p.train.batch.Inputs[0])
}

// TestResample holds that further mini-batches differ, go round the training
// samples without an end, and leave the epoch's order alone.
func TestResample(t *testing.T) {
	c := mlpSpec(ragged(2)).config(20, 6, tasks.AllTasks) // 3 batches a round
	plain, _ := stepOf(t, c)
	_, want := drawn(t, plain, 0)
	p, _ := stepOf(t, c)
	again, next := drawn(t, p, 7)
	if !slices.Equal(next, want) {
		t.Error("Resample changed the epoch's next mini-batch")
	}
	for i, a := range again {
		for _, b := range again[:i] {
			if slices.Equal(a, b) {
				t.Errorf("draw %d is one before", i)
			}
		}
	}
	check(t, p.Epoch(0))
	check(t, p.Next())
	once, _ := drawn(t, p, 7)
	if !slices.EqualFunc(once, again, slices.Equal) {
		t.Error("an epoch begun again draws others")
	}
	check(t, p.Epoch(1))
	check(t, p.Next())
	if other, _ := drawn(t, p, 1); slices.Equal(other[0], again[0]) {
		t.Error("two epochs draw the same")
	}
}

func TestResampleNeedsLosses(t *testing.T) {
	p, losses := stepOf(t, mlpSpec(ragged(2)).config(20, 6, tasks.AllTasks))
	check(t, p.Resample())
	defer func() {
		if recover() == nil {
			t.Error("a gradient was computed before the forward pass")
		}
		check(t, p.Losses(losses))
		check(t, p.Backward([]float64{1, 1}))
	}()
	_, _ = p.Jacobian()
}
