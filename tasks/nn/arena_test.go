package nn

import (
	"slices"
	"testing"

	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks"
)

// Every output that shares memory is as it would be with memory of its own.
func TestArena(t *testing.T) {
	for name, net := range imageNetworks() {
		c := sceneConfig(net, 4, 4)
		p, _ := stepOf(t, c)
		own, _ := stepOf(t, c)
		for _, q := range []program{own.train.trunk.backward, own.eval.trunk.forward} {
			unshare(q)
		}
		for i := range own.train.groups {
			unshare(own.train.groups[i].backward)
			unshare(own.eval.groups[i].forward)
		}
		w := []float64{1, .5, 2}
		check(t, p.Backward(w))
		check(t, own.Backward(w))
		if !slices.Equal(p.params.grad, own.params.grad) {
			t.Errorf("%s: other gradients without shared memory", name)
		}
		for _, q := range []*Problem{p, own} {
			_, err := q.Evaluate(tasks.Test)
			check(t, err)
		}
		for i, g := range p.eval.groups {
			if !slices.Equal(g.pred.Float32s(), own.eval.groups[i].pred.Float32s()) {
				t.Errorf("%s: other predictions of task %d without shared memory", name, i)
			}
		}
	}
}

// unshare gives every output of a program memory of its own.
func unshare(p program) {
	for _, s := range p.steps {
		if o, ok := s.op.(placer); ok && !o.base().keep && o.base().value != nil {
			o.place(newTensor(o.base().shape, slices.Clone(o.base().data)))
		}
	}
}

// Gradients that are masked where they lie give what they give elsewhere, through
// several passes back over one forward pass, and are masked where they may be.
func TestSpent(t *testing.T) {
	for name, want := range map[string]int{"one layer": 1, "three layers": 3, "other heads": 4, "two representations": 2, "behind images": 1} {
		c := outerNets()[name].config(140, 70, tasks.AllTasks)
		p, _ := stepOf(t, c)
		own, _ := stepOf(t, c)
		spent := 0
		for _, q := range append([]program{own.train.trunk.backward}, backwards(own.train.groups)...) {
			for _, s := range q.steps {
				if b, ok := s.op.(*denseGrad); ok && b.spent {
					b.spent = false
					spent++
				}
			}
		}
		if spent != want {
			t.Errorf("%s: %d layers mask where the gradient lies, want %d", name, spent, want)
		}
		for k := range p.plan.trained {
			w := make([]float64, len(p.plan.trained))
			w[k] = 1
			check(t, p.Backward(w))
			check(t, own.Backward(w))
			if !slices.Equal(p.params.grad, own.params.grad) {
				t.Errorf("%s: other gradients of task %d when masked elsewhere", name, k)
			}
		}
	}
}

// Of two layers that read a gradient the last may mask it where it lies, and none
// may if another operation reads it later.
func TestSpentByTheLast(t *testing.T) {
	one := op{shape: tensor.Shape{1}}
	dy := &step{op: &sum{one}}
	var layers []*denseGrad
	var p program
	reads := func(b *denseGrad) *step {
		layers = append(layers, b)
		return &step{op: b, in: []*step{nil, nil, nil, dy}}
	}
	p.steps = []*step{dy, reads(&denseGrad{op: one}), reads(&denseGrad{op: one})}
	p.spend(p.lifetimes(program{}))
	if layers[0].spent || !layers[1].spent {
		t.Errorf("masked by the first of two: %v, by the last: %v", layers[0].spent, layers[1].spent)
	}
	p.steps = append(p.steps, &step{op: &pass{one}, in: []*step{dy}})
	p.spend(p.lifetimes(program{}))
	if layers[0].spent || layers[1].spent {
		t.Error("masked before another operation reads it")
	}
}

// backwards are the ways back of groups.
func backwards(groups []*heads) (all []program) {
	for _, g := range groups {
		all = append(all, g.backward)
	}
	return all
}
