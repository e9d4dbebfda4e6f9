package kernel

import (
	"math"
	"testing"
)

// explicit is EdgeConv in the order of its definition, as PyTorch Geometric's
// NNConv computes it: a Width x Width matrix for every pair of nodes, built at
// every convolution, and its gradient.
type explicit struct {
	EdgeConvShape
	sizes         []float32
	edges         int       // pairs of different nodes
	e, h          []float32 // edges x Edge, edges x Hidden
	theta, dtheta []float32 // edges x Width^2
	weights       []float32 // of the second layer, Width^2 x Hidden
	bias          []float32
	dh, dweights  []float32
	dbias         []float32
}

// newExplicit takes the case's parameters and features in its own layout.
func newExplicit(c *messageCase, sizes []float32) *explicit {
	s := c.shape
	x := &explicit{EdgeConvShape: s, sizes: sizes}
	x.each(func(_, _, pair int, _ float32) {
		x.e = append(x.e, c.e[pair*s.Edge:(pair+1)*s.Edge]...)
		x.edges++
	})
	square := s.Width * s.Width
	x.weights, x.bias = make([]float32, square*s.Hidden), c.p.Second[square*s.Hidden:]
	Transpose(c.p.Second[:square*s.Hidden], s.Hidden, square, x.weights)
	x.h, x.dh = make([]float32, x.edges*s.Hidden), make([]float32, x.edges*s.Hidden)
	x.theta, x.dtheta = make([]float32, x.edges*square), make([]float32, x.edges*square)
	x.dweights, x.dbias = make([]float32, len(x.weights)), make([]float32, square)
	return x
}

// each calls f for every edge with its nodes, its pair and the factor of the
// mean.
func (x *explicit) each(f func(from, to, pair int, part float32)) {
	node, pair := 0, 0
	for _, size := range x.sizes {
		v := int(size)
		for i := range v {
			for j := range v {
				if i != j {
					f(node+i, node+j, pair+i*v+j, 1/float32(v-1))
				}
			}
		}
		node, pair = node+v, pair+v*v
	}
}

// bytes is what the matrices of all edges and their gradients take.
func (x *explicit) bytes() int { return 4 * (len(x.theta) + len(x.dtheta)) }

// forward computes the messages m from the nodes.
func (x *explicit) forward(nodes, first, m []float32) {
	d, square := x.Width, x.Width*x.Width
	Gemm(false, true, x.edges, x.Hidden, x.Edge, 1, x.e, x.Edge, first, x.Edge, 0, x.h, x.Hidden)
	BiasAct(x.h, x.Hidden, first[x.Hidden*x.Edge:], ReLU)
	Gemm(false, true, x.edges, square, x.Hidden, 1, x.h, x.Hidden, x.weights, x.Hidden, 0, x.theta, square)
	BiasAct(x.theta, square, x.bias, None)
	clear(m)
	at := 0
	x.each(func(from, to, _ int, part float32) {
		Gemm(false, false, 1, d, d, part, nodes[from*d:(from+1)*d], d, x.theta[at:at+square], d, 1, m[to*d:(to+1)*d], d)
		at += square
	})
}

// backward computes the gradients from dm, that of the messages.
func (x *explicit) backward(nodes, dm, dx []float32) {
	d, square := x.Width, x.Width*x.Width
	clear(dx)
	clear(x.dtheta)
	at := 0
	x.each(func(from, to, _ int, part float32) {
		row, grad := nodes[from*d:(from+1)*d], dm[to*d:(to+1)*d]
		for k, v := range row {
			Axpy(part*v, grad, x.dtheta[at+k*d:at+(k+1)*d])
			dx[from*d+k] += part * float32(Dot(x.theta[at+k*d:at+(k+1)*d], grad))
		}
		at += square
	})
	BiasActGrad(x.dtheta, x.dtheta, x.theta, square, x.dbias, None)
	Gemm(true, false, square, x.Hidden, x.edges, 1, x.dtheta, square, x.h, x.Hidden, 0, x.dweights, x.Hidden)
	Gemm(false, false, x.edges, x.Hidden, square, 1, x.dtheta, square, x.weights, x.Hidden, 0, x.dh, x.Hidden)
}

