package reports

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/record"
)

// weightBins is the number of points of a curve of weights.
const weightBins = 100

// weightsPicture shows each method's effective weights over training, as
// shares: a step's weights over the sum of their magnitudes.
func (res *results) weightsPicture(s *suiteResult) (figure.Picture, string, bool) {
	f := figure.Curves{X: "training step", Y: "share of the weights"}
	many := len(s.info.Tasks) > maxPanels
	var all []float64
	for _, r := range s.rows {
		c := r.firstRun()
		if c == nil {
			continue
		}
		steps, shares := sharesOf(c.Parts[0].Steps, weightBins, func(st record.Step) []float64 { return st.Weights })
		if len(shares) < 2 || constant(shares) {
			continue
		}
		panel := figure.Panel{Title: r.label}
		if many {
			panel.Bands, panel.Lines = quantileLines(steps, shares)
		} else {
			panel.Lines = taskLines(steps, shares)
		}
		for _, l := range panel.Lines {
			all = append(all, l.Y...)
		}
		f.Panels = append(f.Panels, panel)
	}
	if len(f.Panels) == 0 {
		return figure.Picture{}, "", false
	}
	f.Range, f.Log = shareRange(all, len(s.info.Tasks))
	f.Legend = weightLegend(s.info.Tasks, many)
	return f.Picture(), weightsCaption(s, f.Log), true
}

// weightedLosses are a step's losses times the weights; nil where the step
// lacks either.
func weightedLosses(st record.Step) []float64 {
	if len(st.Weights) != len(st.Losses) {
		return nil
	}
	out := make([]float64, len(st.Weights))
	for k, w := range st.Weights {
		out[k] = w * st.Losses[k]
	}
	return out
}

// weightsCaption says what the picture of weights shows.
func weightsCaption(s *suiteResult, log bool) string {
	caption := "effective weights over training, each step's divided by the sum of their magnitudes and averaged over hundredths of the run; " + s.traced() + ". Methods whose weights never change are left out."
	if len(s.info.Tasks) > maxPanels {
		caption += " Of the tasks' shares the median, the quartiles and the extremes are shown."
	}
	if log {
		caption += " Shares below the axis, zero and negative ones among them, are not drawn."
	}
	return caption
}

// sharesOf gives, for each of at most so many bins of the steps, the mean
// share of each task in what of gives, and the bin's middle. Steps of which
// it gives nothing, or only zeros, are left out.
func sharesOf(trace []record.Step, most int, of func(record.Step) []float64) (steps []float64, shares [][]float64) {
	trace = slices.DeleteFunc(slices.Clone(trace), func(s record.Step) bool { return magnitude(of(s)) == 0 })
	bins := min(most, len(trace))
	for b := range bins {
		part := trace[b*len(trace)/bins : (b+1)*len(trace)/bins]
		mean := make([]float64, len(of(part[0])))
		var at float64
		for _, s := range part {
			values := of(s)
			total := magnitude(values)
			for k, w := range values {
				mean[k] += w / total / float64(len(part))
			}
			at += float64(s.Step) / float64(len(part))
		}
		steps, shares = append(steps, at), append(shares, mean)
	}
	return steps, shares
}

// magnitude is the sum of the values' magnitudes.
func magnitude(values []float64) (total float64) {
	for _, v := range values {
		total += math.Abs(v)
	}
	return total
}

// constant says that no share ever changes.
func constant(shares [][]float64) bool {
	for _, row := range shares {
		for k, v := range row {
			if math.Abs(v-shares[0][k]) > 1e-9 {
				return false
			}
		}
	}
	return true
}

func taskLines(steps []float64, shares [][]float64) []figure.Line {
	lines := make([]figure.Line, len(shares[0]))
	for k := range lines {
		lines[k] = figure.Line{X: steps, Y: make([]float64, len(steps)), Style: figure.Nth(k)}
		for i := range shares {
			lines[k].Y[i] = shares[i][k]
		}
	}
	return lines
}

// The looks of quantiles over tasks.
var (
	medianStyle  = figure.Nth(0)
	extremeStyle = figure.Style{Color: color.Gray{Y: 0x77}, Width: 0.7}
	quartileFill = color.NRGBA{0xb3, 0xd5, 0xe8, 0xff}
)

// quantileLines sum up the shares of many tasks.
func quantileLines(steps []float64, shares [][]float64) ([]figure.Band, []figure.Line) {
	q := make([][]float64, 5)
	for _, row := range shares {
		sorted := slices.Sorted(slices.Values(row))
		for i := range q {
			v := math.NaN()
			if !math.IsNaN(sorted[0]) {
				v = stat.Quantile(float64(i)/4, stat.LinInterp, sorted, nil)
			}
			q[i] = append(q[i], v)
		}
	}
	return []figure.Band{{X: steps, Low: q[1], High: q[3], Color: quartileFill}}, []figure.Line{
		{X: steps, Y: q[0], Style: extremeStyle},
		{X: steps, Y: q[4], Style: extremeStyle},
		{X: steps, Y: q[2], Style: medianStyle},
	}
}

// shareRange is the range of the axis of shares, one for all panels:
// logarithmic when a good part of the shares would lie on the bottom line.
func shareRange(shares []float64, tasks int) (limits [2]float64, log bool) {
	small, n := 0, 0
	low, high, least := 0.0, 0.0, 1.0
	for _, v := range shares {
		if math.IsNaN(v) {
			continue
		}
		n++
		if math.Abs(v) < 0.3/float64(tasks) {
			small++
		}
		low, high = min(low, v), max(high, v)
		if v > 0 {
			least = min(least, v)
		}
	}
	if small > n/4 {
		return [2]float64{max(least/1.5, 1e-5/float64(tasks)), 1}, true
	}
	return [2]float64{1.05 * low, min(1.05*high, max(high, 1))}, false
}

func weightLegend(tasks []string, many bool) []figure.Entry {
	if many {
		return []figure.Entry{
			figure.LineEntry("median over tasks", medianStyle),
			figure.FillEntry("quartiles", quartileFill),
			figure.LineEntry("least and greatest", extremeStyle),
		}
	}
	out := make([]figure.Entry, len(tasks))
	for k, name := range tasks {
		out[k] = figure.LineEntry(name, figure.Nth(k))
	}
	return out
}
