package spread

import (
	"math"
	"testing"
)

func TestOf(t *testing.T) {
	s := Of([]float64{4, 1, 3, 2, 5, 7, 6, 8})
	if s != (Spread{2, 4, 6, 8}) {
		t.Errorf("%+v", s)
	}
	if want := 2 * 0.92906 * 4 / math.Sqrt(8); math.Abs(s.Margin()-want) > 1e-3 {
		t.Errorf("margin %g, want %g", s.Margin(), want)
	}
}

func TestBelow(t *testing.T) {
	quiet, wild := Spread{0.29, 0.3, 0.31, 100}, Spread{0.2, 0.3, 0.6, 16}
	for _, c := range []struct {
		s      Spread
		target float64
		want   string
	}{
		{quiet, 0.3, Reached},
		{quiet, 0.299, Missed},
		{wild, 0.35, Unknown},
		{wild, 0.25, Unknown},
		{wild, 0.9, Reached},
		{wild, 0.01, Missed},
		{Spread{math.NaN(), math.NaN(), math.NaN(), 3}, 1, Missed},
	} {
		if got := c.s.Below(c.target); got != c.want {
			t.Errorf("%+v against %g: %s, want %s", c.s, c.target, got, c.want)
		}
	}
	if quiet.Noisy() || !wild.Noisy() {
		t.Errorf("noisy: %v and %v", quiet.Noisy(), wild.Noisy())
	}
}
