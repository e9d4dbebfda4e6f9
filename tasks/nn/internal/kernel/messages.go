package kernel

// Messages is the message passing of Gilmer et al. (ICML 2017) as the released
// benchmarks of multi-task learning have it: from the nodes' states h_0 = x,
// Steps times, with one set of parameters,
//
//	h_t = GRU(relu(EdgeConv(h_{t-1}) + bias), h_{t-1})
//
// One Messages serves one mini-batch at a time; Backward may follow a Forward
// several times, with other gradients.
type Messages struct {
	Steps  int
	graphs *Graphs
	conv   *EdgeConv
	units  []*GRU
	h, m   [][]float32 // states, Steps+1, and messages behind ReLU, Steps
	dm     []float32
	sums   []float32
}

// MessageParams are the parameters of Messages, or their gradients: First and
// Second are EdgeConv's layers, Bias is of Width, GRU is GRU's.
type MessageParams struct{ First, Second, Bias, GRU []float32 }

// NewMessages builds the passing of messages on graphs, which are Set before
// each Forward.
func NewMessages(s EdgeConvShape, steps int, g *Graphs) *Messages {
	m := &Messages{Steps: steps, graphs: g, conv: NewEdgeConv(s, g), h: make([][]float32, steps+1), m: make([][]float32, steps)}
	m.sums = make([]float32, s.Width)
	for range steps {
		m.units = append(m.units, NewGRU(s.Width))
	}
	return m
}

// Forward computes the last states y, nodes x Width, from the nodes' x, of as
// many, and the features of their pairs e, pairs x Edge.
func (m *Messages) Forward(x, e []float32, p MessageParams, y []float32) {
	nodes, width := m.graphs.Nodes(), m.conv.Width
	same("bias", len(p.Bias), width)
	m.conv.Edges(e, p.First)
	m.h[0] = grown(m.h[0], nodes*width)
	copy(m.h[0], rowsOf("nodes", x, nodes, width))
	for t, unit := range m.units {
		m.m[t], m.h[t+1] = grown(m.m[t], nodes*width), grown(m.h[t+1], nodes*width)
		m.conv.Convolve(m.h[t], p.Second, m.m[t])
		BiasAct(m.m[t], width, p.Bias, ReLU)
		unit.Forward(nodes, m.m[t], m.h[t], p.GRU, m.h[t+1])
	}
	copy(rowsOf("y", y, nodes, width), m.h[m.Steps])
}

// Backward computes the gradients of x and of the parameters from dy, that of
// y; e and p are those of the last Forward. dx may be dy.
func (m *Messages) Backward(e []float32, p MessageParams, dy, dx []float32, d MessageParams) {
	nodes, width := m.graphs.Nodes(), m.conv.Width
	dh := rowsOf("dx", dx, nodes, width)
	copy(dh, rowsOf("dy", dy, nodes, width))
	clear(d.Second)
	clear(d.Bias)
	clear(d.GRU)
	m.dm = grown(m.dm, nodes*width)
	for t := m.Steps - 1; t >= 0; t-- {
		m.units[t].Backward(nodes, m.m[t], m.h[t], p.GRU, dh, m.dm, dh, d.GRU)
		BiasActGrad(m.dm, m.dm, m.m[t], width, m.sums, ReLU)
		Axpy(1, m.sums, d.Bias)
		m.conv.ConvolveGrad(m.h[t], p.Second, m.dm, dh, d.Second, t == m.Steps-1)
	}
	m.conv.EdgesGrad(e, d.First)
}
