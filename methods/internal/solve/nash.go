package solve

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Nash finds the Nash bargaining point of K task gradients: the weights
// alpha > 0 with
//
//	alpha_i (M alpha)_i = 1    for every i,
//
// M being the Gram matrix (Navon et al. 2022, Claim 3.1). They are the unique
// minimiser of
//
//	f(alpha) = -sum_i log alpha_i + 1/2 alpha' M alpha,
//
// which exists exactly when 0 is not in the convex hull of the gradients; M
// may be singular. f is self-concordant, so damped Newton steps converge from
// anywhere. With gradients scaled to norm 1 and the step written as
// alpha_i s_i, the Hessian is I + diag(alpha) M diag(alpha), whose product
// with ones is 2 at the solution: gradients of norms 1e-6 and 1e6 side by
// side, or nearly parallel ones, do it no harm.
type Nash struct {
	gram, unit, hess   square
	scale, a, ma, step []float64
}

const (
	// hullTol is the squared length, relative to gradients of norm 1, at
	// which a point of their convex hull counts as zero.
	hullTol = 1e-14
	// newtonSteps bounds the Newton iteration; 10 to 40 steps are usual.
	newtonSteps = 500
)

// Solve writes the bargaining point to dst, of length K. It is false, and dst
// as it was, where there is none: a gradient is zero or not finite, or the
// hull of the gradients holds zero as far as the rounding of gram can tell.
func (s *Nash) Solve(dst []float64, gram *mat.SymDense) bool {
	n := len(dst)
	s.resize(n)
	s.gram.copySym(gram)
	if !unitScale(s.scale, &s.gram) {
		return false
	}
	s.unit.scaled(&s.gram, s.scale)
	fill(s.a, math.Sqrt(float64(n)/math.Max(1, sum(s.unit.data))))
	if !s.newton() {
		return false
	}
	for i := range dst {
		dst[i] = s.scale[i] * s.a[i]
	}
	return true
}

func (s *Nash) resize(n int) {
	for _, v := range []*[]float64{&s.scale, &s.a, &s.ma, &s.step} {
		*v = resize(*v, n)
	}
}

// newton runs the iteration on the scaled problem from s.a. It ends when a
// full step has been taken from a point whose error squared is below
// rounding, or when rounding stops the decrement from falling.
func (s *Nash) newton() bool {
	last := math.Inf(1)
	for range newtonSteps {
		s.unit.mul(s.ma, s.a)
		if s.zeroInHull() {
			return false
		}
		lambda, ok := s.direction()
		if !ok {
			return false
		}
		if lambda < quadratic && lambda > last/2 {
			return true
		}
		t := 1.0
		if lambda >= quadratic {
			t = s.length(lambda)
		}
		last = lambda
		for i := range s.a {
			s.a[i] += t * s.a[i] * s.step[i]
		}
		if lambda < 1e-9 {
			return true
		}
	}
	return false
}

// zeroInHull says that a, made to sum to one, combines the unit gradients to
// zero.
func (s *Nash) zeroInHull() bool {
	total := sum(s.a)
	return !(dot(s.a, s.ma) > hullTol*total*total)
}

// direction sets step to the Newton direction in units of a, and gives the
// Newton decrement.
func (s *Nash) direction() (lambda float64, ok bool) {
	s.hess.scaled(&s.unit, s.a)
	for i := range s.step {
		s.hess.data[i*s.hess.n+i]++
		s.step[i] = 1 - s.a[i]*s.ma[i]
	}
	if !s.hess.cholesky(s.step) {
		return 0, false
	}
	var l2 float64
	for i, v := range s.step {
		l2 += v * (1 - s.a[i]*s.ma[i])
	}
	return math.Sqrt(math.Max(0, l2)), true
}

// length is the step length along the direction.
func (s *Nash) length(lambda float64) float64 {
	along := s.hess.data[:len(s.a)] // the factor is not needed any more
	var slope float64               // of the quadratic part along the step
	for i, a := range s.a {
		along[i] = a * s.step[i]
		slope += along[i] * s.ma[i]
	}
	s.unit.mul(s.ma, along)
	curve := dot(along, s.ma)
	return stretch(lambda, func(t float64) bool {
		d := slope + t*curve
		for _, v := range s.step {
			if 1+t*v <= 0 {
				return false
			}
			d -= v / (1 + t*v)
		}
		return d < 0
	})
}
