// Package stats holds the statistics of a report: tests of paired
// differences, bootstrap intervals, and what compares methods over several
// suites. A random result depends on the stream that it is given and on
// nothing else.
package stats

import (
	"math"
	"slices"
)

// maxFlips bounds the pairs for which all assignments of signs are tried.
const maxFlips = 16

// Paired is the two-sided p-value of the hypothesis that paired differences
// are symmetric about 0: by the exact permutation test of their sum (Fisher
// 1935, section 21) up to 16 pairs, and by the exact signed-rank test
// (Wilcoxon 1945) beyond. It is NaN without a pair or with a NaN.
func Paired(diffs []float64) float64 {
	if len(diffs) == 0 || slices.ContainsFunc(diffs, math.IsNaN) {
		return math.NaN()
	}
	if len(diffs) <= maxFlips {
		return flip(diffs)
	}
	return signedRank(diffs)
}

// LeastP is the smallest p-value that Paired can give for n pairs: when all
// differences have one sign.
func LeastP(n int) float64 { return math.Min(1, math.Pow(2, 1-float64(n))) }

// flip tries all signs of the differences and counts the sums that are as
// far from 0 as the one observed.
func flip(diffs []float64) float64 {
	var observed, scale float64
	for _, d := range diffs {
		observed += d
		scale += math.Abs(d)
	}
	limit := math.Abs(observed) - 1e-12*scale // equal sums may differ by rounding
	extreme := 0
	for signs := range 1 << len(diffs) {
		var sum float64
		for i, d := range diffs {
			if signs>>i&1 == 0 {
				sum += d
			} else {
				sum -= d
			}
		}
		if math.Abs(sum) >= limit {
			extreme++
		}
	}
	return float64(extreme) / float64(int(1)<<len(diffs))
}

// signedRank is Wilcoxon's exact test. Differences of 0 are dropped; tied
// magnitudes share the mean of their ranks.
func signedRank(diffs []float64) float64 {
	nonzero := slices.DeleteFunc(slices.Clone(diffs), func(d float64) bool { return d == 0 })
	if len(nonzero) == 0 {
		return 1
	}
	magnitudes := make([]float64, len(nonzero))
	for i, d := range nonzero {
		magnitudes[i] = math.Abs(d)
	}
	// Twice the mean ranks are whole numbers, so that the distribution of
	// their sum is a count.
	ranks := make([]int, len(nonzero))
	total, positive := 0, 0
	for i, r := range MidRanks(magnitudes) {
		ranks[i] = int(math.Round(2 * r))
		total += ranks[i]
		if nonzero[i] > 0 {
			positive += ranks[i]
		}
	}
	least := min(positive, total-positive)
	ways := make([]float64, total+1) // ways[s] signs give the sum s
	ways[0] = 1
	for _, r := range ranks {
		for s := total; s >= r; s-- {
			ways[s] += ways[s-r]
		}
	}
	var tail float64
	for _, w := range ways[:least+1] {
		tail += w
	}
	return math.Min(1, 2*tail/math.Pow(2, float64(len(ranks))))
}

// MidRanks ranks values from 1, the least; ties share the mean of their
// ranks.
func MidRanks(values []float64) []float64 {
	ranks := make([]float64, len(values))
	for i, v := range values {
		below, same := 0, 0
		for _, o := range values {
			if o < v {
				below++
			} else if o == v {
				same++
			}
		}
		ranks[i] = float64(below) + float64(same+1)/2
	}
	return ranks
}

// Holm adjusts p-values for their number (Holm 1979): adjusted values at most
// alpha are significant together at the level alpha. A NaN stays NaN and does
// not count.
func Holm(p []float64) []float64 {
	var order []int
	adjusted := slices.Clone(p)
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	var largest float64
	for k, i := range order {
		largest = math.Max(largest, math.Min(1, float64(len(order)-k)*p[i]))
		adjusted[i] = largest
	}
	return adjusted
}
