package qm9

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// BenchmarkStep measures a training step on real molecules at the batch and
// the widths of the profiles: with weighted losses, and with the gradient of
// every task.
func BenchmarkStep(b *testing.B) {
	set, err := Load(data(b))
	must(b, err)
	for _, units := range []int{16, 32, PaperWidth} {
		protocol := Suite.Protocol(tasks.Standard)
		p := open(b, set, units, 2*units, protocol)
		losses, ones := make([]float64, Targets), slices.Repeat([]float64{1}, Targets)
		next := func(i int) {
			if i%p.Steps() == 0 {
				must(b, p.Epoch(i))
			}
			must(b, p.Next())
			must(b, p.Losses(losses))
		}
		b.Run(fmt.Sprint("weighted/", units), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				next(i)
				must(b, p.Backward(ones))
				must(b, p.Update(1e-3))
			}
		})
		b.Run(fmt.Sprint("jacobian/", units), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				next(i)
				j, err := p.Jacobian()
				must(b, err)
				j.Gram()
				must(b, j.Combine(ones, ones))
				must(b, p.Update(1e-3))
			}
		})
	}
}
