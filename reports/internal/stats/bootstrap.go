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
	lows, highs := BootstrapEach(rng, sizes, 1, func(drawn [][]int, out []float64) { out[0] = statistic(drawn) })
	return lows[0], highs[0]
}

// BootstrapEach is Bootstrap for n statistics of the same draws, which
// statistics puts into out.
func BootstrapEach(rng *rand.Rand, sizes []int, n int, statistics func(drawn [][]int, out []float64)) (lows, highs []float64) {
	drawn := make([][]int, len(sizes))
	for j, size := range sizes {
		drawn[j] = make([]int, size)
	}
	values, out := make([][]float64, n), make([]float64, n)
	for range Resamples {
		for j, size := range sizes {
			for i := range drawn[j] {
				drawn[j][i] = rng.IntN(size)
			}
		}
		statistics(drawn, out)
		for k, v := range out {
			if !math.IsNaN(v) {
				values[k] = append(values[k], v)
			}
		}
	}
	for _, v := range values {
		slices.Sort(v)
		lows, highs = append(lows, Quantile(v, 0.025)), append(highs, Quantile(v, 0.975))
	}
	return lows, highs
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