// ours runs the same convolution in EdgeConv's order, forward and backward;
// dm is spoilt.
func (c *messageCase) ours(m, dm []float32) {
	c.conv.Edges(c.e, c.p.First)
	c.conv.Convolve(c.x, c.p.Second, m)
	clear(c.dx)
	clear(c.d.Second)
	c.conv.ConvolveGrad(c.x, c.p.Second, dm, c.dx, c.d.Second, true)
}

func sizesOf(g *Graphs) []float32 {
	var sizes []float32
	for i := range g.Len() {
		sizes = append(sizes, float32(g.size(i)))
	}
	return sizes
}

// TestEdgeConvOrders holds that both orders give the same numbers, to the
// rounding of float32 sums of some thousand terms.
func TestEdgeConvOrders(t *testing.T) {
	c := moleculeCase(newArena(t, 10), 6)
	x := newExplicit(c, sizesOf(&c.graphs))
	m := make([]float32, len(c.x))
	x.forward(c.x, c.p.First, m)
	c.ours(c.y, clone(c.dy))
	agree(t, "messages", c.y, m)
	dx := make([]float32, len(c.x))
	x.backward(c.x, c.dy, dx)
	agree(t, "gradient of nodes", c.dx, dx)
	square := c.shape.Width * c.shape.Width
	dweights := make([]float32, len(x.dweights))
	Transpose(x.dweights, square, c.shape.Hidden, dweights)
	agree(t, "gradient of the second layer", c.d.Second[:len(dweights)], dweights)
	agree(t, "gradient of its bias", c.d.Second[len(dweights):], x.dbias)
	for i, pair := 0, 0; i < c.graphs.Len(); i++ {
		agree(t, "gradient of hidden units", x.hiddenGrad(c, i), x.dh[pair*c.shape.Hidden:])
		pair += c.graphs.size(i) * (c.graphs.size(i) - 1)
	}
}

// hiddenGrad is EdgeConv's gradient of the hidden units of a graph, of pairs of
// different nodes, in this layout.
func (x *explicit) hiddenGrad(c *messageCase, graph int) []float32 {
	var d []float32
	v, channels := c.graphs.size(graph), c.shape.Hidden+1
	for p := range v * v {
		if p/v != p%v {
			row := (c.graphs.pair[graph] + p) * channels
			d = append(d, c.conv.dh[row:row+c.shape.Hidden]...)
		}
	}
	return d
}

// agree compares with the largest element.
func agree(t testing.TB, what string, got, want []float32) {
	t.Helper()
	var scale float64
	for _, v := range want[:len(got)] {
		scale = max(scale, math.Abs(float64(v)))
	}
	for i, v := range got {
		if d := math.Abs(float64(v) - float64(want[i])); !(d <= 2e-6*scale) {
			t.Fatalf("%s[%d] is %v, in the other order %v, of at most %.3g", what, i, v, want[i], scale)
		}
	}
}

// BenchmarkEdgeConv measures one convolution, forward and backward, of 120
// complete graphs of 14 to 22 nodes in both orders, and what each holds of
// matrices of edges (explicit) or sums at nodes. Both must give the same
// messages.
func BenchmarkEdgeConv(b *testing.B) {
	c := benchCase(120)
	m, dm, same := make([]float32, len(c.x)), make([]float32, len(c.x)), make([]float32, len(c.x))
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			copy(dm, c.dy)
			c.ours(m, dm)
		}
		b.ReportMetric(float64(4*(len(c.conv.h)+len(c.conv.dh)+cap(c.conv.a)+cap(c.conv.da)))/(1<<20), "MiB")
	})
	b.Run("explicit", func(b *testing.B) {
		x := newExplicit(c, sizesOf(&c.graphs))
		for b.Loop() {
			x.forward(c.x, c.p.First, same)
			x.backward(c.x, c.dy, dm)
		}
		c.ours(m, clone(c.dy))
		agree(b, "messages", m, same)
		b.ReportMetric(float64(x.bytes())/(1<<20), "MiB")
	})
}

// BenchmarkMessages measures the whole message passing.
func BenchmarkMessages(b *testing.B) {
	c := benchCase(120)
	b.Run("forward", func(b *testing.B) {
		for b.Loop() {
			c.Forward(c.x, c.e, c.p, c.y)
		}
	})
	b.Run("backward", func(b *testing.B) {
		for b.Loop() {
			c.Backward(c.e, c.p, c.dy, c.dx, c.d)
		}
	})
}
