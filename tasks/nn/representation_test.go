package nn

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// TestRepresentation holds that weighing the gradients of the representation
// is weighing the losses, whatever the kinds of heads.
func TestRepresentation(t *testing.T) {
	for name, spec := range map[string]netSpec{"mlp": mlpSpec(ragged(7)), "lenet": lenetSpec(ragged(3)), "wide": wide()} {
		p, losses := stepOf(t, spec.config(18, 6, tasks.AllTasks))
		w := make([]float64, len(losses))
		for k := range w {
			w[k] = float64(k) - 1.25
		}
		for range 2 {
			check(t, p.Backward(w))
			want := slices.Clone(p.params.grad)
			j, err := p.Representation()
			check(t, err)
			clear(p.params.grad)
			check(t, j.Combine(w, w))
			compare(t, name+" Combine", p.params.grad, want)
			clear(p.params.grad)
			check(t, j.Map(func(rows [][]float64, dst []float64) {
				clear(dst)
				for k, row := range rows {
					for i, v := range row {
						dst[i] += w[k] * v
					}
				}
			}, w))
			compare(t, name+" Map", p.params.grad, want)
			check(t, p.Next())
			check(t, p.Losses(losses))
		}
	}
}

// TestRepresentationRows holds that a row is the derivative of its task's loss
// by the representation z: its inner product with z is what scaling z by 1+h
// changes the loss by, over h.
func TestRepresentationRows(t *testing.T) {
	p, losses := stepOf(t, wide().config(12, 6, tasks.AllTasks))
	j, err := p.Representation()
	check(t, err)
	z := p.train.trunk.z[0].Float32s()
	if k, n := j.Dims(); k != len(losses) || n != len(z) {
		t.Fatalf("dimensions %d x %d, want %d x %d", k, n, len(losses), len(z))
	}
	slope := make([]float64, len(losses))
	for k, row := range p.rep.rows {
		for i, v := range row {
			slope[k] += float64(v) * float64(z[i])
		}
	}
	const h = 1e-2
	at := func(scale float32) []float64 {
		for i := range z {
			z[i] *= scale
		}
		for _, g := range p.train.groups {
			check(t, g.forward.run())
			for i, b := range g.blocks {
				losses[b.task] = g.loss.losses[i]
			}
		}
		return slices.Clone(losses)
	}
	up := at(1 + h)
	down := at((1 - h) / (1 + h))
	for k, want := range slope {
		if got := (up[k] - down[k]) / (2 * h); math.Abs(got-want) > 2e-3*(1+math.Abs(want)) {
			t.Errorf("task %d: the loss changes by %v along z, its row says %v", k, got, want)
		}
	}
}
