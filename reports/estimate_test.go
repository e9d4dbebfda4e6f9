package reports

import (
	"math"
	"testing"
)

func TestEstimate(t *testing.T) {
	for _, c := range []struct {
		values []float64
		text   string
	}{
		{nil, "–"},
		{[]float64{1.5}, "1.50"},
		{[]float64{1, 2}, "1.50"},
		{[]float64{1, 2, 3}, "2.00 ± 1.00"},
		{[]float64{-0.001, 0.0005, -0.001}, "0.00 ± 0.00"},
		{[]float64{1, math.NaN(), 3}, "–"},
	} {
		if got := estimateOf(c.values).meanSD(2); got != c.text {
			t.Errorf("%v: got %q, want %q", c.values, got, c.text)
		}
	}
}

// The quantile of Student's t with 2 degrees of freedom is 4.302653 (tables),
// so the interval of 1, 2, 3 is 2 ± 4.302653/sqrt(3).
func TestDifference(t *testing.T) {
	d := differenceOf([]float64{1, 2, 3})
	if half := 4.302653 / math.Sqrt(3); math.Abs(d.high-2-half) > 1e-5 || math.Abs(d.low-2+half) > 1e-5 {
		t.Errorf("interval %v to %v", d.low, d.high)
	}
	for _, c := range []struct {
		pairs []float64
		text  string
	}{
		{nil, "–"},
		{[]float64{1, 1.1}, "1.05"},
		{[]float64{1, 2, 3}, "~"},
		{[]float64{-1, -1.1, -0.9}, "-1.00 (-1.25 to -0.75)"},
	} {
		if got := differenceOf(c.pairs).text(); got != c.text {
			t.Errorf("%v: got %q, want %q", c.pairs, got, c.text)
		}
	}
}

func TestFixed(t *testing.T) {
	for _, c := range []struct {
		v      float64
		digits int
		want   string
	}{
		{1.005, 1, "1.0"}, {-0.04, 1, "0.0"}, {-0.06, 1, "-0.1"}, {math.NaN(), 2, "–"},
		{math.Inf(1), 2, "∞"}, {math.Inf(-1), 2, "-∞"}, {123456789, 2, "1.235e+08"}, {0, 0, "0"}, {-10, 0, "-10"},
	} {
		if got := fixed(c.v, c.digits); got != c.want {
			t.Errorf("fixed(%v, %d) = %q, want %q", c.v, c.digits, got, c.want)
		}
	}
}
