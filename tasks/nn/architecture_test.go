package nn

import (
	"fmt"
	"math"
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
			w, losses := []float64{1, 0.5, 2}, make([]float64, 3)
			check(t, p.Losses(losses))
			check(t, p.Backward(w))
			got := append([]float32(nil), p.params.grad...)
			j, err := p.Jacobian()
			check(t, err)
			check(t, j.Combine(w, w))
			for i, g := range p.params.grad {
				if math.Abs(float64(g-got[i])) > 1e-5 {
					t.Fatalf("parameter %d: gradient %v in one pass, %v of the rows", i, got[i], g)
				}
			}
			total := func() (sum float64) {
				check(t, p.Losses(losses))
				for k, l := range losses {
					sum += w[k] * l
				}
				return sum
			}
			const h = 1e-2
			for i := range p.params.values {
				old := p.params.values[i]
				p.params.values[i] = old + h
				up := total()
				p.params.values[i] = old - h
				down := total()
				p.params.values[i] = old
				if want := (up - down) / (2 * h); math.Abs(float64(got[i])-want) > 2e-3*(1+math.Abs(want)) {
					t.Errorf("parameter %d: gradient %v, differences %v", i, got[i], want)
				}
			}
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
