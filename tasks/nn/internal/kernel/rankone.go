package kernel

// RankOne is the backward pass of a dense layer with a ReLU, y = relu(x W' + b),
// for gradients of y that are outer products u v'. That is what a linear head of
// one output leaves: v is its weights and u the gradient of its loss with respect
// to the predictions. Where y is zero so is the gradient, whatever u and v are;
// the rest is a matrix of zeros and ones M, the same for all heads:
//
//	dw = diag(v) M' diag(u) x,  db = diag(v) M' u,  dx = diag(u) M diag(v) W
//
// x is n x in, W out x in, and y n x out.
type RankOne struct {
	n, in, out int
	mask, back bitMatrix // M and M'
	ones       []float32
	job        lookupJob
}

// NewRankOne makes one for a layer of this size.
func NewRankOne(n, in, out int) *RankOne {
	r := &RankOne{
		n: n, in: in, out: out,
		mask: newBitMatrix(n, out), back: newBitMatrix(out, n),
		ones: make([]float32, n), job: newLookupJob(max(n, out)),
	}
	for i := range r.ones {
		r.ones[i] = 1
	}
	return r
}

// RankOneFits tells whether RankOne is faster than products of any matrices for
// a layer from any number of inputs to out.
func RankOneFits(n, out int) bool { return min(n, out) >= wordBits }

// Forward takes the outputs that Backward is to go back from.
func (r *RankOne) Forward(y []float32) {
	same("y", len(y), r.n*r.out)
	r.mask.set(y)
	r.back.transpose(&r.mask)
}

// Backward gives the gradients of W, b and, unless dx is nil, x for the
// gradient u v' of y.
func (r *RankOne) Backward(u, v, x, w, dw, db, dx []float32) {
	same("u", len(u), r.n)
	same("v", len(v), r.out)
	same("x", len(x), r.n*r.in)
	same("w", len(w), r.out*r.in)
	same("dw", len(dw), r.out*r.in)
	same("db", len(db), r.out)
	r.job.multiply(&r.back, v, u, r.in, plane{x, r.in}, plane{dw, r.in})
	r.job.column(&r.back, v, u, r.ones, db)
	if dx != nil {
		same("dx", len(dx), r.n*r.in)
		r.job.multiply(&r.mask, u, v, r.in, plane{w, r.in}, plane{dx, r.in})
	}
}
