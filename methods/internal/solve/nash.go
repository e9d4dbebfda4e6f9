package solve

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Nash finds the Nash bargaining point of K task gradients, and its
// generalisation by alpha-fairness: the weights w > 0 with
//
//	w_i^p (M w)_i = 1    for every i,
//
// M being the Gram matrix; p = 1 is the bargaining point (Navon et al. 2022,
// Claim 3.1), p = 1/alpha the fair one (Ban and Ji 2024). They are the unique
// minimiser of the strictly convex
//
//	f(w) = 1/2 w'Mw - sum_i phi(w_i),    phi'(v) = v^-p,
//
// which exists exactly when 0 is not in the convex hull of the gradients; M
// may be singular. Newton's method with a line search finds it in units in
// which it would be ones if the gradients were orthogonal: gradients of norms
// 1e-6 and 1e6 side by side, or nearly parallel ones, do it no harm.
type Nash struct {
	gram, unit, hess     square
	scale, norm          []float64 // w = scale a; norms of the scaled gradients
	a, ma, step, residue []float64
	p                    float64
	// hull is the squared length, relative to gradients of norm 1, at which a
	// point of their convex hull counts as zero; 0 counts as hullTol.
	hull float64
}

const (
	// hullTol is the Nash.hull of an exact solution: what the rounding of a
	// Gram matrix leaves.
	hullTol = 1e-14
	// newtonSteps bounds the Newton iteration; 5 to 20 steps are usual.
	newtonSteps = 500
	// fullStep is the relative change below which a step is taken whole, and
	// lastStep that after which rounding alone is left.
	fullStep = 0.01
	lastStep = 1e-8
)

// Solve writes the bargaining point to dst, of length K. It is false, and dst
// as it was, where there is none: a gradient is zero or not finite, or the
// hull of the gradients holds zero as far as the rounding of gram can tell.
func (s *Nash) Solve(dst []float64, gram *mat.SymDense) bool {
	return s.SolvePower(dst, gram, 1)
}

// SolvePower is Solve for a power p > 0 other than 1.
func (s *Nash) SolvePower(dst []float64, gram *mat.SymDense, p float64) bool {
	n := len(dst)
	for _, v := range []*[]float64{&s.scale, &s.norm, &s.a, &s.ma, &s.step, &s.residue} {
		*v = resize(*v, n)
	}
	s.p = p
	s.gram.copySym(gram)
	if !unitScale(s.scale, &s.gram) {
		return false
	}
	for i, v := range s.scale {
		s.scale[i] = math.Pow(v, 2/(1+p))
		s.norm[i] = s.scale[i] / v
	}
	s.unit.scaled(&s.gram, s.scale)
	s.start()
	if !s.newton() {
		return false
	}
	for i := range dst {
		dst[i] = s.scale[i] * s.a[i]
	}
	return true
}

// start sets a to the best multiple of ones, or less where ones nearly
// combine to zero.
func (s *Nash) start() {
	var squares float64
	for _, v := range s.norm {
		squares += v * v
	}
	total := math.Max(sum(s.unit.data), squares/float64(len(s.a)))
	fill(s.a, math.Pow(squares/total, 1/(1+s.p)))
}

// newton runs the iteration from s.a. It ends after a step so short that the
// next would be lost in rounding, or when rounding stops the steps from
// getting shorter.
func (s *Nash) newton() bool {
	last := math.Inf(1)
	for range newtonSteps {
		s.unit.mul(s.ma, s.a)
		if s.zeroInHull() || !s.direction() {
			return false
		}
		change := maxAbs(s.step)
		if change < fullStep && change > last/2 {
			return true
		}
		t := 1.0
		if change >= fullStep {
			t = s.length()
		}
		for i, v := range s.step {
			s.a[i] *= 1 + t*v
		}
		if change < lastStep {
			return true
		}
		last = change
	}
	return false
}

// zeroInHull says that a, as weights of unit gradients that sum to one,
// combines them to zero.
func (s *Nash) zeroInHull() bool {
	total := dot(s.a, s.norm)
	tol := s.hull
	if tol == 0 {
		tol = hullTol
	}
	return !(dot(s.a, s.ma) > tol*total*total)
}

// direction sets step to the Newton direction in units of a.
func (s *Nash) direction() bool {
	s.hess.scaled(&s.unit, s.a)
	for i, a := range s.a {
		pull := s.norm[i] * s.norm[i] * math.Pow(a, 1-s.p)
		s.hess.data[i*s.hess.n+i] += s.p * pull
		s.step[i] = pull - a*s.ma[i]
	}
	return s.hess.cholesky(s.step) && !math.IsNaN(sum(s.step))
}

// length is a step length near the minimum of f along the step: doubled while
// f falls there, halved while f rises at more than half the rate at which it
// falls here.
func (s *Nash) length() float64 {
	along, mAlong := s.residue, s.hess.data[:len(s.a)] // the factor is not needed any more
	for i, a := range s.a {
		along[i] = a * s.step[i]
	}
	s.unit.mul(mAlong, along)
	linear, curve := dot(along, s.ma), dot(along, mAlong)
	rate := -s.slope(0, linear, curve)
	t := 1.0
	for _, v := range s.step {
		if v < 0 {
			t = math.Min(t, -0.9/v)
		}
	}
	for t > 1e-12 && s.slope(t, linear, curve) > rate/2 {
		t /= 2
	}
	for t < 1e6 && s.slope(2*t, linear, curve) < 0 {
		t *= 2
	}
	return t
}

// slope is the derivative of f at t along the step, whose quadratic part has
// the derivative linear + t curve; infinite outside the domain.
func (s *Nash) slope(t, linear, curve float64) float64 {
	d := linear + t*curve
	for i, v := range s.step {
		if 1+t*v <= 0 {
			return math.Inf(1)
		}
		d -= s.norm[i] * s.norm[i] * math.Pow(s.a[i]*(1+t*v), -s.p) * s.a[i] * v
	}
	return d
}
