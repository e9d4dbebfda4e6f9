package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// graphSizes are graphs of every small size, none and one node included.
var graphSizes = []float32{3, 0, 1, 5, 2, 4}

// affine64 is W x + b for W of len(b) rows.
func affine64(w, x, b []float64) []float64 {
	y := append([]float64(nil), b...)
	for i := range y {
		for j, v := range x {
			y[i] += w[i*len(x)+j] * v
		}
	}
	return y
}

func sigmoid64(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// params64 is MessageParams in float64.
type params64 struct{ first, second, bias, gru []float64 }

// edgeConv64 is EdgeConv in the order of its definition, a matrix a pair, for
// the graph of rows x and pairs e.
func edgeConv64(s EdgeConvShape, x, e []float64, p params64) []float64 {
	v := len(x) / s.Width
	m := make([]float64, len(x))
	for i := range v {
		for j := range v {
			if i == j {
				continue
			}
			h := affine64(p.first[:s.Hidden*s.Edge], e[(j*v+i)*s.Edge:(j*v+i+1)*s.Edge], p.first[s.Hidden*s.Edge:])
			for a := range s.Width {
				for b := range s.Width {
					theta := p.second[(s.Hidden*s.Width+a)*s.Width+b]
					for k, u := range h {
						theta += max(0, u) * p.second[(k*s.Width+a)*s.Width+b]
					}
					m[i*s.Width+b] += x[j*s.Width+a] * theta / float64(v-1)
				}
			}
		}
	}
	return m
}

// gru64 is a row of GRU.
func gru64(m, h, theta []float64) []float64 {
	d := len(m)
	a := affine64(theta[:3*d*d], m, theta[6*d*d:6*d*d+3*d])
	c := affine64(theta[3*d*d:6*d*d], h, theta[6*d*d+3*d:])
	next := make([]float64, d)
	for k := range d {
		r, z := sigmoid64(a[k]+c[k]), sigmoid64(a[d+k]+c[d+k])
		n := math.Tanh(a[2*d+k] + r*c[2*d+k])
		next[k] = (1-z)*n + z*h[k]
	}
	return next
}

// messages64 is Messages in float64.
func messages64(s EdgeConvShape, steps int, sizes []float32, x, e []float64, p params64) []float64 {
	var y []float64
	for _, size := range sizes {
		v := int(size)
		h := append([]float64(nil), x[:v*s.Width]...)
		for range steps {
			m := edgeConv64(s, h, e[:v*v*s.Edge], p)
			for i := range v {
				row := m[i*s.Width : (i+1)*s.Width]
				for k := range row {
					row[k] = max(0, row[k]+p.bias[k])
				}
				copy(h[i*s.Width:], gru64(row, h[i*s.Width:(i+1)*s.Width], p.gru))
			}
		}
		y = append(y, h...)
		x, e = x[v*s.Width:], e[v*v*s.Edge:]
	}
	return y
}

// set2set64 is Set2Set in float64.
func set2set64(width, steps int, sizes []float32, x, theta []float64) []float64 {
	var y []float64
	d := width
	for _, size := range sizes {
		v := int(size)
		star, q, cell := make([]float64, 2*d), make([]float64, d), make([]float64, d)
		for range steps {
			a := affine64(theta[:8*d*d], star, theta[12*d*d:12*d*d+4*d])
			b := affine64(theta[8*d*d:12*d*d], q, theta[12*d*d+4*d:])
			for k := range d {
				cell[k] = sigmoid64(a[d+k]+b[d+k])*cell[k] + sigmoid64(a[k]+b[k])*math.Tanh(a[2*d+k]+b[2*d+k])
				q[k] = sigmoid64(a[3*d+k]+b[3*d+k]) * math.Tanh(cell[k])
			}
			clear(star)
			copy(star, q)
			var total float64
			for i := range v {
				var dot float64
				for k := range d {
					dot += x[i*d+k] * q[k]
				}
				w := math.Exp(dot)
				total += w
				for k := range d {
					star[d+k] += w * x[i*d+k]
				}
			}
			for k := range d {
				if v > 0 {
					star[d+k] /= total
				}
			}
		}
		y = append(y, star...)
		x = x[v*d:]
	}
	return y
}

// checkGradient holds got against central differences of sum(dy f()) with
// respect to every element of at.
func checkGradient(t *testing.T, what string, got []float32, at, dy []float64, f func() []float64) {
	t.Helper()
	const h = 1e-5
	value := func() (sum float64) {
		for i, v := range f() {
			sum += dy[i] * v
		}
		return sum
	}
	for i, old := range at {
		at[i] = old + h
		up := value()
		at[i] = old - h
		want := (up - value()) / (2 * h)
		at[i] = old
		if d := math.Abs(float64(got[i]) - want); !(d <= 3e-5*(1+math.Abs(want))) {
			t.Fatalf("gradient of %s[%d] is %v, want %v", what, i, got[i], want)
		}
	}
}

// slices32 makes slices: an arena, or plain ones for benchmarks.
type slices32 interface {
	uniform(n int) []float32
	garbage(n int) []float32
}

// plain makes slices without guards.
type plain struct{ rng *rand.Rand }

func (p plain) garbage(n int) []float32 { return make([]float32, n) }

func (p plain) uniform(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = 2*p.rng.Float32() - 1
	}
	return x
}

