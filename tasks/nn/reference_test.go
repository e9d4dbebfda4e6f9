package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/mtobench/mtobench/tasks"
)

// layerSpec describes a layer for both the network under test and the float64
// reference below.
type layerSpec struct {
	kind string // "dense", "conv", "pool"
	out  int
	act  Act
	conv ConvSpec
	pool int
}

// netSpec describes a network: the trunk's layers, of which those listed in
// taps are the representations (the last when empty), and the heads.
type netSpec struct {
	input []int
	trunk []layerSpec
	taps  []int
	heads []headSpec
}

type headSpec struct {
	z      int
	layers []layerSpec
	loss   Loss
	// missing leaves out a quarter of the values.
	missing bool
	// stream, from 1, leaves out the values of all rows but every third, those
	// of the task's own stream; 0 for none.
	stream int
}

func denseSpec(out int, act Act) layerSpec { return layerSpec{kind: "dense", out: out, act: act} }
func convSpec(c ConvSpec) layerSpec        { return layerSpec{kind: "conv", conv: c} }
func poolSpec(size int) layerSpec          { return layerSpec{kind: "pool", pool: size} }

// network builds the description.
func (s netSpec) network() Network {
	n := Network{Inputs: [][]int{s.input}, Trunk: func(b *Builder, x []*Node) []*Node {
		all := buildLayers(b, x[0], s.trunk)
		var z []*Node
		for _, t := range s.tapped() {
			z = append(z, all[t])
		}
		return z
	}}
	for k, h := range s.heads {
		n.Heads = append(n.Heads, Head{Name: fmt.Sprint("task", k), Loss: h.loss, Build: func(b *Builder, z []*Node) *Node {
			all := buildLayers(b, z[h.z], h.layers)
			return all[len(all)-1]
		}})
	}
	return n
}

func (s netSpec) tapped() []int {
	if len(s.taps) == 0 {
		return []int{len(s.trunk) - 1}
	}
	return s.taps
}

func buildLayers(b *Builder, x *Node, layers []layerSpec) []*Node {
	var all []*Node
	for i, l := range layers {
		switch l.kind {
		case "dense":
			x = b.Dense(x, fmt.Sprint("l", i), l.out, l.act)
		case "conv":
			x = b.Conv2D(x, fmt.Sprint("l", i), l.conv)
		case "pool":
			x = b.MaxPool(x, l.pool)
		}
		all = append(all, x)
	}
	return all
}

// tensor64 is a batch in float64: n samples of this shape.
type tensor64 struct {
	n     int
	shape []int
	v     []float64
}

func (t tensor64) sample(i int) []float64 { s := volume(t.shape); return t.v[i*s : (i+1)*s] }

// losses64 computes the losses of the network in float64 by plain loops.
func (s netSpec) losses64(ps *params, theta []float64, x tensor64, targets []Target) []float64 {
	all := forward64(ps, theta, trunkScope, x, s.trunk)
	losses := make([]float64, len(s.heads))
	for k, h := range s.heads {
		out := forward64(ps, theta, fmt.Sprint("task", k), all[s.tapped()[h.z]], h.layers)
		losses[k] = loss64(out[len(out)-1], targets[k], h.loss)
	}
	return losses
}

func forward64(ps *params, theta []float64, scope string, x tensor64, layers []layerSpec) []tensor64 {
	var all []tensor64
	for i, l := range layers {
		if l.kind == "pool" {
			x = pool64(x, l.pool)
		} else {
			p := ps.layers[fmt.Sprintf("%s/l%d", scope, i)]
			w, b := theta[p.atW:p.atW+p.weight], theta[p.atB:p.atB+p.bias]
			if l.kind == "dense" {
				x = dense64(x, w, b, l.act)
			} else {
				x = conv64(x, w, b, l.conv)
			}
		}
		all = append(all, x)
	}
	return all
}

func dense64(x tensor64, w, b []float64, act Act) tensor64 {
	in := volume(x.shape)
	y := tensor64{x.n, []int{len(b)}, nil}
	for i := range x.n {
		for o := range b {
			s := b[o]
			for j, v := range x.sample(i) {
				s += v * w[o*in+j]
			}
			y.v = append(y.v, act64(s, act))
		}
	}
	return y
}

func act64(v float64, act Act) float64 {
	switch act {
	case ReLU:
		return max(v, 0)
	case Sigmoid:
		return 1 / (1 + math.Exp(-v))
	case Tanh:
		return math.Tanh(v)
	}
	return v
}

func conv64(x tensor64, w, b []float64, c ConvSpec) tensor64 {
	ch, h, wd, stride := x.shape[0], x.shape[1], x.shape[2], max(1, c.Stride)
	ho, wo := (h+2*c.Pad-c.Kernel)/stride+1, (wd+2*c.Pad-c.Kernel)/stride+1
	y := tensor64{x.n, []int{c.Out, ho, wo}, nil}
	for i := range x.n {
		for at := range c.Out * ho * wo {
			o, r, q := at/(ho*wo), at/wo%ho, at%wo
			s := b[o]
			for t := range ch * c.Kernel * c.Kernel {
				z, u, v := t/(c.Kernel*c.Kernel), r*stride+t/c.Kernel%c.Kernel-c.Pad, q*stride+t%c.Kernel-c.Pad
				if u >= 0 && u < h && v >= 0 && v < wd {
					s += x.sample(i)[(z*h+u)*wd+v] * w[o*ch*c.Kernel*c.Kernel+t]
				}
			}
			y.v = append(y.v, act64(s, c.Act))
		}
	}
	if c.Pool {
		return pool64(y, 2)
	}
	return y
}

