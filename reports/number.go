package reports

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// none is printed where there is no number.
const none = "–"

// fixed prints v with digits after the point.
func fixed(v float64, digits int) string {
	switch {
	case math.IsNaN(v):
		return none
	case math.IsInf(v, 1):
		return "∞"
	case math.IsInf(v, -1):
		return "-∞"
	case math.Abs(v) >= 1e7:
		return strconv.FormatFloat(v, 'e', 3, 64)
	}
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return s
}

// meanSD prints "mean ± deviation", or the mean where there is no deviation.
func (e estimate) meanSD(digits int) string {
	if math.IsNaN(e.sd) || math.IsNaN(e.mean) {
		return fixed(e.mean, digits)
	}
	return fixed(e.mean, digits) + " ± " + fixed(e.sd, digits)
}

// exact prints v so that it can be read back without loss; "" for NaN.
func exact(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// short prints a setting: 0.0001 rather than 1e-04.
func short(v float64) string {
	if a := math.Abs(v); v == 0 || a >= 1e-4 && a < 1e6 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// hundredths prints a share in per cent, as it was given: 0.07 times 100 is
// not quite 7.
func hundredths(share float64) string {
	v, err := strconv.ParseFloat(strconv.FormatFloat(100*share, 'g', 12, 64), 64)
	if err != nil {
		panic("reports: " + err.Error())
	}
	return short(v)
}

// count prints "1 cell", "2 cells".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
