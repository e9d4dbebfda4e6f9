// Package spread says what measured times tell, and when they tell nothing.
package spread

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Spread is the median and the quartiles of N measurements.
type Spread struct {
	Low    float64 `json:"low"`
	Median float64 `json:"median"`
	High   float64 `json:"high"`
	N      int     `json:"n"`
}

// Of is the spread of v, which has at least one element.
func Of(v []float64) Spread {
	sorted := slices.Sorted(slices.Values(v))
	at := func(q float64) float64 { return stat.Quantile(q, stat.LinInterp, sorted, nil) }
	return Spread{at(0.25), at(0.5), at(0.75), len(v)}
}

// Margin is how far the median may be off, about two standard errors of the
// median of N independent normal numbers with these quartiles: a standard
// deviation is the distance of the quartiles over 1.349, and the median's
// standard error is 1.2533 of it over the root of N.
func (s Spread) Margin() float64 {
	return 2 * 1.2533 / 1.349 * (s.High - s.Low) / math.Sqrt(float64(s.N))
}

// noisy is the margin, as a part of the median, above which a machine is too
// noisy to measure on.
const noisy = 0.05

// Noisy says that the machine was too noisy to tell: the margin is more than a
// twentieth of the median.
func (s Spread) Noisy() bool { return !(s.Margin() <= noisy*s.Median) }

// The verdicts of Below.
const (
	Reached = "reached"
	Missed  = "missed"
	Unknown = "too noisy to tell"
)

// Below says whether the median is at most a target: it is too noisy to tell
// when the machine was noisy and the target is within the margin.
func (s Spread) Below(target float64) string {
	switch {
	case s.Noisy() && math.Abs(s.Median-target) <= s.Margin():
		return Unknown
	case s.Median <= target:
		return Reached
	}
	return Missed
}
