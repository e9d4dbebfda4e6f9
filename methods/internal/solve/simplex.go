package solve

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Simplex finds convex combinations of K task gradients: weights w >= 0 that
// sum to 1 and minimise one of
//
//	1/2 |g_w|^2                       MinNorm
//	b'w + c sqrt(|g_w|^2 + eps)       Cone
//
// with g_w = sum_k w_k g_k and |g_w|^2 = w'Mw, M the Gram matrix. The optimum
// is where, f being the function and nu a number,
//
//	df/dw_k >= nu,  with equality where w_k > 0.
//
// The weights may not be unique; g_w is, and the weights are then inside the
// set of the optimal ones.
//
// A primal-dual interior-point method runs on x_k = w_k |g_k| / (the least
// norm), over gradients of norm 1, so that norms which differ by orders of
// magnitude do no harm.
type Simplex struct {
	gram, unit, hess square
	least            float64   // the least positive norm
	a                []float64 // w = a x; 1 for a zero gradient
	beta             []float64 // b in units of x
	gamma, eps       float64   // of Cone; gamma 0 stands for MinNorm
	x, z             []float64 // unknowns, and multipliers of x >= 0
	mx, grad         []float64
	step, side, old  []float64
}

const (
	simplexSteps = 300
	// simplexGap is the mean product of an unknown and its multiplier at
	// which the iteration ends, where f and the unknowns are of the order 1.
	simplexGap = 1e-24
)

// MinNorm writes the weights of the shortest convex combination to dst. It is
// false, and dst as it was, when gram is not finite.
func (s *Simplex) MinNorm(dst []float64, gram *mat.SymDense) bool {
	if !s.begin(len(dst), gram) {
		return false
	}
	clear(s.beta)
	s.gamma, s.eps = 0, 0
	s.solve(dst)
	return true
}

// Cone writes the weights that minimise b'w + c sqrt(w'Mw + eps) to dst, for
// positive c and eps. It is false, and dst as it was, when gram, b or c is
// not finite.
func (s *Simplex) Cone(dst []float64, gram *mat.SymDense, b []float64, c, eps float64) bool {
	if !s.begin(len(dst), gram) {
		return false
	}
	size := c * s.least
	for k, a := range s.a {
		s.beta[k] = b[k] * a
		size = math.Max(size, math.Abs(s.beta[k]))
	}
	if !(size > 0) || math.IsInf(size, 1) {
		return false
	}
	scaleBy(s.beta, 1/size)
	s.gamma, s.eps = c*s.least/size, eps/s.least/s.least
	s.solve(dst)
	return true
}

// begin scales the problem.
func (s *Simplex) begin(n int, gram *mat.SymDense) bool {
	for _, v := range []*[]float64{&s.a, &s.beta, &s.x, &s.z, &s.mx, &s.grad, &s.step, &s.side, &s.old} {
		*v = resize(*v, n)
	}
	s.gram.copySym(gram)
	if v := sum(s.gram.data); math.IsNaN(v) || math.IsInf(v, 0) {
		return false
	}
	s.least = math.Inf(1)
	for k := range s.a {
		if d := s.gram.data[k*n+k]; d > 0 {
			s.least = math.Min(s.least, math.Sqrt(d))
		}
	}
	if math.IsInf(s.least, 1) {
		s.least = 1
	}
	for k := range s.a {
		s.a[k], s.side[k] = 1, 1
		if d := s.gram.data[k*n+k]; d > 0 {
			s.side[k] = 1 / math.Sqrt(d)
			s.a[k] = s.least * s.side[k]
		}
	}
	s.unit.scaled(&s.gram, s.side)
	return true
}

