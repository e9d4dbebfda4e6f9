package kernel

// Set2Set reads each graph's nodes, of Width features, into one vector of 2
// Width, whatever their order (Vinyals, Bengio, Kudlur: "Order matters:
// sequence to sequence for sets", ICLR 2016), as PyTorch Geometric does. From
// q* = 0 on, Steps times:
//
//	q = LSTM(q*),  a = softmax over the graph's nodes of x_i . q,
//	q* = [q, sum_i a_i x_i]
//
// Its parameters are those of the LSTM, [W | V | b | c], where W is 4 Width x 2
// Width for q*, V is 4 Width x Width for the LSTM's own output, with the rows
// of the input, forget, cell and output gates in this order. One Set2Set
// serves one mini-batch at a time.
type Set2Set struct {
	Width, Steps int
	graphs       *Graphs
	steps        []set2setStep
	// Gradients on the way back: of q*, of the LSTM's output and cell, of
	// its gates, of the attention.
	dstar, dq, dcell, dgates, da []float32
	sums                         []float32
}

// set2setStep is what a step keeps for the way back.
type set2setStep struct {
	star  []float32 // q* behind it, graphs x 2 Width; its first half is q
	q     []float32 // graphs x Width
	gates []float32 // graphs x 4 Width, behind their activations
	cell  []float32 // graphs x Width
	tanh  []float32 // of cell
	a     []float32 // of each node
}

// NewSet2Set builds the readout of graphs, which are Set before each Forward.
func NewSet2Set(width, steps int, g *Graphs) *Set2Set {
	return &Set2Set{Width: width, Steps: steps, graphs: g, steps: make([]set2setStep, steps+1), sums: make([]float32, 4*width)}
}

// LSTMParams is the number of weights and of biases of the LSTM.
func LSTMParams(width int) (weights, biases int) { return 12 * width * width, 8 * width }

// split gives W, V, b, c.
func (s *Set2Set) split(theta []float32) (w, v, b, c []float32) {
	d := s.Width
	weights, biases := LSTMParams(d)
	same("parameters of Set2Set", len(theta), weights+biases)
	return theta[:8*d*d], theta[8*d*d : weights], theta[weights : weights+4*d], theta[weights+4*d:]
}

// Forward computes the vectors y, graphs x 2 Width, of nodes x, nodes x Width.
func (s *Set2Set) Forward(x, theta, y []float32) {
	x = rowsOf("nodes", x, s.graphs.Nodes(), s.Width)
	same("y", len(y), 2*s.graphs.Len()*s.Width)
	for t := range s.steps {
		s.resize(&s.steps[t])
	}
	begin := &s.steps[0]
	clear(begin.star)
	clear(begin.q)
	clear(begin.cell)
	for t := 1; t <= s.Steps; t++ {
		s.lstm(&s.steps[t-1], &s.steps[t], theta)
		s.attend(x, &s.steps[t])
	}
	copy(y, s.steps[s.Steps].star)
}

func (s *Set2Set) resize(t *set2setStep) {
	n, d := s.graphs.Len(), s.Width
	t.star, t.q, t.gates = grown(t.star, 2*n*d), grown(t.q, n*d), grown(t.gates, 4*n*d)
	t.cell, t.tanh, t.a = grown(t.cell, n*d), grown(t.tanh, n*d), grown(t.a, s.graphs.Nodes())
}

// lstm does a step of the LSTM.
func (s *Set2Set) lstm(from, to *set2setStep, theta []float32) {
	n, d := s.graphs.Len(), s.Width
	w, v, b, c := s.split(theta)
	Gemm(false, true, n, 4*d, 2*d, 1, from.star, 2*d, w, 2*d, 0, to.gates, 4*d)
	Gemm(false, true, n, 4*d, d, 1, from.q, d, v, d, 1, to.gates, 4*d)
	BiasAct(to.gates, 4*d, b, None)
	BiasAct(to.gates, 4*d, c, None)
	for i := range n {
		g := to.gates[4*i*d : 4*(i+1)*d]
		Sigmoid.Apply(g[:2*d], g[:2*d])
		Tanh.Apply(g[2*d:3*d], g[2*d:3*d])
		Sigmoid.Apply(g[3*d:], g[3*d:])
		before, cell := from.cell[i*d:(i+1)*d], to.cell[i*d:(i+1)*d]
		for k := range cell {
			cell[k] = g[d+k]*before[k] + g[k]*g[2*d+k]
		}
		tanh, q := to.tanh[i*d:(i+1)*d], to.q[i*d:(i+1)*d]
		Tanh.Apply(cell, tanh)
		for k := range q {
			q[k] = g[3*d+k] * tanh[k]
		}
	}
}

