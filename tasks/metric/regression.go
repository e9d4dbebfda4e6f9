// Package metric holds the figures by which predictions are judged, in
// float64 and exact over all samples that are given. A sample whose target is
// missing is left out before.
package metric

import "math"

// RMSE is the root of the mean squared error; NaN without samples.
func RMSE(pred, target []float64) float64 {
	return math.Sqrt(mean(pred, target, func(d float64) float64 { return d * d }))
}

// MAE is the mean absolute error; NaN without samples.
func MAE(pred, target []float64) float64 { return mean(pred, target, math.Abs) }

// R2 is the coefficient of determination, 1 less the squared error over that
// of the targets' own mean: 1 at best, 0 for predicting that mean, NaN where
// targets do not vary.
func R2(pred, target []float64) float64 {
	var centre, total float64
	for _, t := range target {
		centre += t / float64(len(target))
	}
	for _, t := range target {
		total += (t - centre) * (t - centre)
	}
	if total == 0 {
		return math.NaN()
	}
	return 1 - mean(pred, target, func(d float64) float64 { return d * d })*float64(len(target))/total
}

// mean is the mean of f of the errors.
func mean(pred, target []float64, f func(d float64) float64) (m float64) {
	if len(pred) != len(target) {
		panic("metric: predictions and targets differ in number")
	}
	for i, p := range pred {
		m += f(p - target[i])
	}
	return m / float64(len(pred))
}
