package stats

import (
	"slices"
)

// IQM is the interquartile mean: the mean of the values that are left when a
// quarter of them, rounded down, is cut off at either end (Agarwal et al.
// 2021, rliable; scipy's trim_mean). NaN without values.
func IQM(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	cut := len(sorted) / 4
	var sum float64
	for _, v := range sorted[cut : len(sorted)-cut] {
		sum += v
	}
	return sum / float64(len(sorted)-2*cut)
}

// Improvement is the probability that a value of x is below one of y, ties
// counting half: the Mann-Whitney statistic over all pairs (Agarwal et al.
// 2021, for scores of which the higher is better). NaN without pairs.
func Improvement(x, y []float64) float64 {
	var wins float64
	for _, a := range x {
		for _, b := range y {
			switch {
			case a < b:
				wins++
			case a == b:
				wins += 0.5
			}
		}
	}
	return wins / float64(len(x)*len(y))
}

// Profile is the performance profile of Agarwal et al. (2021) for values of
// which the lower is better: for each threshold, the fraction of a suite's
// runs at or below it, averaged over the suites.
func Profile(suites [][]float64, thresholds []float64) []float64 {
	out := make([]float64, len(thresholds))
	for i, t := range thresholds {
		for _, runs := range suites {
			n := 0
			for _, v := range runs {
				if v <= t {
					n++
				}
			}
			out[i] += float64(n) / float64(len(runs)) / float64(len(suites))
		}
	}
	return out
}