func pool64(x tensor64, size int) tensor64 {
	ch, h, w := x.shape[0], x.shape[1], x.shape[2]
	ho, wo := h/size, w/size
	y := tensor64{x.n, []int{ch, ho, wo}, nil}
	for i := range x.n {
		for at := range ch * ho * wo {
			c, r, q := at/(ho*wo), at/wo%ho, at%wo
			top := math.Inf(-1)
			for t := range size * size {
				top = max(top, x.sample(i)[(c*h+r*size+t/size)*w+q*size+t%size])
			}
			y.v = append(y.v, top)
		}
	}
	return y
}

// value64 is the loss of one output.
func value64(p, v float64, loss Loss) float64 {
	d := p - v
	switch loss {
	case Huber:
		if math.Abs(d) <= 1 {
			return d * d / 2
		}
		return math.Abs(d) - 0.5
	case SigmoidXent:
		return -v*math.Log(1/(1+math.Exp(-p))) - (1-v)*math.Log(1/(1+math.Exp(p)))
	}
	return d * d
}

func loss64(pred tensor64, t Target, loss Loss) float64 {
	var sum float64
	n := 0
	if !loss.labelled() {
		for i, p := range pred.v {
			if v := float64(t.Values[i]); !math.IsNaN(v) {
				sum += value64(p, v, loss)
				n++
			}
		}
		return sum / float64(max(1, n))
	}
	for i, label := range t.Labels {
		if label < 0 {
			continue
		}
		var z float64
		for _, v := range pred.sample(i) {
			z += math.Exp(v)
		}
		sum += math.Log(z) - pred.sample(i)[label]
		n++
	}
	return sum / float64(max(1, n))
}

// memory is Data in memory: the same samples in every split, of which a split
// takes the first ones.
type memory struct {
	lens    [3]int
	size    int // of a sample
	x       []float32
	targets []Target
	widths  []int // of each task's values
}

func (m *memory) Len(s tasks.Split) int { return m.lens[s] }

func (m *memory) Fill(_ tasks.Split, index []int, b *Batch) error {
	for i, at := range index {
		copy(b.Inputs[0][i*m.size:(i+1)*m.size], m.x[at*m.size:])
		for k, t := range m.targets {
			if w := m.widths[k]; t.Values != nil {
				copy(b.Targets[k].Values[i*w:(i+1)*w], t.Values[at*w:])
			} else {
				b.Targets[k].Labels[i] = t.Labels[at]
			}
		}
	}
	return nil
}

// samples makes random samples for the network; every fourth label is
// missing.
func (s netSpec) samples(n int, seed uint64) *memory {
	r := rand.New(rand.NewPCG(seed, 1))
	m := &memory{lens: [3]int{n, 0, n}, size: volume(s.input)}
	for range n * m.size {
		m.x = append(m.x, float32(r.NormFloat64()))
	}
	for _, h := range s.heads {
		w := h.layers[len(h.layers)-1].out
		var t Target
		for i := range n {
			if h.loss == SoftmaxXent {
				label := int32(r.IntN(w))
				if i%4 == 3 {
					label = -1
				}
				t.Labels = append(t.Labels, label)
				continue
			}
			for j := range w {
				v := float32(r.NormFloat64())
				if h.loss == SigmoidXent {
					v = float32(r.IntN(2))
				}
				if h.missing && (i+j)%4 == 3 || h.stream > 0 && i%3 != h.stream-1 {
					v = float32(math.NaN())
				}
				t.Values = append(t.Values, v)
			}
		}
		m.widths = append(m.widths, w)
		m.targets = append(m.targets, t)
	}
	return m
}

// counter is a Meter that counts samples.
type counter struct{ counts []float64 }

func (c *counter) Reset() { clear(c.counts) }

func (c *counter) Add(task int, pred []float32, outputs int, t Target, n int) {
	if len(pred) != n*outputs || len(t.Values) > 0 && len(t.Values) != len(pred) || len(t.Labels)%n != 0 {
		panic("another number of predictions or targets than of samples")
	}
	c.counts[task] += float64(n)
}

func (c *counter) Values() []float64 {
	v := slices.Clone(c.counts)
	for k := range v {
		if v[k] == 0 {
			v[k] = math.NaN()
		}
	}
	return v
}

// config is a Config of the network on n samples in batches of this size.
func (s netSpec) config(n, batch, task int) Config {
	return Config{
		Network: s.network(),
		Data:    s.samples(n, 3),
		Meter:   &counter{counts: make([]float64, len(s.heads))},
		Options: tasks.Options{Seed: 5, Task: task, Protocol: tasks.Protocol{
			Batch: batch, Optimizer: tasks.Optimizer{Name: "adam"},
		}},
	}
}
