package methods

import "math"

// reciprocal is v / loss, kept within the range of floats. It is 0 for a loss
// of 0: the task is at its optimum, where its gradient is zero too, and the
// logarithms of the losses, whose gradient this is, would be infinite.
func reciprocal(v, loss float64) float64 {
	if loss == 0 {
		return 0
	}
	return math.Max(-math.MaxFloat64, math.Min(v/loss, math.MaxFloat64))
}
