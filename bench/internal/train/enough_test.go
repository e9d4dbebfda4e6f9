package train

import (
	"testing"
	"time"
)

// Pairs are measured until the budget is spent and the margin is small, and
// on a noisy machine until patience ends.
func TestEnough(t *testing.T) {
	steady, noisy := make([]float64, 20), make([]float64, 20)
	for i := range steady {
		steady[i], noisy[i] = 1+0.001*float64(i), 1+float64(i%2)
	}
	for _, c := range []struct {
		ratio  []float64
		spent  time.Duration
		enough bool
	}{
		{steady[:minPairs-1], time.Hour, false},
		{steady, time.Second / 2, false},
		{steady, time.Second, true},
		{noisy, time.Second, false},
		{noisy, patience * time.Second, true},
		{make([]float64, maxPairs), 0, true},
	} {
		if got := enough(c.ratio, c.spent, time.Second); got != c.enough {
			t.Errorf("%d pairs in %v: %v", len(c.ratio), c.spent, got)
		}
	}
}
