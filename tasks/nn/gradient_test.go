package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// oneLinear is a head of one dense layer.
func oneLinear(out int, loss Loss) headSpec {
	return headSpec{layers: []layerSpec{denseSpec(out, Identity)}, loss: loss}
}

// missing leaves out targets.
func missing(h headSpec) headSpec { h.missing = true; return h }

// stream leaves a task its own rows.
func stream(s int, h headSpec) headSpec { h.stream = s; return h }

// ragged makes k heads: of different widths and losses, mostly one layer and
// so packed, every fifth with a layer of its own.
func ragged(k int) []headSpec {
	var heads []headSpec
	for i := range k {
		h := oneLinear(1+i%3, MSE)
		if i%2 == 1 {
			h = oneLinear(2+i%4, SoftmaxXent)
		}
		if i%5 == 4 {
			h.layers = append([]layerSpec{denseSpec(4, Tanh)}, h.layers...)
		}
		heads = append(heads, h)
	}
	return heads
}

func mlpSpec(heads []headSpec) netSpec {
	return netSpec{input: []int{7}, trunk: []layerSpec{denseSpec(9, ReLU), denseSpec(8, ReLU)}, heads: heads}
}

func lenetSpec(heads []headSpec) netSpec {
	return netSpec{
		input: []int{1, 16, 16},
		trunk: []layerSpec{
			convSpec(ConvSpec{Out: 3, Kernel: 5, Act: ReLU, Pool: true}),
			convSpec(ConvSpec{Out: 4, Kernel: 3, Act: ReLU}), poolSpec(2),
			denseSpec(6, ReLU),
		},
		heads: heads,
	}
}

// nets are the networks that gradients are checked on.
func nets() map[string]netSpec {
	image := []int{2, 9, 9}
	two := []headSpec{oneLinear(1, MSE), oneLinear(3, SoftmaxXent)}
	trunk := func(l ...layerSpec) netSpec { return netSpec{input: image, trunk: l, heads: two} }
	return map[string]netSpec{
		"mlp2": mlpSpec(ragged(2)), "mlp7": mlpSpec(ragged(7)), "mlp40": mlpSpec(ragged(40)),
		"lenet2": lenetSpec(ragged(2)), "lenet7": lenetSpec(ragged(7)), "lenet40": lenetSpec(ragged(40)),
		"identity": trunk(denseSpec(3, Identity)), "sigmoid": trunk(denseSpec(3, Sigmoid)), "tanh": trunk(denseSpec(3, Tanh)),
		"strided":     trunk(convSpec(ConvSpec{Out: 3, Kernel: 3, Stride: 2, Pad: 1, Act: ReLU})),
		"padded":      trunk(convSpec(ConvSpec{Out: 2, Kernel: 3, Pad: 1, Act: Tanh, Pool: true})),
		"overlapping": trunk(convSpec(ConvSpec{Out: 2, Kernel: 2}), poolSpec(3), denseSpec(3, ReLU)),
		"pool first":  trunk(poolSpec(3), denseSpec(3, ReLU)),
		"convolutional head": {input: image, trunk: []layerSpec{convSpec(ConvSpec{Out: 2, Kernel: 3, Act: ReLU})}, heads: []headSpec{
			{layers: []layerSpec{convSpec(ConvSpec{Out: 2, Kernel: 3, Act: ReLU}), poolSpec(2), denseSpec(2, Identity)}, loss: MSE},
			{layers: []layerSpec{poolSpec(2), denseSpec(2, Identity)}, loss: SoftmaxXent},
		}},
		// The second representation is computed from the first, and each is
		// read by some heads only.
		"two representations": {input: []int{5}, trunk: []layerSpec{denseSpec(6, Tanh), denseSpec(4, ReLU)}, taps: []int{0, 1}, heads: []headSpec{
			{z: 1, layers: []layerSpec{denseSpec(1, Identity)}}, {z: 0, layers: []layerSpec{denseSpec(2, Identity)}},
			{z: 1, layers: []layerSpec{denseSpec(3, Identity)}}, {z: 0, layers: []layerSpec{denseSpec(2, ReLU), denseSpec(1, Identity)}},
		}},
		"huber, sigmoid": mlpSpec([]headSpec{oneLinear(1, Huber), oneLinear(2, SigmoidXent), oneLinear(1, SigmoidXent), oneLinear(3, Huber)}),
		"missing values": mlpSpec([]headSpec{
			missing(oneLinear(1, MSE)), missing(oneLinear(3, MSE)), missing(oneLinear(2, SigmoidXent)), missing(oneLinear(1, Huber)),
			missing(headSpec{layers: []layerSpec{denseSpec(4, Tanh), denseSpec(2, Identity)}, loss: SigmoidXent}),
		}),
		"streams":                mlpSpec([]headSpec{stream(1, oneLinear(1, MSE)), stream(2, oneLinear(1, SigmoidXent)), stream(3, oneLinear(2, Huber))}),
		"one sample, one output": {input: []int{1}, trunk: []layerSpec{denseSpec(1, Tanh)}, heads: []headSpec{oneLinear(1, MSE)}},
	}
}

const gradBatch = 6

