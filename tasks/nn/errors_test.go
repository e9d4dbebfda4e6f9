package nn

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

func TestConfigErrors(t *testing.T) {
	spec := mlpSpec(ragged(2))
	tests := []struct {
		name string
		set  func(*Config)
		want string
	}{
		{"batch", func(c *Config) { c.Options.Protocol.Batch = 21 }, "batch size 21 with 20 training samples"},
		{"no batch", func(c *Config) { c.Options.Protocol.Batch = 0 }, "batch size 0"},
		{"optimiser", func(c *Config) { c.Options.Protocol.Optimizer.Name = "lbfgs" }, `unknown optimiser "lbfgs"`},
		{"task", func(c *Config) { c.Options.Task = 2 }, "no task 2 in a network of 2 heads"},
		{"names", func(c *Config) { c.Network.Heads[1].Name = "task0" }, `two parts of the network are called "task0"`},
		{"trunk's name", func(c *Config) { c.Network.Heads[1].Name = "trunk" }, `"trunk"`},
		{"no heads", func(c *Config) { c.Network.Heads = nil }, "needs inputs, a trunk and heads"},
		{"no shared parameters", func(c *Config) { c.Network.Trunk = func(_ *Builder, x []*Node) []*Node { return x } }, "no parameters"},
		{"prediction", func(c *Config) { c.Network = cubeNetwork() }, "not batch x outputs"},
		{"idle parameters", func(c *Config) { c.Network.Trunk = idleTrunk }, "trunk: nn: differentiate"},
	}
	for _, tt := range tests {
		c := spec.config(20, 5, tasks.AllTasks)
		tt.set(&c)
		if _, err := NewProblem(c); err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one line with %q", tt.name, err, tt.want)
		}
	}
}

// cubeNetwork has a head that predicts rows of features.
func cubeNetwork() Network {
	n := netSpec{input: []int{4, 8}, trunk: []layerSpec{denseSpec(3, ReLU)}, heads: ragged(1)}.network()
	n.Trunk = func(b *Builder, x []*Node) []*Node { return []*Node{b.Points(x[0], "l0", 3, ReLU)} }
	n.Heads[0].Build = func(b *Builder, z []*Node) *Node { return b.Points(z[0], "l0", 2, Identity) }
	return n
}

// idleTrunk has a layer that the representation does not depend on.
func idleTrunk(b *Builder, x []*Node) []*Node {
	b.Dense(x[0], "idle", 3, ReLU)
	return []*Node{b.Dense(x[0], "used", 3, ReLU)}
}

func TestMisusePanics(t *testing.T) {
	p, losses := stepOf(t, mlpSpec(ragged(2)).config(20, 5, tasks.AllTasks))
	w := []float64{1, 1}
	tests := []struct {
		name, want string
		do         func()
	}{
		{"update", "Update without a gradient", func() { p.Update(1) }},
		{"weights", "1 weights for 2 tasks", func() { p.Backward(w[:1]) }},
		{"losses", "3 losses for 2 tasks", func() { p.Losses(make([]float64, 3)) }},
		{"backward", "Backward before Losses", func() { p.Backward(w); p.Update(1); p.Backward(w) }},
		{"jacobian", "Jacobian before Losses", func() { p.Next(); p.Jacobian() }},
		{"next", "Next beyond the end", func() {
			for range 5 {
				p.Next()
			}
		}},
		{"layer twice", "two layers are called x/l", func() {
			b := newBuilder(newGraph(), "x", planBatch, nil)
			x := planLeaves(b.g, "x", [][]int{{3}})[0]
			b.Dense(b.Dense(x, "l", 2, ReLU), "l", 2, ReLU)
		}},
		{"shape", "no batch of 2 images", func() {
			b := newBuilder(newGraph(), "x", planBatch, nil)
			b.MaxPool(planLeaves(b.g, "x", [][]int{{3}})[0], 2)
		}},
	}
	for _, tt := range tests {
		check(t, p.Epoch(0))
		check(t, p.Next())
		check(t, p.Losses(losses))
		func() {
			defer func() {
				if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "nn: ") || !strings.Contains(fmt.Sprint(v), tt.want) {
					t.Errorf("%s: panic %v, want %q", tt.name, v, tt.want)
				}
			}()
			tt.do()
		}()
	}
}

// brokenData fails, or gives a label that is no class.
type brokenData struct {
	*memory
	label int32
	err   error
}

func (d brokenData) Fill(s tasks.Split, index []int, b *Batch) error {
	check := d.memory.Fill(s, index, b)
	b.Targets[1].Labels[0] = d.label
	return errors.Join(check, d.err)
}

func TestDataErrors(t *testing.T) {
	spec := mlpSpec(ragged(2)) // task 1 has 3 classes
	bad := errors.New("sample 3 is truncated")
	for _, d := range []brokenData{{label: 3}, {err: bad}} {
		c := spec.config(20, 5, tasks.AllTasks)
		d.memory = c.Data.(*memory)
		c.Data = d
		p := open(t, c)
		check(t, p.Epoch(0))
		_, evalErr := p.Evaluate(tasks.Test)
		for _, err := range []error{p.Next(), evalErr} {
			if unread := new(tasks.DataError); !errors.As(err, &unread) {
				t.Errorf("error %v is none of the data", err)
			}
			if d.err != nil && !errors.Is(err, bad) {
				t.Errorf("error %v does not wrap %v", err, bad)
			}
			if d.err == nil && (err == nil || !strings.Contains(err.Error(), "task task1: label 3")) {
				t.Errorf("error %v does not name the label", err)
			}
		}
	}
}
