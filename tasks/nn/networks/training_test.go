package networks

import (
	"bytes"
	"encoding/gob"
	"math"
	"reflect"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// train does whole epochs from epoch first on, by weighted passes or by
// per-task gradients, and returns the losses of all steps.
func train(t testing.TB, p *nn.Problem, k, first, epochs int, perTask bool) []float64 {
	t.Helper()
	var all []float64
	losses, ones := make([]float64, k), make([]float64, k)
	for i := range ones {
		ones[i] = 1
	}
	for e := first; e < first+epochs; e++ {
		check(t, p.Epoch(e))
		for range p.Steps() {
			check(t, p.Next())
			check(t, p.Losses(losses))
			all = append(all, losses...)
			if perTask {
				j, err := p.Jacobian()
				check(t, err)
				j.Gram()
				check(t, j.Combine(ones, nil))
			} else {
				check(t, p.Backward(ones))
			}
			check(t, p.Update(1e-3))
		}
	}
	return all
}

// The sum of the rows of the Jacobian is what a weighted pass gives: the
// parameters agree after two steps of gradient descent.
func TestJacobianIsBackward(t *testing.T) {
	for name, c := range small() {
		c.Options.Protocol.Optimizer.Name = "sgd"
		k := len(c.Network.Heads)
		weighted, rows := open(t, c), open(t, c)
		start := weighted.Layers()
		train(t, weighted, k, 0, 1, false)
		train(t, rows, k, 0, 1, true)
		other := rows.Layers()
		for i, l := range weighted.Layers() {
			moved := false
			for part, v := range [][]float32{l.Weight, l.Bias, l.Mean, l.Variance} {
				w := [][]float32{other[i].Weight, other[i].Bias, other[i].Mean, other[i].Variance}[part]
				old := [][]float32{start[i].Weight, start[i].Bias, start[i].Mean, start[i].Variance}[part]
				for j := range v {
					moved = moved || v[j] != old[j]
					if math.Abs(float64(v[j]-w[j])) > 1e-5*(1+math.Abs(float64(v[j]))) {
						t.Fatalf("%s: %s: element %d is %v after weighted passes, %v after rows", name, l.Name, j, v[j], w[j])
					}
				}
			}
			if !moved {
				t.Errorf("%s: %s has not moved", name, l.Name)
			}
		}
	}
}

// Training lowers the losses of samples seen again and again.
func TestTrainingReducesLosses(t *testing.T) {
	for name, c := range small() {
		k := len(c.Network.Heads)
		losses := train(t, open(t, c), k, 0, 60, false)
		var first, last float64
		for i := range k * 3 {
			first += losses[i]
			last += losses[len(losses)-1-i]
		}
		if !(last < first-.1) {
			t.Errorf("%s: the sum of the losses of an epoch went from %v to %v", name, first, last)
		}
	}
}

// Training goes on from State bit by bit, running statistics included, and does
// not depend on the number of workers.
func TestCheckpointAndWorkers(t *testing.T) {
	defer nn.SetWorkers(1)
	for name, c := range small() {
		k := len(c.Network.Heads)
		whole := open(t, c)
		train(t, whole, k, 0, 2, false)
		var buf bytes.Buffer
		check(t, gob.NewEncoder(&buf).Encode(whole.State()))
		half := open(t, c)
		check(t, gob.NewDecoder(&buf).Decode(half.State()))
		_, err := half.Evaluate(tasks.Test) // evaluation leaves no trace
		check(t, err)
		train(t, whole, k, 2, 2, true)
		nn.SetWorkers(3)
		train(t, half, k, 2, 2, true)
		nn.SetWorkers(1)
		if !reflect.DeepEqual(whole.Layers(), half.Layers()) {
			t.Errorf("%s: other parameters after a checkpoint and with three workers", name)
		}
	}
}

// A step allocates nothing after the first, save the list of losses of this
// test.
func TestAllocations(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	configs := small()
	wide := Scene{Height: 24, Width: 24, Channels: []int{16, 16, 16}} // of which convolutions are by transforms
	configs["wide"] = noise{6, NYUv2()}.config(SegNet(wide), 2)
	for name, c := range configs {
		k := len(c.Network.Heads)
		for _, perTask := range []bool{false, true} {
			p := open(t, c)
			train(t, p, k, 0, 2, perTask)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			train(t, p, k, 2, 10, perTask)
			runtime.ReadMemStats(&after)
			if step := int(after.TotalAlloc-before.TotalAlloc) / 10 / p.Steps(); step > 1024 {
				t.Errorf("%s, per task %v: %d bytes a step", name, perTask, step)
			}
		}
	}
}
