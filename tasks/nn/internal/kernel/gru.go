package kernel

// GRU is a gated recurrent unit (Cho et al., 2014) as PyTorch computes it, of
// Width inputs and as many units, on rows that each have a state of their own:
//
//	r = sigmoid(Wr m + br + Vr h + cr),  z = sigmoid(Wz m + bz + Vz h + cz)
//	n = tanh(Wn m + bn + r (Vn h + cn)),  h' = (1-z) n + z h
//
// Its parameters are [W | V | b | c], where W and V are 3 Width x Width with
// the rows of r, z, n in this order.
type GRU struct {
	Width int
	// Of the last Forward, rows x 3 Width: r, z, n; and Vn h + cn.
	gates, own []float32
	hidden     []float32 // V h + c, then scratch
	dm, dh     []float32 // gradients of both products, rows x 3 Width
	sums       []float32
}

// NewGRU builds a unit for one of the steps of a forward pass.
func NewGRU(width int) *GRU { return &GRU{Width: width, sums: make([]float32, 3*width)} }

// GRUParams is the number of weights and of biases.
func GRUParams(width int) (weights, biases int) { return 6 * width * width, 6 * width }

// split gives W, V, b, c.
func (u *GRU) split(theta []float32) (w, v, b, c []float32) {
	weights, biases := GRUParams(u.Width)
	same("parameters of a GRU", len(theta), weights+biases)
	return theta[:weights/2], theta[weights/2 : weights], theta[weights : weights+biases/2], theta[weights+biases/2:]
}

// Forward computes h', rows x Width, from m and h.
func (u *GRU) Forward(rows int, m, h, theta, next []float32) {
	d := u.Width
	w, v, b, c := u.split(theta)
	u.gates, u.hidden, u.own = grown(u.gates, 3*rows*d), grown(u.hidden, 3*rows*d), grown(u.own, rows*d)
	Gemm(false, true, rows, 3*d, d, 1, m, d, w, d, 0, u.gates, 3*d)
	BiasAct(u.gates, 3*d, b, None)
	Gemm(false, true, rows, 3*d, d, 1, h, d, v, d, 0, u.hidden, 3*d)
	BiasAct(u.hidden, 3*d, c, None)
	for i := range rows {
		g, s, own := u.gates[3*i*d:3*(i+1)*d], u.hidden[3*i*d:3*(i+1)*d], u.own[i*d:(i+1)*d]
		rz := g[:2*d]
		Axpy(1, s[:2*d], rz)
		Sigmoid.Apply(rz, rz)
		copy(own, s[2*d:])
		n := g[2*d:]
		for k, r := range g[:d] {
			n[k] += r * own[k]
		}
		Tanh.Apply(n, n)
		before, after := h[i*d:(i+1)*d], next[i*d:(i+1)*d]
		for k, z := range g[d : 2*d] {
			after[k] = n[k] + z*(before[k]-n[k])
		}
	}
}

// Backward computes from dnext, the gradient of h', that of m, writes that of
// h to dh, and adds those of the parameters to dtheta. m and h are those of the
// last Forward. dh may be dnext.
func (u *GRU) Backward(rows int, m, h, theta, dnext, dm, dh, dtheta []float32) {
	d := u.Width
	w, v, _, _ := u.split(theta)
	dw, dv, db, dc := u.split(dtheta)
	u.dm, u.dh = grown(u.dm, 3*rows*d), grown(u.dh, 3*rows*d)
	for i := range rows {
		u.backwardRow(i, h, dnext, dh)
	}
	Gemm(true, false, 3*d, d, rows, 1, u.dm, 3*d, m, d, 1, dw, d)
	Gemm(true, false, 3*d, d, rows, 1, u.dh, 3*d, h, d, 1, dv, d)
	addColumns(u.dm, u.sums, db)
	addColumns(u.dh, u.sums, dc)
	Gemm(false, false, rows, d, 3*d, 1, u.dm, 3*d, w, d, 0, dm, d)
	Gemm(false, false, rows, d, 3*d, 1, u.dh, 3*d, v, d, 1, dh, d)
}

// backwardRow goes back to the two products of a row.
func (u *GRU) backwardRow(i int, h, dnext, dh []float32) {
	d := u.Width
	g, own := u.gates[3*i*d:3*(i+1)*d], u.own[i*d:(i+1)*d]
	gm, gh := u.dm[3*i*d:3*(i+1)*d], u.dh[3*i*d:3*(i+1)*d]
	before, up, down := h[i*d:(i+1)*d], dnext[i*d:(i+1)*d], dh[i*d:(i+1)*d]
	for k, dy := range up {
		r, z, n := g[k], g[d+k], g[2*d+k]
		dn := dy * (1 - z) * (1 - n*n)
		dz := dy * (before[k] - n) * z * (1 - z)
		dr := dn * own[k] * r * (1 - r)
		gm[k], gm[d+k], gm[2*d+k] = dr, dz, dn
		gh[k], gh[d+k], gh[2*d+k] = dr, dz, dn*r
		down[k] = dy * z
	}
}

// addColumns adds the sums of the columns of x to dst, through sums.
func addColumns(x, sums, dst []float32) {
	BiasActGrad(x, x, x, len(sums), sums, None)
	Axpy(1, sums, dst)
}
