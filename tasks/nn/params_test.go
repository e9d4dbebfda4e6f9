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

// Weights by Glorot and Bengio have mean 0 and variance 2/(fan in + fan out),
// from the stream of their name; biases are 0, batch normalisation starts as the
// identity.
func TestXavierNormal(t *testing.T) {
	net := withTrunk(func(b *Builder, x *Node) []*Node {
		b.Init(XavierNormal)
		return []*Node{b.BatchNorm(b.Conv2D(x, "conv", ConvSpec{Out: 300, Kernel: 3, Pad: 1}), "norm", ReLU)}
	})
	p := open(t, sceneConfig(net, 2, 2))
	conv, norm := p.Layers()[0], p.Layers()[1]
	r, deviation := tasks.Rand(3, "init/trunk/conv/weight"), math.Sqrt(2./(2*9+300*9))
	var square float64
	for i, w := range conv.Weight {
		if want := float32(r.NormFloat64() * deviation); w != want {
			t.Fatalf("weight %d is %v, want %v", i, w, want)
		}
		square += float64(w) * float64(w) / float64(len(conv.Weight))
	}
	if math.Abs(math.Sqrt(square)/deviation-1) > .05 {
		t.Errorf("deviation of the weights %v, want %v", math.Sqrt(square), deviation)
	}
	for name, v := range map[string][]float32{"bias": conv.Bias, "beta": norm.Bias, "mean": norm.Mean} {
		if slices.ContainsFunc(v, func(x float32) bool { return x != 0 }) || len(v) != 300 {
			t.Errorf("%s starts with %v", name, v[:3])
		}
	}
	for name, v := range map[string][]float32{"gamma": norm.Weight, "variance": norm.Variance} {
		if slices.ContainsFunc(v, func(x float32) bool { return x != 1 }) || len(v) != 300 {
			t.Errorf("%s starts with %v", name, v[:3])
		}
	}
}

// TestLayout holds that segments cover the vector once, the shared ones first,
// and that each head knows its own.
func TestLayout(t *testing.T) {
	for name, spec := range nets() {
		batch := 1
		p := open(t, spec.config(batch, batch, tasks.AllTasks))
		owner := make([]int, len(p.params.values)) // 1 for the trunk, 2 + task for heads
		for _, s := range p.train.trunk.learnt.spans {
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
	o, err := newOrder(9, "order", streams{n: 10}, 3)
	check(t, err)
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
	other, err := newOrder(10, "order", streams{n: 10}, 3)
	check(t, err)
	other.shuffle(0)
	if slices.Equal(first, other.index[:9]) {
		t.Error("two seeds have the same order")
	}
}

// streams is Data of n training samples in streams.
type streams struct {
	Data
	n  int
	of [][]int
}

func (s streams) Len(tasks.Split) int { return s.n }
func (s streams) Streams() [][]int    { return s.of }

// Every batch has as many samples of each stream; those of a stream come once
// each before one comes again.
func TestOrderOfStreams(t *testing.T) {
	data := streams{n: 14, of: [][]int{{0, 1, 2}, {3, 4, 5, 6, 7, 8, 9, 10, 11}, {12, 13}}}
	o, err := newOrder(9, "order", data, 6)
	check(t, err)
	if o.steps() != 2 {
		t.Fatalf("%d steps of 14 samples in batches of 6", o.steps())
	}
	o.shuffle(4)
	seen := map[int]int{}
	first := slices.Clone(o.index)
	for range o.steps() {
		for i, sample := range o.next() {
			seen[sample]++
			if !slices.Contains(data.of[i/2], sample) {
				t.Errorf("sample %d in the place of stream %d", sample, i/2)
			}
		}
	}
	if seen[0]+seen[1]+seen[2] != 4 || seen[0] < 1 || seen[1] < 1 || seen[2] < 1 || seen[12] != 2 || seen[13] != 2 {
		t.Errorf("samples were taken %v times", seen)
	}
	for _, again := range []uint64{5, 4} {
		o.shuffle(again)
		if slices.Equal(o.index, first) != (again == 4) {
			t.Errorf("epoch %d has order %v, epoch 4 %v", again, o.index, first)
		}
	}
	if _, err := newOrder(9, "order", data, 5); err == nil {
		t.Error("a batch of 5 is taken for 3 streams")
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
