package nn

import (
	"bytes"
	"encoding/gob"
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

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
