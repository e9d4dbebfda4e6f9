package peer

import (
	"fmt"
	"math"

	"github.com/mtobench/mtobench/reports/record"
)

// Tolerance is how much losses may differ, relative to their size.
const (
	Tolerance  = 1e-3
	agreeSteps = 20
	slowSteps  = 5 // of slow workloads
	// driftFactor is how far the two sides may be apart, at most, of what PyTorch
	// is from itself.
	driftFactor = 3
)

// Agreement is how far the losses of the two sides are apart, as the largest
// difference relative to a loss of PyTorch's.
type Agreement struct {
	Start      record.Float `json:"start_difference"` // before the first update
	Difference record.Float `json:"difference"`       // after so many steps
	Steps      int          `json:"steps"`
	// Drift is how far PyTorch went, at most, in so many steps from where it
	// went itself when its parameters start one rounding away. Where a network's
	// maxima, normalisations and Adam make much of a rounding, no two programs
	// are nearer. It is 0, and not measured, if Difference is within Tolerance.
	Drift record.Float `json:"their_drift"`
}

// Agree says that both sides computed the same.
func (a Agreement) Agree() bool {
	return a.Start <= Tolerance && (a.Difference <= Tolerance || a.Difference <= driftFactor*a.Drift)
}

// String tells it in a word, with the numbers.
func (a Agreement) String() string {
	s := fmt.Sprintf("agree (%.0e", a.Difference)
	if !a.Agree() {
		s = fmt.Sprintf("DIFFER (%.0e", a.Difference)
	}
	if a.Drift > 0 {
		s += fmt.Sprintf("; PyTorch from itself %.0e", a.Drift)
	}
	s += ")"
	if a.Steps != agreeSteps {
		s += fmt.Sprintf(" after %d steps", a.Steps)
	}
	return s
}

// agreement trains both sides of a workload, built from the same numbers, and
// compares their losses.
func (w Workload) agreement(ours own, theirs side, p *Process) (a Agreement, err error) {
	a.Steps = w.compared()
	numbers, params := ours.numbers()
	mine, err := lossesOf(ours, a.Steps)
	if err != nil {
		return a, err
	}
	other, err := lossesOf(theirs, a.Steps)
	if err != nil {
		return a, err
	}
	if len(mine[0]) != len(other[0]) {
		return a, fmt.Errorf("%d values of ours, %d of the peer's", len(mine[0]), len(other[0]))
	}
	a.Start = record.Float(largestDifference(mine[0], other[0]))
	a.Difference = record.Float(largestDifference(mine[a.Steps], other[a.Steps]))
	if a.Difference > Tolerance && a.Start <= Tolerance {
		a.Drift, err = w.drift(p, numbers, params, other)
	}
	return a, err
}

// lossesOf is the losses of a side before its first update and after each.
func lossesOf(s side, steps int) ([][]float64, error) {
	var all [][]float64
	for range steps + 1 {
		_, values, err := s.steps(1, 1)
		if err != nil {
			return nil, err
		}
		all = append(all, append([]float64(nil), values...))
	}
	return all, nil
}

// drift is how far the peer goes from a path of its own when the parameters, of
// which there are so many, start one rounding away. It leaves the peer with this
// workload.
func (w Workload) drift(p *Process, numbers []float32, params int, from [][]float64) (record.Float, error) {
	nudge(numbers[:params])
	again, err := p.build(w.Spec, numbers)
	if err != nil {
		return 0, err
	}
	to, err := lossesOf(again, len(from)-1)
	largest := 0.0
	for i := range to {
		largest = math.Max(largest, largestDifference(to[i], from[i]))
	}
	return record.Float(largest), err
}

// nudge makes each number the next one, in turn up and down.
func nudge(v []float32) {
	for i, x := range v {
		v[i] = math.Nextafter32(x, float32(math.Inf(1-2*(i%2))))
	}
}

// largestDifference is relative to b; NaN when one is.
func largestDifference(a, b []float64) float64 {
	largest := 0.0
	for i, v := range a {
		if v != b[i] {
			largest = math.Max(largest, math.Abs(v-b[i])/math.Abs(b[i]))
		}
	}
	return largest
}
