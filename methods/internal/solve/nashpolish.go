package solve

import "math"

// nashConditions is Newton's method on the optimality conditions of
// NashLinear, with h_i = log(x_i y_i) and u_ij = M_ij x_j / y_i:
//
//	x_j c_j - v_j - sum_i v_i u_ij = 0,    v_i h_i = 0.
//
// Its 2K equations keep the multipliers as unknowns, which a barrier squares
// into its Hessian: they stay solvable where the constraints are active.
type nashConditions struct {
	x, v, h []float64
	u       square
	jac     square // 2K x 2K, in relative changes of x and changes of v
	rhs     []float64
	lu      LU
}

const (
	polishSteps = 20
	// polishTol is the relative change of x below which only rounding is
	// left, and signTol the violation of the conditions that rounding may
	// leave where y is a small difference of large terms.
	polishTol = 1e-9
	signTol   = 1e-6
)

// polish moves x from the centre at t to the optimum. It is false, and x as
// it was, when Newton's method does not lead there.
func (s *NashLinear) polish(t float64) bool {
	c := &s.conditions
	c.start(s, t)
	last := math.Inf(1)
	for range polishSteps {
		change, ok := c.step(s)
		if !ok {
			return false
		}
		if change < 1e-14 || change < polishTol && change > last/2 {
			break
		}
		last = change
	}
	if !c.optimal(s) {
		return false
	}
	copy(s.x, c.x)
	return true
}

// start takes x from the barrier's centre, and the multipliers v = q/t.
func (c *nashConditions) start(s *NashLinear, t float64) {
	n := len(s.x)
	c.x, c.v, c.h, c.rhs = resize(c.x, n), resize(c.v, n), resize(c.h, n), resize(c.rhs, 2*n)
	c.u.resize(n)
	c.jac.resize(2 * n)
	copy(c.x, s.x)
	for i, gap := range s.gap {
		c.v[i] = (1 + 1/gap) / t
	}
}

// evaluate sets u and h at x. It is false outside the domain.
func (c *nashConditions) evaluate(s *NashLinear) bool {
	for i, x := range c.x {
		y := dot(s.unit.row(i), c.x)
		if !(x > 0 && y > 0) {
			return false
		}
		c.h[i] = math.Log(x * y)
		for j, m := range s.unit.row(i) {
			c.u.row(i)[j] = m * c.x[j] / y
		}
	}
	return true
}

// step does one Newton step and gives the largest relative change of x.
func (c *nashConditions) step(s *NashLinear) (change float64, ok bool) {
	if !c.evaluate(s) {
		return 0, false
	}
	c.fill(s)
	if !c.lu.Solve(c.jac.data, c.rhs) {
		return 0, false
	}
	n := len(c.x)
	for i := range c.x {
		c.x[i] *= 1 + c.rhs[i]
		c.v[i] += c.rhs[n+i]
		change = math.Max(change, math.Abs(c.rhs[i]))
	}
	return change, change < 1
}

// fill sets the Jacobian of the conditions and minus their residual. The
// equations v_i h_i = 0 are divided by v_i + h_i.
func (c *nashConditions) fill(s *NashLinear) {
	n := len(c.x)
	clear(c.jac.data)
	for j, x := range c.x {
		c.rhs[j] = c.v[j] - x*s.cost[j]
	}
	for i := range c.x {
		u := c.u.row(i)
		for j, uj := range u {
			c.rhs[j] += c.v[i] * uj
			for k, uk := range u {
				c.jac.row(j)[k] += c.v[i] * uj * uk
			}
			c.jac.row(j)[n+i] -= uj
		}
		c.jac.row(i)[i] += c.v[i]
		c.jac.row(i)[n+i]--
		c.fillSlack(i, u)
	}
}

// fillSlack sets the equation v_i h_i = 0.
func (c *nashConditions) fillSlack(i int, u []float64) {
	n := len(c.x)
	scale := 1 / (math.Abs(c.v[i]) + math.Abs(c.h[i]))
	row := c.jac.row(n + i)
	for j, uj := range u {
		row[j] = scale * c.v[i] * uj
	}
	row[i] += scale * c.v[i]
	row[n+i] = scale * c.h[i]
	c.rhs[n+i] = -scale * c.v[i] * c.h[i]
}

// optimal checks the signs of the multipliers and of the constraints.
func (c *nashConditions) optimal(s *NashLinear) bool {
	if !c.evaluate(s) {
		return false
	}
	total := sum(c.v)
	for i, v := range c.v {
		if !(v >= -signTol*total) || !(c.h[i] >= -signTol) || !(v*c.h[i] <= signTol*total) {
			return false
		}
	}
	return true
}