// attend makes q* of q.
func (s *Set2Set) attend(x []float32, t *set2setStep) {
	d := s.Width
	for i := range s.graphs.Len() {
		q, star := t.q[i*d:(i+1)*d], t.star[2*i*d:2*(i+1)*d]
		copy(star, q)
		clear(star[d:])
		lo, hi := s.graphs.node[i], s.graphs.node[i+1]
		if lo == hi {
			continue
		}
		a := t.a[lo:hi]
		for j := range a {
			a[j] = float32(Dot(x[(lo+j)*d:(lo+j+1)*d], q))
		}
		Softmax(a, len(a), a)
		for j, v := range a {
			Axpy(v, x[(lo+j)*d:(lo+j+1)*d], star[d:])
		}
	}
}

// Backward computes the gradients of x and of the parameters from dy, that of
// y. x and theta are those of the last Forward.
func (s *Set2Set) Backward(x, theta, dy, dx, dtheta []float32) {
	n, d := s.graphs.Len(), s.Width
	same("dy", len(dy), 2*n*d)
	x, dx = rowsOf("nodes", x, s.graphs.Nodes(), d), rowsOf("gradient of nodes", dx, s.graphs.Nodes(), d)
	s.dstar, s.dq, s.dcell = grown(s.dstar, 2*n*d), grown(s.dq, n*d), grown(s.dcell, n*d)
	s.dgates, s.da = grown(s.dgates, 4*n*d), grown(s.da, s.graphs.Nodes())
	copy(s.dstar, dy)
	clear(s.dq)
	clear(s.dcell)
	clear(dx)
	clear(dtheta)
	for t := s.Steps; t >= 1; t-- {
		s.attendGrad(x, &s.steps[t], dx)
		s.lstmGrad(&s.steps[t-1], &s.steps[t], theta, dtheta)
	}
}

// attendGrad is the backward pass of attend: from dstar it adds to dq and dx.
func (s *Set2Set) attendGrad(x []float32, t *set2setStep, dx []float32) {
	d := s.Width
	for i := range s.graphs.Len() {
		q, dq, dstar := t.q[i*d:(i+1)*d], s.dq[i*d:(i+1)*d], s.dstar[2*i*d:2*(i+1)*d]
		Axpy(1, dstar[:d], dq)
		lo, hi := s.graphs.node[i], s.graphs.node[i+1]
		a, da := t.a[lo:hi], s.da[lo:hi]
		var mean float32
		for j, v := range a {
			da[j] = float32(Dot(x[(lo+j)*d:(lo+j+1)*d], dstar[d:]))
			mean += v * da[j]
		}
		for j, v := range a {
			row, grad := x[(lo+j)*d:(lo+j+1)*d], dx[(lo+j)*d:(lo+j+1)*d]
			e := v * (da[j] - mean) // the gradient of x_j . q
			Axpy(e, row, dq)
			Axpy(e, q, grad)
			Axpy(v, dstar[d:], grad)
		}
	}
}

// lstmGrad is the backward pass of lstm: it makes dq, dcell and dstar those of
// the step before.
func (s *Set2Set) lstmGrad(from, to *set2setStep, theta, dtheta []float32) {
	n, d := s.graphs.Len(), s.Width
	w, v, _, _ := s.split(theta)
	dw, dv, db, dc := s.split(dtheta)
	for i := range n {
		g, dg := to.gates[4*i*d:4*(i+1)*d], s.dgates[4*i*d:4*(i+1)*d]
		for k := range d {
			in, forget, value, out := g[k], g[d+k], g[2*d+k], g[3*d+k]
			tanh, dq := to.tanh[i*d+k], s.dq[i*d+k]
			dcell := s.dcell[i*d+k] + dq*out*(1-tanh*tanh)
			dg[k] = dcell * value * in * (1 - in)
			dg[d+k] = dcell * from.cell[i*d+k] * forget * (1 - forget)
			dg[2*d+k] = dcell * in * (1 - value*value)
			dg[3*d+k] = dq * tanh * out * (1 - out)
			s.dcell[i*d+k] = dcell * forget
		}
	}
	Gemm(true, false, 4*d, 2*d, n, 1, s.dgates, 4*d, from.star, 2*d, 1, dw, 2*d)
	Gemm(true, false, 4*d, d, n, 1, s.dgates, 4*d, from.q, d, 1, dv, d)
	addColumns(s.dgates, s.sums, db)
	Axpy(1, s.sums, dc)
	Gemm(false, false, n, 2*d, 4*d, 1, s.dgates, 4*d, w, 2*d, 0, s.dstar, 2*d)
	Gemm(false, false, n, d, 4*d, 1, s.dgates, 4*d, v, d, 0, s.dq, d)
}
