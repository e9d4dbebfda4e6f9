package nn

import (
	"math"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// outerNet is a network and how many of its representations take gradients that
// are outer products.
type outerNet struct {
	netSpec
	takes int
}

// outerNets are as large as outer products want them to be.
func outerNets() map[string]outerNet {
	mlp := func(in int, heads []headSpec, widths ...int) netSpec {
		s := netSpec{input: []int{in}, heads: heads}
		for _, w := range widths {
			s.trunk = append(s.trunk, denseSpec(w, ReLU))
		}
		return s
	}
	one := []headSpec{oneLinear(1, MSE), missing(oneLinear(1, SigmoidXent)), oneLinear(1, Huber)}
	deep := headSpec{layers: []layerSpec{denseSpec(4, Tanh), denseSpec(1, Identity)}}
	second := func(h headSpec) headSpec { h.z = 1; return h }
	two := mlp(9, append(slices.Clone(one), second(oneLinear(1, MSE)), second(oneLinear(1, Huber))), 66, 65)
	two.taps = []int{0, 1}
	smooth := mlp(9, one, 70, 70)
	smooth.trunk[1].act = Tanh
	return map[string]outerNet{
		"one layer":      {mlp(9, one, 64), 1},
		"two layers":     {mlp(21, one, 70, 81), 1},
		"three layers":   {mlp(5, one, 66, 130, 65), 1},
		"other heads":    {mlp(9, append(slices.Clone(one), oneLinear(2, MSE), deep, oneLinear(1, MSE)), 70, 70), 1},
		"one group each": {mlp(9, []headSpec{oneLinear(1, MSE), deep}, 70, 70), 1},
		// The first representation has a gradient from the second too.
		"two representations": {two, 1},
		"behind images":       {netSpec{input: []int{1, 9, 9}, trunk: []layerSpec{convSpec(ConvSpec{Out: 2, Kernel: 3, Act: ReLU}), denseSpec(64, ReLU)}, heads: one}, 1},
		"narrow":              {mlp(9, one, 70, 63), 0},
		"no ReLU":             {smooth, 0},
	}
}

// TestOuter holds that rows are the gradients of weighted passes, through several
// steps, and the same for any number of workers.
func TestOuter(t *testing.T) {
	defer func(n int) { kernel.Workers = n }(kernel.Workers)
	for name, net := range outerNets() {
		t.Run(name, func(t *testing.T) {
			p, losses := stepOf(t, net.config(280, 70, tasks.AllTasks))
			takes := 0
			for _, b := range p.train.trunk.outer {
				if b != nil {
					takes++
				}
			}
			if takes != net.takes {
				t.Errorf("%d representations take outer products, want %d", takes, net.takes)
			}
			for range 3 {
				kernel.Workers = 1
				rows := rowsOf(t, p)
				kernel.Workers = 2
				for k, row := range rowsOf(t, p) {
					if !slices.Equal(row, rows[k]) {
						t.Errorf("row %d differs with two workers", k)
					}
				}
				checkRows(t, p, rows)
				check(t, p.Update(.1))
				check(t, p.Next())
				check(t, p.Losses(losses))
			}
		})
	}
}

// checkRows compares rows with passes of one task each.
func checkRows(t *testing.T, p *Problem, rows [][]float32) {
	t.Helper()
	for k, row := range rows {
		w := make([]float64, len(rows))
		w[k] = 1
		check(t, p.Backward(w))
		want := p.params.grad[:p.params.shared]
		largest := 0.0
		for _, v := range want {
			largest = math.Max(largest, math.Abs(float64(v)))
		}
		for i, v := range row {
			if d := math.Abs(float64(v) - float64(want[i])); !(d <= 1e-5*largest) || largest == 0 {
				t.Fatalf("row %d: element %d is %v, want %v", k, i, v, want[i])
			}
		}
	}
}

// TestReader: a layer has a gradient to itself if no other operation reads it but
// the one that it comes from.
func TestReader(t *testing.T) {
	dy := newTensor(tensor.Shape{1}, []float32{1})
	reads := func(op gorgonia.Op) *step { return &step{op: op, arg: []gorgonia.Value{nil, nil, nil, dy}} }
	layer, other := &denseGrad{}, newTensor(tensor.Shape{1}, []float32{1})
	own, cost := reads(layer), reads(&inner{})
	for what, tt := range map[string]struct {
		steps []*step
		want  *denseGrad
	}{
		"none":           {[]*step{cost}, nil},
		"one":            {[]*step{cost, own}, layer},
		"other gradient": {[]*step{own, {op: &denseGrad{}, arg: []gorgonia.Value{other}}}, layer},
		"two layers":     {[]*step{own, reads(&denseGrad{})}, nil},
		"a sum after it": {[]*step{own, reads(&sum{})}, nil},
		"a sum before":   {[]*step{reads(&sum{}), own}, nil},
	} {
		if got := (program{tt.steps}).reader(dy); got != tt.want {
			t.Errorf("%s: reader %p, want %p", what, got, tt.want)
		}
	}
}

// TestOuterInAnyOrder: rows do not depend on what ran since the forward pass.
func TestOuterInAnyOrder(t *testing.T) {
	for name, net := range outerNets() {
		p, losses := stepOf(t, net.config(140, 70, tasks.AllTasks))
		rows := rowsOf(t, p)
		for what, between := range map[string]func() error{
			"a weighted pass": func() error { return p.Backward(losses) },
			"an evaluation":   func() error { _, err := p.Evaluate(tasks.Test); return err },
			"Representation":  func() error { _, err := p.Representation(); return err },
		} {
			check(t, between())
			for k, row := range rowsOf(t, p) {
				if !slices.Equal(row, rows[k]) {
					t.Errorf("%s: row %d is another after %s", name, k, what)
				}
			}
		}
	}
}

// TestOuterSingleTask: a group of one head has outer products too.
func TestOuterSingleTask(t *testing.T) {
	p, _ := stepOf(t, outerNets()["two layers"].config(140, 70, 1))
	checkRows(t, p, rowsOf(t, p))
}

// TestOuterNonFinite: what is not finite in a task's weights or predictions
// shows in its row, and in no other's.
func TestOuterNonFinite(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		p, losses := stepOf(t, outerNets()["two layers"].config(140, 70, tasks.AllTasks))
		p.plan.heads[0].layers[0].spans()[0].of(p.params.values)[3] = float32(bad)
		check(t, p.Losses(losses))
		for k, row := range rowsOf(t, p) {
			if finite := kernel.SumSquares(row) <= math.MaxFloat64; finite != (k > 0) {
				t.Errorf("row %d is finite: %v, with a weight of task 0 %v", k, finite, bad)
			}
		}
	}
}