// solve runs the iteration from equal unknowns and writes the weights.
func (s *Simplex) solve(dst []float64) {
	n := float64(len(s.x))
	fill(s.x, 1/sum(s.a))
	s.gradient()
	fill(s.z, math.Max(1, maxAbs(s.grad)))
	length := 0.0
	for range simplexSteps {
		gap := dot(s.x, s.z) / n
		if gap <= simplexGap {
			break
		}
		centring := 0.02
		if length < 0.7 {
			centring = 0.3
		}
		if !s.direction(centring * gap) {
			break
		}
		if length = s.advance(centring * gap); length == 0 {
			break
		}
	}
	var total float64
	for k, a := range s.a {
		dst[k] = a * s.x[k]
		total += dst[k]
	}
	scaleBy(dst, 1/total)
}

// gradient sets mx and grad at x, and gives the value of f.
func (s *Simplex) gradient() float64 {
	s.unit.mul(s.mx, s.x)
	square := math.Max(0, dot(s.x, s.mx))
	if s.gamma == 0 {
		copy(s.grad, s.mx)
		return square / 2
	}
	root := math.Sqrt(square + s.eps)
	for k, m := range s.mx {
		s.grad[k] = s.beta[k] + s.gamma*m/root
	}
	return dot(s.beta, s.x) + s.gamma*root
}

// hessian sets hess to that of f in units of x, with the products x z and a
// trace of rounding on the diagonal. The Hessian of Cone's root is singular
// along x; the square of the constraint, which no step changes, mends that.
func (s *Simplex) hessian() {
	s.hess.scaled(&s.unit, s.x)
	if s.gamma != 0 {
		square := math.Max(0, dot(s.x, s.mx)) + s.eps
		by := s.gamma / math.Sqrt(square)
		for i := range s.x {
			row := s.hess.row(i)
			for j := i; j < len(row); j++ {
				row[j] = by * (row[j] - s.x[i]*s.mx[i]*s.x[j]*s.mx[j]/square + s.x[i]*s.a[i]*s.x[j]*s.a[j])
			}
		}
	}
	for k, x := range s.x {
		d := &s.hess.data[k*s.hess.n+k]
		*d += x*s.z[k] + 1e-15*math.Abs(*d)
	}
}

// direction sets step, relative to x, towards x z = mu: from
//
//	(X H X + X Z) step - nu X a = mu - X grad,    a'X step = 1 - a'x.
func (s *Simplex) direction(mu float64) bool {
	s.hessian()
	for k, x := range s.x {
		s.step[k] = mu - x*s.grad[k]
		s.side[k] = x * s.a[k]
	}
	if !s.hess.cholesky(s.step) {
		return false
	}
	s.hess.again(s.side)
	var have, per float64
	for k, x := range s.x {
		have += x * s.a[k] * s.step[k]
		per += x * s.a[k] * s.side[k]
	}
	nu := (1 - dot(s.a, s.x) - have) / per
	for k := range s.step {
		s.step[k] += nu * s.side[k]
	}
	return !math.IsNaN(nu) && !math.IsInf(nu, 0)
}

// barrier is f - mu sum log x, and sets the gradient of f.
func (s *Simplex) barrier(mu float64) float64 {
	v := s.gradient()
	for _, x := range s.x {
		v -= mu * math.Log(x)
	}
	return v
}

// advance takes the longest step inside x, z > 0 along which the barrier
// function f - mu sum log x falls, and gives its length.
func (s *Simplex) advance(mu float64) float64 {
	t := 1.0
	for k, d := range s.step {
		s.side[k] = mu/s.x[k] - s.z[k]*(1+d) // change of z
		if d < 0 {
			t = math.Min(t, -0.995/d)
		}
		if s.side[k] < 0 {
			t = math.Min(t, -0.995*s.z[k]/s.side[k])
		}
	}
	copy(s.old, s.x)
	before := s.barrier(mu)
	for ; t > 1e-10; t /= 2 {
		for k, x := range s.old {
			s.x[k] = x * (1 + t*s.step[k])
		}
		if s.gamma == 0 || s.barrier(mu) <= before+1e-13*(1+math.Abs(before)) {
			s.gradient()
			for k, d := range s.side {
				s.z[k] += t * d
			}
			return t
		}
	}
	copy(s.x, s.old)
	s.gradient()
	return 0
}
