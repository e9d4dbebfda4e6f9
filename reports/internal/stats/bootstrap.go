package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Resamples is the number of draws behind an interval.
const Resamples = 5000

// Bootstrap is the 95 % percentile interval (Efron 1979) of a statistic of
// independent strata, such as the seeds of each of several suites: of stratum
// j, sizes[j] units are drawn with replacement, and statistic gets the drawn
// indices of each. A draw whose statistic is NaN is left out; without any the
// interval is NaN.
func Bootstrap(rng *rand.Rand, sizes []int, statistic func(drawn [][]int) float64) (low, high float64) {
	drawn := make([][]int, len(sizes))
	for j, n := range sizes {
		drawn[j] = make([]int, n)
	}
	var values []float64
	for range Resamples {
		for j, n := range sizes {
			for i := range drawn[j] {
				drawn[j][i] = rng.IntN(n)
			}
		}
		if v := statistic(drawn); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	return Quantile(values, 0.025), Quantile(values, 0.975)
}

// Quantile interpolates linearly between the order statistics of sorted
// values, as NumPy does by default (type 7 of Hyndman and Fan 1996); NaN
// without values.
func Quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) || sorted[i] == sorted[i+1] {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
