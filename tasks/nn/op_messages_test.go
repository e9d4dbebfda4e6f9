package nn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// The graphs of the tests: features of nodes and pairs, the most nodes.
const (
	graphNode = 4
	graphPair = 3
	graphMost = 5
)

// graphData is Data of drawn graphs of 1 to graphMost nodes.
type graphData struct {
	sizes  []int
	nodes  [][]float32
	pairs  [][]float32
	values [][]float32 // of each task
	behind float32     // what Fill leaves behind the rows of a batch
}

func newGraphData(n, tasks int) *graphData {
	r := rand.New(rand.NewPCG(4, 5))
	draw := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(r.NormFloat64())
		}
		return x
	}
	d := &graphData{}
	for i := range n {
		v := 1 + (i*3+2)%graphMost
		d.sizes = append(d.sizes, v)
		d.nodes, d.pairs = append(d.nodes, draw(v*graphNode)), append(d.pairs, draw(v*v*graphPair))
	}
	for range tasks {
		d.values = append(d.values, draw(n))
	}
	return d
}

func (d *graphData) Len(tasks.Split) int { return len(d.sizes) }

func (d *graphData) Fill(_ tasks.Split, index []int, b *Batch) error {
	nodes, pairs := b.Inputs[1], b.Inputs[2]
	for row, i := range index {
		b.Inputs[0][row] = float32(d.sizes[i])
		nodes, pairs = nodes[copy(nodes, d.nodes[i]):], pairs[copy(pairs, d.pairs[i]):]
		for k, v := range d.values {
			b.Targets[k].Values[row] = v[i]
		}
	}
	for _, rest := range [][]float32{nodes, pairs} {
		for i := range rest {
			rest[i] = d.behind
		}
	}
	return nil
}

// graphConfig is a network on the data with every operation on graphs.
func graphConfig(d *graphData, batch int, m Meter) Config {
	n := Network{
		Inputs: [][]int{{1}, {graphMost, graphNode}, {graphMost * graphMost, graphPair}},
		Trunk: func(b *Builder, x []*Node) []*Node {
			g := Graphs{Sizes: x[0], Pairs: x[2]}
			h := b.Points(x[1], "in", 6, ReLU)
			h = b.Messages(h, g, "messages", 7, 2)
			return []*Node{b.Dense(b.Set2Set(h, g, "set", 2), "out", 5, Tanh)}
		},
	}
	for k := range d.values {
		n.Heads = append(n.Heads, Head{Name: string(rune('a' + k)), Loss: MSE, Build: func(b *Builder, z []*Node) *Node {
			return b.Dense(z[0], "head", 1, Identity)
		}})
	}
	return Config{Network: n, Data: d, Meter: m, EvalBatch: 4, Options: tasks.Options{
		Seed: 5, Task: tasks.AllTasks, Protocol: tasks.Protocol{Batch: batch, Optimizer: tasks.Optimizer{Name: "adam"}},
	}}
}

// TestGraphGradients holds the gradients of a network on graphs against
// differences of its own losses; package kernel holds the operations against
// float64. What stands behind the last graph must not matter.
func TestGraphGradients(t *testing.T) {
	d := newGraphData(7, 3)
	d.behind = 1e3
	p, losses := stepOf(t, graphConfig(d, 7, &counter{make([]float64, 3)}))
	// The messages' bias begins at 0, where ReLU has no derivative for a node
	// without neighbours.
	for i := range p.params.values {
		p.params.values[i] += .05 * float32(1+i%3)
	}
	w := []float64{1, .5, 2}
	for _, err := range []error{p.Losses(losses), p.Backward(w)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	grad := append([]float32(nil), p.params.grad...)
	total := func(i int, to float32) (sum float64) {
		p.params.values[i] = to
		p.stage = loaded
		if err := p.Losses(losses); err != nil {
			t.Fatal(err)
		}
		for k, l := range losses {
			sum += w[k] * l
		}
		return sum
	}
	const h = 2e-3
	for _, i := range coordinates(p) {
		old := p.params.values[i]
		want := (total(i, old+h) - total(i, old-h)) / (2 * h)
		p.params.values[i] = old
		if got := float64(grad[i]); math.Abs(got-want) > 1e-3*(1+math.Abs(want)) {
			t.Errorf("gradient of parameter %d is %v, differences say %v", i, got, want)
		}
	}
	if err := p.Losses(losses); err != nil {
		t.Fatal(err)
	}
	compareCombine(t, "graphs", p, w)
}

// recorder is a Meter that keeps predictions.
type recorder struct{ pred []float32 }

func (r *recorder) Reset() { r.pred = nil }
func (r *recorder) Add(_ int, pred []float32, _ int, _ Target, _ int) {
	r.pred = append(r.pred, pred...)
}
func (r *recorder) Values() []float64 { return nil }

// TestGraphPredictions holds that a graph's prediction does not depend on the
// others of its batch, nor on what an earlier batch left behind.
func TestGraphPredictions(t *testing.T) {
	var want []float32
	for _, batch := range []int{1, 4, 3, 7} {
		d := newGraphData(7, 1)
		d.behind = float32(batch)
		r := &recorder{}
		c := graphConfig(d, 7, r)
		c.EvalBatch = batch
		p, err := NewProblem(c)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := p.Evaluate(tasks.Test); err != nil {
				t.Fatal(err)
			}
		}
		if want == nil {
			want = r.pred
		}
		if len(r.pred) != len(want) {
			t.Fatalf("batches of %d: %d predictions", batch, len(r.pred))
		}
		for i, v := range r.pred {
			if math.Abs(float64(v-want[i])) > 1e-6 {
				t.Errorf("batches of %d: prediction %d is %v, alone %v", batch, i, v, want[i])
			}
		}
	}
}

// A step on graphs allocates nothing once the largest batch has come by.
func TestGraphStepAllocatesNothing(t *testing.T) {
	d := newGraphData(12, 2)
	p, losses := stepOf(t, graphConfig(d, 12, &counter{make([]float64, 2)}))
	step := func() {
		for _, err := range []error{p.Epoch(1), p.Next(), p.Losses(losses), p.Backward([]float64{1, 1}), p.Update(1e-3)} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	step()
	if n := testing.AllocsPerRun(5, step); n > 4 { // Epoch draws an order
		t.Errorf("%v allocations a step", n)
	}
}
