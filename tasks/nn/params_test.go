package nn

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// TestInit holds that parameters start as PyTorch's do: uniform in
// +-1/sqrt(fan in), each from the stream of its own name.
func TestInit(t *testing.T) {
	spec := netSpec{input: []int{2, 20, 20}, trunk: []layerSpec{convSpec(ConvSpec{Out: 40, Kernel: 5})}, heads: []headSpec{oneLinear(1, MSE), oneLinear(2, MSE)}}
	p := open(t, spec.config(4, 2, tasks.AllTasks))
	fans := map[string]float64{"trunk/l0": 2 * 5 * 5, "task0/l0": 40 * 16 * 16, "task1/l0": 40 * 16 * 16}
	for name, fan := range fans {
		l := p.params.layers[name]
		for i, part := range []string{"weight", "bias"} {
			v := l.spans()[i].of(p.params.values)
			r := tasks.Rand(5, "init/"+name+"/"+part)
			for j := range v {
				if want := float32((2*r.Float64() - 1) / math.Sqrt(fan)); v[j] != want {
					t.Fatalf("%s/%s: element %d is %v, want %v", name, part, j, v[j], want)
				}
			}
		}
	}
	w := p.params.layers["trunk/l0"].spans()[0].of(p.params.values)
	lo, hi := slices.Min(w), slices.Max(w)
	if bound := float32(1 / math.Sqrt(50)); lo < -bound || hi > bound || lo > -.99*bound || hi < .99*bound {
		t.Errorf("weights from %v to %v do not fill +-%v", lo, hi, bound)
	}
}

// TestLayout holds that segments cover the vector once, the shared ones first,
// and that each head knows its own.
func TestLayout(t *testing.T) {
	for name, spec := range nets() {
		batch := 1
		p := open(t, spec.config(batch, batch, tasks.AllTasks))
		owner := make([]int, len(p.params.values)) // 1 for the trunk, 2 + task for heads
		for _, s := range p.train.trunk.spans {
			for i := range s.n {
				owner[s.off+i] += 1
			}
		}
		for k, spans := range p.params.heads {
			for _, s := range spans {
				for i := range s.n {
					owner[s.off+i] += 2 + k
				}
			}
		}
		for i, o := range owner {
			if (o == 1) != (i < p.params.shared) || o < 1 || o > 1+len(spec.heads) {
				t.Fatalf("%s: parameter %d has owner %d", name, i, o)
			}
		}
	}
}

func TestOrder(t *testing.T) {
	o := newOrder(9, "order", 10, 3)
	epoch := func(e int) []int {
		var all []int
		o.shuffle(uint64(e))
		for range o.steps() {
			all = append(all, o.next()...)
		}
		return all
	}
	first, second := epoch(0), epoch(1)
	if len(first) != 9 { // of 10 samples, in batches of 3, one is dropped
		t.Errorf("epoch of %d samples, want 9", len(first))
	}
	if slices.Equal(first, second) {
		t.Error("two epochs have the same order")
	}
	if !slices.Equal(first, epoch(0)) {
		t.Error("an epoch's order depends on those before")
	}
	slices.Sort(second)
	if len(slices.Compact(second)) != 9 || second[0] < 0 || second[8] > 9 {
		t.Errorf("epoch of samples %v", second)
	}
	other := newOrder(10, "order", 10, 3)
	other.shuffle(0)
	if slices.Equal(first, other.index[:9]) {
		t.Error("two seeds have the same order")
	}
}

// TestNoLabels holds that a mini-batch without any label of a task has loss
// and gradient 0 there.
func TestNoLabels(t *testing.T) {
	p, losses := stepOf(t, mlpSpec(ragged(2)).config(6, 6, tasks.AllTasks))
	for i := range p.train.batch.Targets[1].Labels {
		p.train.batch.Targets[1].Labels[i] = -1
	}
	check(t, p.Losses(losses))
	j, err := p.Jacobian()
	check(t, err)
	if losses[1] != 0 || j.Gram().At(1, 1) != 0 || j.Gram().At(0, 0) == 0 {
		t.Errorf("losses %v, squared gradients %v and %v", losses, j.Gram().At(0, 0), j.Gram().At(1, 1))
	}
}
