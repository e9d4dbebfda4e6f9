package synthetic

import "math"

// toyScale multiplies the first loss, so that the two differ in scale.
const toyScale = 0.1

// toyStarts are where training begins, one start a part of the cell.
var toyStarts = [...][2]float64{{-8.5, 7.5}, {0, 0}, {9, 9}, {-7.5, -0.5}, {9, -1}}

// ToyLosses gives the toy's two losses at x, as trained.
func ToyLosses(x [2]float64) [2]float64 {
	losses, _ := toy(x, toyScale)
	return losses
}

// ToyFront gives the ends of the Pareto front, a straight line in the space of
// the parameters: x2 = -8.3552, x1 in [-7, 7]. The true one bends: at its ends
// it lies up to 0.08 below.
func ToyFront() [2][2]float64 { return [2][2]float64{{-7, -8.3552}, {7, -8.3552}} }

// toyDistance is the Euclidean distance of x from the front.
func toyDistance(x [2]float64) float64 {
	front := ToyFront()
	nearest := min(max(x[0], front[0][0]), front[1][0])
	return math.Hypot(x[0]-nearest, x[1]-front[0][1])
}

// toy gives the losses at x and their gradients, one a row:
//
//	l_1 = scale (c_1 f_1 + c_2 q_1), l_2 = c_1 f_2 + c_2 q_2
//	c_1 = max(tanh(x2/2), 0), c_2 = max(tanh(-x2/2), 0)
//	f_1 = log max(|(-x1-7)/2 - tanh(-x2)|, 5e-6) + 6
//	f_2 = log max(|(-x1+3)/2 + tanh(-x2) + 2|, 5e-6) + 6
//	q_1 = ((7-x1)^2 + (x2+8)^2/10)/10 - 20
//	q_2 = ((7+x1)^2 + (x2+8)^2/10)/10 - 20
//
// That is the code of CAGrad, Nash-MTL and FAMO; the CAGrad paper prints f_2
// with a minus before tanh. As in torch, both maxima of c pass the gradient on
// at x2 = 0, and f has none where the logarithm is cut off.
func toy(x [2]float64, scale float64) (losses [2]float64, grad [2][2]float64) {
	t := math.Tanh(x[1])
	c1, d1 := toySwitch(x[1])
	c2, d2 := toySwitch(-x[1])
	for i, factor := range [2]float64{scale, 1} {
		sign := float64(1 - 2*i) // of tanh(x2) in f
		f, slope := toyLog((-x[0]-7)/2 + t)
		if i == 1 {
			f, slope = toyLog((-x[0]+3)/2 - t + 2)
		}
		away := x[0] - 7*sign
		q := (away*away+0.1*(x[1]+8)*(x[1]+8))/10 - 20
		losses[i] = factor * (c1*f + c2*q)
		grad[i][0] = factor * (c1*slope*-0.5 + c2*away/5)
		grad[i][1] = factor * (d1*f + c1*slope*sign*(1-t*t) - d2*q + c2*(x[1]+8)/50)
	}
	return losses, grad
}

// toySwitch is max(tanh(v/2), 0) and its derivative.
func toySwitch(v float64) (c, slope float64) {
	if v < 0 {
		return 0, 0
	}
	c = math.Tanh(v / 2)
	return c, (1 - c*c) / 2
}

// toyLog is log max(|a|, 5e-6) + 6 and its derivative.
func toyLog(a float64) (f, slope float64) {
	const least = 5e-6
	if math.Abs(a) < least {
		return math.Log(least) + 6, 0
	}
	return math.Log(math.Abs(a)) + 6, 1 / a
}
