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

// Of n differences of one sign, 2 of 2^n assignments of signs are as extreme.
func TestDifference(t *testing.T) {
	if d := differenceOf([]float64{1, 2, 3}); d.p != 0.25 || math.Abs(d.se()-1/math.Sqrt(3)) > 1e-15 {
		t.Errorf("p %v, standard error %v", d.p, d.se())
	}
	for _, c := range []struct {
		pairs []float64
		text  string
	}{
		{nil, "–"},
		{[]float64{1, 1.1}, "~"},
		{[]float64{1, 2, 3}, "~"},
		{[]float64{-1, -1.1, -0.9}, "~"},
		{[]float64{-1, -1.1, -0.9, -1, -1, -1.2}, "-1.03"},
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
