package figure

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// quarter is the rotation of text that runs up the page.
const quarter = math.Pi / 2

// ticks marks at most so many round values of a linear axis, plus one.
type ticks int

// Ticks implements plot.Ticker.
func (n ticks) Ticks(low, high float64) []plot.Tick {
	step := roundStep((high - low) / float64(n))
	var out []plot.Tick
	for i := math.Ceil(low/step - 1e-9); i*step <= high+1e-9*step; i++ {
		v := i*step + 0 // no negative zero
		out = append(out, plot.Tick{Value: v, Label: tickLabel(v)})
	}
	return out
}

// roundStep is the least of 1, 2, 5 times a power of ten not below step.
func roundStep(step float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, m := range []float64{1, 2, 5} {
		if step <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// tickLabel prints a round value briefly: 20000 as 20k.
func tickLabel(v float64) string {
	switch a := math.Abs(v); {
	case a >= 1e7:
		return strings.Replace(strconv.FormatFloat(v, 'g', 3, 64), "e+0", "e", 1)
	case a >= 1e4:
		return strconv.FormatFloat(v/1e3, 'g', 6, 64) + "k"
	case a > 0 && a < 1e-3:
		return strings.Replace(strconv.FormatFloat(v, 'g', 3, 64), "e-0", "e-", 1)
	}
	return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64)
}

// marked has a tick at each of these values.
func marked(values []float64) plot.ConstantTicks {
	out := make(plot.ConstantTicks, len(values))
	for i, v := range values {
		out[i] = plot.Tick{Value: v, Label: tickLabel(v)}
	}
	return out
}

// doublings marks the powers of two of a logarithmic axis.
type doublings struct{}

// Ticks implements plot.Ticker.
func (doublings) Ticks(low, high float64) []plot.Tick {
	var out []plot.Tick
	for v := 1.0; v <= high*(1+1e-9); v *= 2 {
		if v >= low*(1-1e-9) {
			out = append(out, plot.Tick{Value: v, Label: tickLabel(v)})
		}
	}
	return out
}

// inner takes the labels off the marks at the ends of an axis, where they
// would stick out and push the panel out of line with its neighbours.
type inner struct {
	plot.Ticker
	scale plot.Normalizer
}

// Ticks implements plot.Ticker.
func (in inner) Ticks(low, high float64) []plot.Tick {
	const edge = 0.05
	marks := in.Ticker.Ticks(low, high)
	for i := range marks {
		if at := in.scale.Normalize(low, high, marks[i].Value); at < edge || at > 1-edge {
			marks[i].Label = ""
		}
	}
	return marks
}

// logTicks marks the powers of ten of a logarithmic axis, every second one
// when there are many, and 2 and 5 between them when there are few. An axis of
// less than a power of ten is marked like a linear one.
type logTicks struct{}

// Ticks implements plot.Ticker.
func (logTicks) Ticks(low, high float64) []plot.Tick {
	first, last := int(math.Floor(math.Log10(low))), int(math.Ceil(math.Log10(high)))
	decades := math.Log10(high / low)
	if decades < 0.8 {
		return ticks(5).Ticks(low, high)
	}
	every := 1 + int(decades/4)
	var out []plot.Tick
	for e := first; e <= last; e++ {
		for m := 1; m < 10; m++ {
			v := float64(m) * math.Pow(10, float64(e))
			if v < low*(1-1e-9) || v > high*(1+1e-9) {
				continue
			}
			t := plot.Tick{Value: v}
			if m == 1 && (e%every == 0 || decades < 4) || (m == 2 || m == 5) && decades < 2.2 {
				t.Label = tickLabel(v)
			}
			if t.Label != "" || decades < 6 {
				out = append(out, t)
			}
		}
	}
	return out
}
