package solve

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// NashLinear minimises a linear function over the set on whose border the
// Nash point lies:
//
//	min c'alpha    subject to    alpha_i (M alpha)_i >= 1,  alpha > 0.
//
// It is the convex problem that the reference implementation of Nash-MTL
// solves at each of its linearised steps. With y = M alpha and multipliers
// v_i of the constraints written as log alpha_i + log y_i >= 0, the optimum
// is where
//
//	c = v/alpha + M (v/y),    v_i >= 0,    v_i (alpha_i y_i - 1) = 0.
//
// The unknowns are scaled so that the Nash point is all ones. Where v >= 0
// there, it is the answer. Otherwise a barrier method runs, on
// t c'x - sum_i log(x_i y_i - 1), which is self-concordant with parameter 2K:
// its centre misses the optimum by at most 2K/t. It starts at the Nash point
// doubled; without a Nash point no point is feasible. Newton's method on the
// conditions above gives the last digits.
type NashLinear struct {
	nash             Nash
	point            []float64 // the Nash point of M
	unit, hess       square
	x, y, gap        []float64 // gap_i = x_i y_i - 1
	cost, grad, step []float64
	dx, dy, row      []float64
	conditions       nashConditions
}

const (
	// polishGap is the relative distance from the optimal cost at which the
	// barrier method first tries to end by Newton's method on the optimality
	// conditions; barrierGap is where it ends without, and barrierEnough
	// where rounding may end it.
	polishGap     = 0.1
	barrierEnough = 1e-7
	barrierGap    = 1e-12
	// barrierGrowth is the factor between the values of t.
	barrierGrowth = 20
	// referenceHull is the Nash.hull at which the reference finds no feasible
	// point.
	referenceHull = 1e-9
	// centreSteps bounds the Newton steps at one t.
	centreSteps = 2000
)

// Solve writes the minimiser to dst. It is false, and dst as it was, when the
// constraints have no solution, or the cost is zero or not bounded below on
// them.
func (s *NashLinear) Solve(dst []float64, gram *mat.SymDense, cost []float64) bool {
	s.resize(len(dst))
	s.nash.hull = referenceHull
	if !s.nash.Solve(s.point, gram) {
		return false
	}
	s.unit.scaled(&s.nash.gram, s.point)
	var size float64
	for i, c := range cost {
		s.cost[i] = c * s.point[i]
		size = math.Max(size, math.Abs(s.cost[i]))
	}
	if !(size > 0) || math.IsInf(size, 1) {
		return false
	}
	for i := range s.cost {
		s.cost[i] /= size
	}
	fill(s.x, 1)
	if !s.atPoint() && !s.barrier() {
		return false
	}
	for i := range dst {
		dst[i] = s.point[i] * s.x[i]
	}
	return true
}

func (s *NashLinear) resize(n int) {
	for _, v := range []*[]float64{
		&s.point, &s.x, &s.y, &s.gap, &s.cost, &s.grad, &s.step, &s.dx, &s.dy, &s.row,
	} {
		*v = resize(*v, n)
	}
}

// atPoint says that the Nash point is the optimum: there, where x = y = 1,
// the multipliers solve (I + M) v = c.
func (s *NashLinear) atPoint() bool {
	fill(s.step, 1)
	s.hess.scaled(&s.unit, s.step)
	for i := range s.cost {
		s.hess.data[i*s.hess.n+i]++
	}
	copy(s.step, s.cost)
	if !s.hess.cholesky(s.step) {
		return false
	}
	for _, v := range s.step {
		if !(v >= 0) {
			return false
		}
	}
	return true
}

// barrier follows the centres as t grows.
func (s *NashLinear) barrier() bool {
	fill(s.x, 2)
	s.inside()
	nu := 2 * float64(len(s.x))
	for t := nu / sum(s.x); ; t *= barrierGrowth {
		centred := s.centre(t)
		size := dot(s.cost, s.x)
		if !(size > 0) {
			return false // at a bounded optimum the cost is 2 sum v
		}
		if nu/t <= polishGap*size && s.polish(t) {
			return true
		}
		if !centred || nu/t <= barrierGap*size {
			return nu/t <= barrierEnough*size
		}
	}
}

// centre minimises the barrier function at t. It is false when rounding or an
// unbounded cost keeps it from an answer.
func (s *NashLinear) centre(t float64) bool {
	for range centreSteps {
		lambda, ok := s.direction(t)
		if !ok || math.IsNaN(lambda) || !s.advance(t, lambda) {
			return false
		}
		if lambda < quadratic/2 {
			return true
		}
	}
	return false
}

// inside sets y and gap, and says whether x meets the constraints strictly.
func (s *NashLinear) inside() bool {
	s.unit.mul(s.y, s.x)
	for i, x := range s.x {
		s.gap[i] = x*s.y[i] - 1
		if !(x > 0 && s.gap[i] > 0) {
			return false
		}
	}
	return true
}

// direction sets step to the Newton direction in units of x, and gives the
// decrement. With u_i = X M_i / y_i and q_i = 1 + 1/gap_i the gradient is
// t c X - sum q_i (e_i + u_i), and the Hessian the sum over i of
// q_i^2 (e_i + u_i)(e_i + u_i)' - q_i (e_i u_i' + u_i e_i').
func (s *NashLinear) direction(t float64) (lambda float64, ok bool) {
	n := len(s.x)
	s.hess.resize(n)
	clear(s.hess.data)
	for j, c := range s.cost {
		s.grad[j] = -t * c * s.x[j]
	}
	for i := range s.x {
		for j, m := range s.unit.row(i) {
			s.row[j] = m * s.x[j] / s.y[i]
		}
		q := 1 + 1/s.gap[i]
		s.addSquare(q*q, s.row)
		s.grad[i] += q
		for j, u := range s.row {
			s.grad[j] += q * u
			s.hess.data[min(i, j)*n+max(i, j)] += (q*q - q) * u
		}
		s.hess.data[i*n+i] += q*q + (q*q-q)*s.row[i]
	}
	copy(s.step, s.grad)
	if !s.hess.cholesky(s.step) {
		return 0, false
	}
	return math.Sqrt(math.Max(0, dot(s.grad, s.step))), true
}

// addSquare adds w u u' to the upper triangle of hess.
func (s *NashLinear) addSquare(w float64, u []float64) {
	for j, v := range u {
		v *= w
		out := s.hess.row(j)[j:]
		for k, uk := range u[j:] {
			out[k] += v * uk
		}
	}
}

// advance takes the step, shortened when rounding says that it leaves the set.
func (s *NashLinear) advance(t, lambda float64) bool {
	for i, x := range s.x {
		s.dx[i] = x * s.step[i]
	}
	length := 1.0
	if lambda >= quadratic {
		length = s.length(t, lambda)
	}
	copy(s.row, s.x)
	for ; length > 1e-9; length /= 2 {
		for i, x := range s.row {
			s.x[i] = x + length*s.dx[i]
		}
		if s.inside() {
			return true
		}
	}
	copy(s.x, s.row)
	s.inside()
	return false
}

func (s *NashLinear) length(t, lambda float64) float64 {
	s.unit.mul(s.dy, s.dx)
	slope := t * dot(s.cost, s.dx)
	return stretch(lambda, func(l float64) bool {
		d := slope
		for i, dx := range s.dx {
			x, y := s.x[i]+l*dx, s.y[i]+l*s.dy[i]
			if !(x > 0 && x*y > 1) {
				return false
			}
			d -= (x*s.dy[i] + y*dx) / (x*y - 1)
		}
		return d < 0
	})
}
