package nn

import (
	"bytes"
	"encoding/gob"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// imageNetworks are made of the operations on images, smooth but for pooling.
func imageNetworks() map[string]Network {
	plain := sceneNetwork()
	with := func(trunk func(b *Builder, x *Node) *Node) Network {
		n := plain
		n.Heads = slices.Clone(plain.Heads)
		n.Trunk = func(b *Builder, x []*Node) []*Node { return []*Node{trunk(b, x[0])} }
		return n
	}
	conv := func(b *Builder, x *Node, name string, out int) *Node {
		return b.Conv2D(x, name, ConvSpec{Out: out, Kernel: 3, Pad: 1, Act: Tanh})
	}
	shared := plain
	shared.Heads = slices.Clone(plain.Heads)
	for k := range shared.Heads {
		build := shared.Heads[k].Build
		shared.Heads[k].Build = func(b *Builder, z []*Node) *Node {
			x := b.Conv2D(z[0], "own", ConvSpec{Out: 3, Kernel: 1, Act: Tanh})
			b.Shared(func() {
				x = b.BatchNorm(conv(b, x, "conv", 4), "norm", Sigmoid)
				if k != 1 { // not every head has every layer
					x = conv(b, x, "second", 3)
				}
			})
			return build(b, []*Node{x})
		}
	}
	several := plain // a representation that a later one is made of, and one that a single head reads
	several.Trunk = func(b *Builder, x []*Node) []*Node {
		first := conv(b, x[0], "a", 3)
		second := conv(b, first, "b", 3)
		return []*Node{first, second, conv(b, second, "c", 3)}
	}
	several.Heads = slices.Clone(plain.Heads)
	for k := range several.Heads {
		build := several.Heads[k].Build
		several.Heads[k].Build = func(b *Builder, z []*Node) *Node {
			return build(b, []*Node{b.Mul(b.Conv2D(z[1], "gate", ConvSpec{Out: 3, Kernel: 1, Act: Sigmoid}), z[k/2*2])})
		}
	}
	normal := plain
	normal.Heads = slices.Clone(plain.Heads)
	normal.Heads[2].Build = func(b *Builder, z []*Node) *Node { return b.Normalise(plain.Heads[2].Build(b, z)) }
	return map[string]Network{
		"norm": with(func(b *Builder, x *Node) *Node {
			return b.BatchNorm(b.Conv2D(x, "conv", ConvSpec{Out: 3, Kernel: 3, Pad: 1, NoBias: true}), "norm", Sigmoid)
		}),
		"norm of data": with(func(b *Builder, x *Node) *Node { return conv(b, b.BatchNorm(x, "norm", Identity), "conv", 3) }),
		"unpool": with(func(b *Builder, x *Node) *Node {
			p := b.MaxPool(conv(b, x, "conv", 3), 2)
			return b.MaxUnpool(conv(b, p, "inner", 3), p)
		}),
		"upsample": with(func(b *Builder, x *Node) *Node {
			return b.Upsample(b.MaxPool(conv(b, x, "conv", 3), 2), 6, 5)
		}),
		"concat": with(func(b *Builder, x *Node) *Node {
			y := conv(b, x, "conv", 3)
			return b.Concat(y, x, conv(b, y, "second", 2))
		}),
		"shared layers": shared, "several": several, "normalised": normal,
	}
}

// Gradients of the operations on images, weighted and task by task, against
// central differences.
func TestImageGradients(t *testing.T) {
	for name, net := range imageNetworks() {
		t.Run(name, func(t *testing.T) {
			p, _ := stepOf(t, sceneConfig(net, 4, 4))
			checkDifferences(t, p, []float64{1, .5, 2})
		})
	}
}

// vectorNetwork ends in the means of channels, normalised.
func vectorNetwork() (Network, netSpec) {
	spec := netSpec{input: []int{2, 6, 5}, heads: []headSpec{oneLinear(2, MSE), oneLinear(1, MSE), oneLinear(1, SigmoidXent)}}
	n := spec.network()
	n.Trunk = func(b *Builder, x []*Node) []*Node {
		m := b.GlobalAvgPool(b.Conv2D(x[0], "conv", ConvSpec{Out: 4, Kernel: 3, Act: Tanh}))
		return []*Node{b.BatchNorm(b.Dense(m, "dense", 5, Identity), "norm", Tanh)}
	}
	return n, spec
}

func vectorConfig(batch int) Config {
	n, spec := vectorNetwork()
	c := spec.config(8, batch, tasks.AllTasks)
	c.Network = n
	return c
}

func TestMeanGradients(t *testing.T) {
	p, _ := stepOf(t, vectorConfig(8))
	checkDifferences(t, p, []float64{1, .5, 2})
}

// Running statistics move once a forward pass, by a tenth of the way to those of
// the mini-batch, and not in backward passes; evaluation goes by them.
func TestRunningStatistics(t *testing.T) {
	c := sceneConfig(imageNetworks()["norm of data"], 4, 4)
	p, losses := stepOf(t, c)
	var mean, variance [2]float64 // of the data: the layer is the first
	for i, v := range p.train.batch.Inputs[0] {
		mean[i/30%2] += float64(v) / 120
	}
	for i, v := range p.train.batch.Inputs[0] {
		variance[i/30%2] += math.Pow(float64(v)-mean[i/30%2], 2) / 119
	}
	expect := func(passes int) {
		t.Helper()
		old := math.Pow(.9, float64(passes))
		l := p.Layers()[0]
		for c := range 2 {
			wantMean, wantVar := (1-old)*mean[c], old+(1-old)*variance[c]
			if math.Abs(float64(l.Mean[c])-wantMean) > 1e-6 || math.Abs(float64(l.Variance[c])-wantVar) > 1e-6 {
				t.Errorf("after %d passes channel %d has mean %v and variance %v, want %v and %v", passes, c, l.Mean[c], l.Variance[c], wantMean, wantVar)
			}
		}
	}
	expect(1)
	_, err := p.Jacobian()
	check(t, err)
	check(t, p.Backward([]float64{1, 1, 1}))
	_, err = p.Evaluate(tasks.Train)
	check(t, err)
	expect(1)
	check(t, p.Losses(losses))
	expect(2)
}

// Evaluation by running statistics does not depend on the other samples of a
// batch.
func TestNormEvaluation(t *testing.T) {
	var first []float64
	for _, batch := range []int{8, 1, 3} {
		c := vectorConfig(8)
		c.EvalBatch, c.Meter = batch, NewSquaredError([]float64{1, 1, 1})
		p, losses := stepOf(t, c)
		got, err := p.Evaluate(tasks.Test)
		check(t, err)
		if first == nil {
			first = got
		}
		for k := range got {
			if math.Abs(got[k]-first[k]) > 1e-6 || k < 2 && math.Abs(got[k]-losses[k]) < 1e-3 {
				t.Errorf("batches of %d: error %v of task %d, %v in batches of 8, %v by the mini-batch", batch, got[k], k, first[k], losses[k])
			}
		}
	}
}

// A checkpoint holds the running statistics.
func TestRunningCheckpoint(t *testing.T) {
	c := vectorConfig(4)
	whole, half := open(t, c), open(t, c)
	run(t, whole, 0, 2, false)
	var buf bytes.Buffer
	check(t, gob.NewEncoder(&buf).Encode(whole.State()))
	check(t, gob.NewDecoder(&buf).Decode(half.State()))
	if slices.Equal(whole.params.running, open(t, c).params.running) || !slices.Equal(whole.params.running, half.params.running) {
		t.Errorf("running statistics %v decode to %v", whole.params.running, half.params.running)
	}
	check(t, whole.Epoch(2))
	check(t, whole.Next())
	losses := make([]float64, 3)
	check(t, whole.Losses(losses))
	whole.params.running[0] = float32(math.NaN())
	check(t, whole.Losses(losses))
	if !math.IsNaN(losses[0]) {
		t.Errorf("loss %v with a running mean of NaN", losses[0])
	}
}

// Layers that heads share are laid out once, among the shared parameters, and
// only those of the heads that are trained.
func TestSharedLayers(t *testing.T) {
	net := imageNetworks()["shared layers"]
	conv := func(in, out, k int) int { return in*out*k*k + out }
	trunk, common, second := conv(2, 4, 3), conv(3, 4, 3)+2*4, conv(4, 3, 3)
	own := []int{conv(4, 3, 1) + conv(3, 3, 1), conv(4, 3, 1) + conv(4, 1, 1), conv(4, 3, 1) + conv(3, 3, 1)}
	tests := []struct{ task, shared, heads int }{
		{tasks.AllTasks, trunk + common + second, own[0] + own[1] + own[2]},
		{0, trunk + common + second, own[0]},
		{1, trunk + common, own[1]},
	}
	for _, tt := range tests {
		c := sceneConfig(net, 4, 4)
		c.Options.Task = tt.task
		p := open(t, c)
		if shared, heads := p.Params(); shared != tt.shared || heads != tt.heads {
			t.Errorf("task %d: %d shared and %d head parameters, want %d and %d", tt.task, shared, heads, tt.shared, tt.heads)
		}
		var names []string
		for _, l := range p.Layers() {
			names = append(names, l.Name)
		}
		if all := strings.Join(names, " "); strings.Count(all, "shared/conv") != 1 || !strings.HasPrefix(all, "trunk/conv shared/conv shared/norm") {
			t.Errorf("task %d: layers %s", tt.task, all)
		}
	}
}

// The row of a task that does not have a shared layer is 0 there, and shared
// layers follow the weights of a representation's gradients.
func TestSharedGradients(t *testing.T) {
	p, _ := stepOf(t, sceneConfig(imageNetworks()["shared layers"], 4, 4))
	w := []float64{1, .5, 2}
	check(t, p.Backward(w))
	want := slices.Clone(p.params.grad)
	_, err := p.Jacobian()
	check(t, err)
	l := p.params.layers["shared/second"]
	for k, row := range p.jac.rows {
		if zero := kernelNorm(row[l.atW:l.atW+l.weight]) == 0; zero != (k == 1) {
			t.Errorf("row %d has a gradient of %v in the layer that task 1 has not", k, row[l.atW])
		}
	}
	rep, err := p.Representation()
	check(t, err)
	clear(p.params.grad)
	check(t, rep.Combine(w, w))
	compare(t, "gradient", p.params.grad, want)
	if err := rep.Map(nil, nil); err == nil || !strings.Contains(err.Error(), "heads share") {
		t.Errorf("error %v of Map on a representation with shared layers", err)
	}
}

func kernelNorm(v []float32) (sum float64) {
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return sum
}

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