// stepOf opens a problem and runs the forward pass of its first batch.
func stepOf(t testing.TB, c Config) (*Problem, []float64) {
	t.Helper()
	p, err := NewProblem(c)
	if err != nil {
		t.Fatal(err)
	}
	losses := make([]float64, len(p.plan.trained))
	for _, err := range []error{p.Epoch(0), p.Next(), p.Losses(losses)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return p, losses
}

// numeric gives the losses in float64 and their derivatives, by central
// differences, with respect to a parameter.
type numeric struct {
	spec    netSpec
	p       *Problem
	theta   []float64
	x       tensor64
	targets []Target
}

func newNumeric(s netSpec, p *Problem) *numeric {
	n := &numeric{spec: s, p: p, targets: p.train.batch.Targets}
	for _, v := range p.params.values {
		n.theta = append(n.theta, float64(v))
	}
	n.x = tensor64{p.train.size, s.input, nil}
	for _, v := range p.train.batch.Inputs[0] {
		n.x.v = append(n.x.v, float64(v))
	}
	return n
}

func (n *numeric) losses() []float64 {
	return n.spec.losses64(n.p.params, n.theta, n.x, n.targets)
}

func (n *numeric) diff(i int) []float64 {
	const h = 1e-5
	old := n.theta[i]
	n.theta[i] = old + h
	up := n.losses()
	n.theta[i] = old - h
	down := n.losses()
	n.theta[i] = old
	for k := range up {
		up[k] = (up[k] - down[k]) / (2 * h)
	}
	return up
}

// coordinates picks parameters to check: some of each layer.
func coordinates(p *Problem) []int {
	r := rand.New(rand.NewPCG(1, 2))
	var at []int
	all := p.plan.trunk
	for _, g := range p.plan.groups {
		all = append(all[:len(all):len(all)], p.plan.layers(g)...)
	}
	for _, l := range all {
		for _, s := range l.spans() {
			for range min(3, s.n) {
				at = append(at, s.off+r.IntN(s.n))
			}
		}
	}
	return at
}

func close32(got float32, want, scale float64) bool {
	return math.Abs(float64(got)-want) <= 2e-5*scale+1e-6
}

// TestGradients holds losses, Backward and Jacobian against a float64
// reference and its finite differences.
func TestGradients(t *testing.T) {
	for name, spec := range nets() {
		t.Run(name, func(t *testing.T) {
			batch := gradBatch
			if name == "one sample, one output" {
				batch = 1
			}
			p, losses := stepOf(t, spec.config(batch, batch, tasks.AllTasks))
			num := newNumeric(spec, p)
			for k, want := range num.losses() {
				if math.Abs(losses[k]-want) > 1e-5*(1+math.Abs(want)) {
					t.Fatalf("loss %d is %v, want %v", k, losses[k], want)
				}
			}
			checkPasses(t, p, num)
		})
	}
}

func checkPasses(t *testing.T, p *Problem, num *numeric) {
	k := len(p.plan.trained)
	w := make([]float64, k)
	for i := range w {
		w[i] = .5 + float64(i%4)
	}
	if err := p.Backward(w); err != nil {
		t.Fatal(err)
	}
	grad := append([]float32(nil), p.params.grad...)
	if _, err := p.Jacobian(); err != nil {
		t.Fatal(err)
	}
	for _, i := range coordinates(p) {
		d := num.diff(i)
		var sum, scale float64
		for j := range d {
			sum += w[j] * d[j]
			scale += w[j] * math.Abs(d[j])
			if i < p.params.shared && !close32(p.jac.rows[j][i], d[j], 1) {
				t.Errorf("Jacobian of task %d, parameter %d: %v, want %v", j, i, p.jac.rows[j][i], d[j])
			}
		}
		if !close32(grad[i], sum, 1+scale) {
			t.Errorf("gradient of parameter %d: %v, want %v", i, grad[i], sum)
		}
	}
}

// TestJacobianAndBackwardAgree holds, on every network, that row k is the
// gradient of L_k alone and that weighted sums of rows are weighted passes.
func TestJacobianAndBackwardAgree(t *testing.T) {
	for name, spec := range nets() {
		batch := gradBatch
		if name == "one sample, one output" {
			batch = 1
		}
		p, _ := stepOf(t, spec.config(batch, batch, tasks.AllTasks))
		k := len(spec.heads)
		for task := -1; task < min(k, 8); task++ {
			w := make([]float64, k)
			if task >= 0 {
				w[task] = 1
			} else {
				for i := range w {
					w[i] = 1 / float64(1+i)
				}
			}
			compareCombine(t, fmt.Sprint(name, " task ", task), p, w)
		}
	}
}

func compareCombine(t *testing.T, name string, p *Problem, w []float64) {
	t.Helper()
	j, err := p.Jacobian()
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Combine(w, w); err != nil {
		t.Fatal(err)
	}
	combined := append([]float32(nil), p.params.grad...)
	clear(p.params.grad)
	if err := p.Backward(w); err != nil {
		t.Fatal(err)
	}
	for i, g := range p.params.grad {
		if !close32(combined[i], float64(g), 1+math.Abs(float64(g))) {
			t.Fatalf("%s: parameter %d: Combine gives %v, Backward %v", name, i, combined[i], g)
		}
	}
}
