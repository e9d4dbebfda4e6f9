package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// FriedmanResult compares k methods over n suites by their ranks.
type FriedmanResult struct {
	MeanRanks []float64 // ties share the mean of their ranks
	ChiSquare float64   // Friedman's statistic, not corrected for ties
	F         float64   // that of Iman and Davenport (1980)
	P         float64   // of F with k-1 and (k-1)(n-1) degrees of freedom
	Critical  float64   // Nemenyi's critical difference of mean ranks at 0.05
}

// Friedman tests whether methods differ over suites, and says by how much
// mean ranks must differ (Demšar 2006): values[i][j] is suite i's value of
// method j, the lower the better, without NaN.
func Friedman(values [][]float64) FriedmanResult {
	n, k := float64(len(values)), float64(len(values[0]))
	r := FriedmanResult{MeanRanks: make([]float64, len(values[0]))}
	for _, row := range values {
		for j, rank := range MidRanks(row) {
			r.MeanRanks[j] += rank / n
		}
	}
	var squares float64
	for _, m := range r.MeanRanks {
		squares += m * m
	}
	r.ChiSquare = 12 * n / (k * (k + 1)) * (squares - k*(k+1)*(k+1)/4)
	r.F = math.Inf(1)
	if rest := n*(k-1) - r.ChiSquare; rest > 1e-9 {
		r.F = (n - 1) * r.ChiSquare / rest
	}
	r.P = 1 - distuv.F{D1: k - 1, D2: (k - 1) * (n - 1)}.CDF(r.F)
	if math.IsInf(r.F, 1) {
		r.P = 0
	}
	r.Critical = studentizedRange(len(r.MeanRanks), 0.95) / math.Sqrt2 * math.Sqrt(k*(k+1)/(6*n))
	return r
}

// studentizedRange is the quantile p of the range of k standard normal
// variables: the studentized range with infinitely many degrees of freedom.
func studentizedRange(k int, p float64) float64 {
	low, high := 0.0, 20.0
	for range 60 {
		if mid := (low + high) / 2; rangeCDF(k, mid) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// rangeCDF is the probability that k standard normal variables lie within q:
// k times the integral of phi(z) (Phi(z) - Phi(z-q))^(k-1), by Simpson's
// rule.
func rangeCDF(k int, q float64) float64 {
	const steps, from, to = 2000, -8.0, 8.0
	normal := distuv.UnitNormal
	h := (to - from) / steps
	var sum float64
	for i := range steps + 1 {
		z := from + float64(i)*h
		w := 4.0
		switch {
		case i == 0 || i == steps:
			w = 1
		case i%2 == 0:
			w = 2
		}
		sum += w * normal.Prob(z) * math.Pow(normal.CDF(z)-normal.CDF(z-q), float64(k-1))
	}
	return float64(k) * sum * h / 3
}
