package solve

import "math"

// NonNegative minimises a strictly convex quadratic over x >= 0:
//
//	min 1/2 x'Qx - p'x,    x >= 0.
//
// With the multipliers z = Qx - p the optimum is where x >= 0, z >= 0 and
// x_i z_i = 0. The active-set method of Lawson and Hanson (1974, chapter 23)
// on the normal equations finds it in finitely many steps: unknowns enter the
// set of positive ones by the most negative z, and each set is solved exactly.
// It is quickest where few unknowns are positive.
type NonNegative struct {
	sub     square
	set     []int // unknowns that may be positive
	trial   []float64
	blocked []bool // entered in vain at this point
}

// Solve writes the minimiser to x, both of length K; q is K x K, row by row
// and positive definite, p has length K. It is false when q turns out not to
// be positive definite, or rounding keeps the method from an end.
func (s *NonNegative) Solve(x, q, p []float64) bool {
	n := len(x)
	s.trial = resize(s.trial, n)
	if len(s.blocked) != n {
		s.blocked, s.set = make([]bool, n), make([]int, 0, n)
	}
	s.set = s.set[:0]
	clear(x)
	clear(s.blocked)
	for range 10 * n {
		enter := s.worst(x, q, p)
		if enter < 0 {
			return true
		}
		s.set = append(s.set, enter)
		if !s.settle(x, q, p) {
			return false
		}
		if x[enter] > 0 {
			clear(s.blocked)
		} else {
			s.blocked[enter] = true
		}
	}
	return false
}

// worst is the unknown at zero with the most negative multiplier beyond
// rounding; -1 if there is none.
func (s *NonNegative) worst(x, q, p []float64) int {
	n, at, most := len(x), -1, 0.0
	for i := range x {
		if x[i] > 0 || s.blocked[i] {
			continue
		}
		z, size := -p[i], math.Abs(p[i])
		for j, v := range q[i*n : (i+1)*n] {
			z += v * x[j]
			size += math.Abs(v * x[j])
		}
		if z < -1e-14*size && z < most {
			at, most = i, z
		}
	}
	return at
}

// settle moves x to the optimum of the set, and drops from the set what would
// turn negative on the way.
func (s *NonNegative) settle(x, q, p []float64) bool {
	for len(s.set) > 0 {
		if !s.optimum(len(x), q, p) {
			return false
		}
		step, block := 1.0, -1
		for k, i := range s.set {
			if v := s.trial[k]; v <= 0 {
				if t := x[i] / (x[i] - v); t < step || block < 0 {
					step, block = t, i
				}
			}
		}
		kept := s.set[:0]
		for k, i := range s.set {
			x[i] += step * (s.trial[k] - x[i])
			if i == block || !(x[i] > 0) {
				x[i] = 0
				continue
			}
			kept = append(kept, i)
		}
		s.set = kept
		if block < 0 {
			return true
		}
	}
	return true
}

// optimum solves for the set's unknowns alone.
func (s *NonNegative) optimum(n int, q, p []float64) bool {
	s.sub.resize(len(s.set))
	rhs := s.trial[:len(s.set)]
	for k, i := range s.set {
		row := s.sub.row(k)
		for l, j := range s.set {
			row[l] = q[i*n+j]
		}
		rhs[k] = p[i]
	}
	return s.sub.cholesky(rhs)
}
