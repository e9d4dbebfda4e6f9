package reports

import (
	"math"
	"slices"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// curvesPicture shows the mean training loss of each task over epochs.
func (res *results) curvesPicture(s *suiteResult) (figure.Picture, string, bool) {
	rows := slices.DeleteFunc(slices.Clone(s.rows), func(r *row) bool { return len(r.ok()) == 0 })
	styles, featured := res.styles(rows)
	at := spread(len(s.info.Tasks), maxPanels)
	f := figure.Curves{X: "epoch", Y: "training loss"}
	longest, banded := 0, false
	for _, k := range at {
		panel := figure.Panel{Title: s.info.Tasks[k]}
		var values []float64
		for _, pass := range []bool{false, true} { // the featured rows on top
			for i, r := range rows {
				if featured[i] == pass {
					l, band := r.curve(k, styles[i])
					panel.Lines = append(panel.Lines, l)
					if featured[i] && band.X != nil {
						panel.Bands = append(panel.Bands, band)
						banded = true
					}
					values = append(values, l.Y...)
					longest = max(longest, len(l.Y))
				}
			}
		}
		if s.stl != nil && len(s.stl.ok()) > 0 {
			l, _ := s.stl.curve(k, figure.Baseline())
			panel.Lines = append(panel.Lines, l)
			values = append(values, l.Y...)
		}
		f.Log = f.Log || spans(values, 10)
		f.Panels = append(f.Panels, panel)
	}
	if longest < 2 {
		return figure.Picture{}, "", false
	}
	f.Legend = s.curveLegend(rows, styles, featured)
	caption := "mean training loss of each task over epochs, the mean over the seeds that ended well." + shown(at, len(s.info.Tasks))
	if banded {
		caption += " Bands are one standard deviation over these seeds to either side."
	}
	if slices.Contains(featured, false) {
		caption += " In colour: LS" + res.accentText(rows) + " and the best of the others; grey: the rest."
	}
	return f.Picture(), caption, true
}

// accentText names the accented row, after others; empty where there is none.
func (res *results) accentText(rows []*row) string {
	i := slices.IndexFunc(rows, res.accented)
	if i < 0 || rows[i].key.method == reference {
		return ""
	}
	return ", " + escape(rows[i].label)
}

// styles gives each row its line. When there are more rows than lines that
// can be told apart, LS, the accented row and those of lowest delta-m (or MR)
// are featured and the others go grey.
func (res *results) styles(rows []*row) (styles []figure.Style, featured []bool) {
	styles, featured = make([]figure.Style, len(rows)), make([]bool, len(rows))
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareMerit(rows[a], rows[b]) })
	accent := slices.IndexFunc(rows, res.accented)
	plain := 0
	for _, i := range order {
		if i != accent && plain < figure.Plain {
			featured[i] = true
			plain++
		}
	}
	n := 0
	for i := range rows {
		switch {
		case i == accent:
			styles[i], featured[i] = figure.Accent(), true
		case featured[i]:
			styles[i] = figure.Nth(n)
			n++
		default:
			styles[i] = figure.Background()
		}
	}
	return styles, featured
}

// compareMerit puts LS first, then the lower delta-m, then the lower MR; rows
// without either come last.
func compareMerit(a, b *row) int {
	merit := func(r *row) float64 {
		switch {
		case r.key.method == reference:
			return math.Inf(-1)
		case !math.IsNaN(r.against.over.mean):
			return r.against.over.mean
		case !math.IsNaN(r.mr):
			return r.mr
		}
		return math.Inf(1)
	}
	ma, mb := merit(a), merit(b)
	switch {
	case ma < mb:
		return -1
	case ma > mb:
		return 1
	}
	return 0
}

func (s *suiteResult) curveLegend(rows []*row, styles []figure.Style, featured []bool) []figure.Entry {
	var out []figure.Entry
	if s.stl != nil && len(s.stl.ok()) > 0 {
		out = append(out, figure.LineEntry(s.stl.label, figure.Baseline()))
	}
	for i, r := range rows {
		if featured[i] {
			out = append(out, figure.LineEntry(r.label, styles[i]))
		}
	}
	if slices.Contains(featured, false) {
		out = append(out, figure.LineEntry("other methods", figure.Background()))
	}
	return out
}

// curve is the row's mean loss of task k after each epoch, over the runs that
// ended well, up to the shortest of them, with the band of one deviation over
// runs to either side; the band is empty below minSeeds runs. A run of
// several parts counts with their mean.
func (r *row) curve(k int, style figure.Style) (figure.Line, figure.Band) {
	l, band := figure.Line{Style: style}, figure.Band{Color: figure.Tint(style)}
	var runs [][]float64
	for _, run := range r.ok() {
		if h := run.history(k); len(h) > 0 {
			runs = append(runs, h)
		}
	}
	for _, e := range spread(shortest(runs), 300) {
		values := make([]float64, len(runs))
		for i, h := range runs {
			values[i] = h[e]
		}
		at := estimateOf(values)
		l.X, l.Y = append(l.X, float64(e+1)), append(l.Y, at.mean)
		if at.n >= minSeeds {
			band.X = append(band.X, float64(e+1))
			band.Low, band.High = append(band.Low, at.mean-at.sd), append(band.High, at.mean+at.sd)
		}
	}
	return l, band
}

// history is the loss of task k after each epoch, the mean over the run's
// parts; empty where the run did not train it.
func (r run) history(k int) []float64 {
	var parts [][]float64
	for _, c := range r.cells {
		i := k
		if c.Key.Task != tasks.AllTasks {
			if c.Key.Task != k {
				continue
			}
			i = 0
		}
		for _, p := range c.Parts {
			parts = append(parts, lossHistory(p.Epochs, i))
		}
	}
	out := make([]float64, shortest(parts))
	for e := range out {
		for _, h := range parts {
			out[e] += h[e] / float64(len(parts))
		}
	}
	return out
}

// shortest is the length of the shortest list, 0 without any.
func shortest(lists [][]float64) int {
	n := 0
	for i, l := range lists {
		if i == 0 || len(l) < n {
			n = len(l)
		}
	}
	return n
}

func lossHistory(epochs []record.Epoch, i int) []float64 {
	out := make([]float64, len(epochs))
	for e := range epochs {
		out[e] = math.NaN()
		if i < len(epochs[e].Losses) {
			out[e] = epochs[e].Losses[i]
		}
	}
	return out
}

// spans says that the values are all positive and their largest is more than
// factor times the smallest.
func spans(values []float64, factor float64) bool {
	low, high := math.Inf(1), 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	return low > 0 && high > factor*low
}