// messageCase is Messages with its inputs.
type messageCase struct {
	shape  EdgeConvShape
	graphs Graphs
	*Messages
	x, e, y, dy, dx []float32
	p, d            MessageParams
}

func newMessageCase(a slices32, s EdgeConvShape, steps int, sizes []float32) *messageCase {
	c := &messageCase{shape: s}
	c.graphs.Set(sizes, 29)
	c.Messages = NewMessages(s, steps, &c.graphs)
	nodes := c.graphs.Nodes() * s.Width
	c.x, c.e, c.y, c.dy, c.dx = a.uniform(nodes), a.uniform(c.graphs.Pairs()*s.Edge), a.garbage(nodes), a.uniform(nodes), a.garbage(nodes)
	weights, biases := GRUParams(s.Width)
	lengths := [4]int{s.Hidden * (s.Edge + 1), s.Weights(), s.Width, weights + biases}
	c.p = MessageParams{a.uniform(lengths[0]), a.uniform(lengths[1]), a.uniform(lengths[2]), a.uniform(lengths[3])}
	c.d = MessageParams{a.garbage(lengths[0]), a.garbage(lengths[1]), a.garbage(lengths[2]), a.garbage(lengths[3])}
	return c
}

func TestMessages(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		c := newMessageCase(newArena(t, 7), EdgeConvShape{3, 2, 5}, 2, graphSizes)
		c.Forward(c.x, c.e, c.p, c.y)
		x, e := wide(c.x), wide(c.e)
		p := params64{wide(c.p.First), wide(c.p.Second), wide(c.p.Bias), wide(c.p.GRU)}
		f := func() []float64 { return messages64(c.shape, 2, graphSizes, x, e, p) }
		near(t, "y", c.y, f(), 1e-5)
		dy := wide(c.dy)
		for range 2 { // the second time with what the first has left
			c.Backward(c.e, c.p, c.dy, c.dx, c.d)
			checkGradient(t, "x", c.dx, x, dy, f)
			checkGradient(t, "first", c.d.First, p.first, dy, f)
			checkGradient(t, "second", c.d.Second, p.second, dy, f)
			checkGradient(t, "bias", c.d.Bias, p.bias, dy, f)
			checkGradient(t, "GRU", c.d.GRU, p.gru, dy, f)
		}
	})
}

func TestSet2Set(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		const width, steps = 3, 3
		a := newArena(t, 8)
		var g Graphs
		g.Set(graphSizes, 5)
		s := NewSet2Set(width, steps, &g)
		weights, biases := LSTMParams(width)
		x, theta := a.uniform(g.Nodes()*width), a.uniform(weights+biases)
		y, dy := a.garbage(g.Len()*2*width), a.uniform(g.Len()*2*width)
		s.Forward(x, theta, y)
		x64, theta64 := wide(x), wide(theta)
		f := func() []float64 { return set2set64(width, steps, graphSizes, x64, theta64) }
		near(t, "y", y, f(), 1e-5)
		dx, dtheta := a.garbage(len(x)), a.garbage(len(theta))
		for range 2 {
			s.Backward(x, theta, dy, dx, dtheta)
			checkGradient(t, "x", dx, x64, wide(dy), f)
			checkGradient(t, "theta", dtheta, theta64, wide(dy), f)
		}
	})
}

// Molecules' sizes: more nodes than a block has, and any number of workers.
func TestMessagesWorkersAndMemory(t *testing.T) {
	c := moleculeCase(newArena(t, 9), 16)
	run := func() {
		c.Forward(c.x, c.e, c.p, c.y)
		c.Backward(c.e, c.p, c.dy, c.dx, c.d)
	}
	run()
	noAllocs(t, "Messages", run)
	y, second := clone(c.y), clone(c.d.Second)
	Workers = 3
	defer func() { Workers = 1 }()
	run()
	sameBits(t, "y", c.y, y)
	sameBits(t, "second", c.d.Second, second)
}

// moleculeCase is the message passing of the benchmarks on graphs of the sizes
// of small organic molecules, with parameters of usual scale.
func moleculeCase(a slices32, graphs int) *messageCase {
	var sizes []float32
	for i := range graphs {
		sizes = append(sizes, float32(14+i*5%9))
	}
	s := EdgeConvShape{Width: 64, Edge: 5, Hidden: 128}
	c := newMessageCase(a, s, 3, sizes)
	Scale(1/float32(math.Sqrt(float64(s.Edge))), c.p.First, c.p.First)
	Scale(1/float32(math.Sqrt(float64(s.Hidden))), c.p.Second, c.p.Second)
	Scale(.125, c.p.GRU, c.p.GRU)
	return c
}

// benchCase is moleculeCase outside an arena.
func benchCase(graphs int) *messageCase {
	return moleculeCase(plain{rand.New(rand.NewPCG(1, 2))}, graphs)
}

func TestGraphsRefusesSizes(t *testing.T) {
	for _, size := range []float32{-1, 2.5, 6, float32(math.NaN())} {
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); r != fmt.Sprintf("kernel: graph 1 of %v nodes, not 0 to 5", size) {
					t.Errorf("a size of %v: %s", size, r)
				}
			}()
			var g Graphs
			g.Set([]float32{3, size}, 5)
		}()
	}
}
