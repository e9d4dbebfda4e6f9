package solve

// quadratic is the Newton decrement of a self-concordant function below which
// full steps may be taken and every step about squares the error.
const quadratic = 0.25

// stretch is the length of a Newton step whose decrement lambda is not small:
// the damped one, 1/(1+lambda), from which self-concordance promises a fall,
// doubled while the function is defined and still falls there. That is a line
// search to within a factor of two.
func stretch(lambda float64, falls func(t float64) bool) float64 {
	t := 1 / (1 + lambda)
	for t < 1e6 && falls(2*t) {
		t *= 2
	}
	return t
}
