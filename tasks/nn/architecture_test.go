package nn

import (
	"fmt"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// mixed nets are made of operations with several inputs.
func severalInputs() map[string]Network {
	dense := func(z int) func(b *Builder, x []*Node) *Node {
		return func(b *Builder, x []*Node) *Node { return b.Dense(x[z], "out", 2, Identity) }
	}
	net := func(trunk func(b *Builder, x []*Node) []*Node) Network {
		n := Network{Inputs: [][]int{{5}}, Trunk: trunk}
		for k := range 3 {
			n.Heads = append(n.Heads, Head{Name: fmt.Sprint("task", k), Build: dense(k), Loss: MSE})
		}
		return n
	}
	return map[string]Network{
		"mixture": net(func(b *Builder, x []*Node) []*Node {
			var experts, z []*Node
			for e := range 4 {
				experts = append(experts, b.Dense(x[0], fmt.Sprint("expert", e), 6, Tanh))
			}
			for k := range 3 { // a gate may see some of the experts only
				z = append(z, b.Mixture(experts[k:], b.Dense(x[0], fmt.Sprint("gate", k), 4-k, Identity)))
			}
			return z
		}),
		"stitch": net(func(b *Builder, x []*Node) []*Node {
			var columns, z []*Node
			for k := range 3 {
				columns = append(columns, b.Dense(x[0], fmt.Sprint("column", k), 6, Tanh))
			}
			for k := range 3 {
				z = append(z, b.Dense(b.Stitch(columns, fmt.Sprint("stitch", k), k), fmt.Sprint("second", k), 4, Tanh))
			}
			return z
		}),
	}
}

// Gradients of every parameter, weighted and task by task, against central
// differences of the losses.
func TestSeveralInputs(t *testing.T) {
	for name, net := range severalInputs() {
		t.Run(name, func(t *testing.T) {
			spec := netSpec{input: []int{5}, heads: []headSpec{oneLinear(2, MSE), oneLinear(2, MSE), oneLinear(2, MSE)}}
			o := tasks.Options{Seed: 3, Task: tasks.AllTasks}
			o.Protocol.Batch, o.Protocol.Optimizer = 6, tasks.Optimizer{Name: "sgd", LR: 0.1}
			p, err := NewProblem(Config{Network: net, Data: spec.samples(6, 1), Meter: NewSquaredError([]float64{1, 1, 1}), Options: o})
			check(t, err)
			check(t, p.Epoch(0))
			check(t, p.Next())
			check(t, p.Losses(make([]float64, 3)))
			checkDifferences(t, p, []float64{1, 0.5, 2})
		})
	}
}

// A stitch begins with its own column, but for a tenth.
func TestStitchStart(t *testing.T) {
	net := severalInputs()["stitch"]
	p, err := newPlan(net, tasks.AllTasks)
	check(t, err)
	ps := newParams(p, 7)
	l := ps.layers["trunk/stitch1"]
	if got := fmt.Sprint([]float32(ps.values[l.atW : l.atW+l.weight])); got != "[0.05 0.9 0.05]" {
		t.Errorf("stitch 1 begins with %s", got)
	}
}
