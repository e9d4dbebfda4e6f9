package figure

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

func line3(y ...float64) Line {
	l := Line{Y: y, Style: Nth(0)}
	for i := range y {
		l.X = append(l.X, float64(i))
	}
	return l
}

// pictures are one of each kind, with the data that are hard to draw.
func pictures() map[string]Picture {
	nan := math.NaN()
	return map[string]Picture{
		"curves": Curves{
			Panels: []Panel{
				{Title: "one & <two>", Lines: []Line{line3(1, 0.1, 0.01), line3(nan, 1, math.Inf(1))}},
				{Title: strings.Repeat("long name ", 20), Lines: []Line{line3(-1, 2, 0)}},
				{Title: "nothing", Lines: []Line{line3(nan, nan)}},
				{Title: "one point", Lines: []Line{line3(3)}},
			},
			X: "epoch", Y: "loss", Log: true, Legend: []Entry{LineEntry("FAMO", Nth(1))},
		}.Picture(),
		"band": Curves{
			Panels: []Panel{{Title: "zeros", Bands: []Band{{X: []float64{0, 1, 2}, Low: []float64{0, 0, 0.1}, High: []float64{0.5, 0, 1}, Color: faint}}}},
			Range:  [2]float64{1e-4, 1}, Log: true,
		}.Picture(),
		"scatter": Scatter{
			Points: []Point{
				{Name: "LS", X: 1, Y: 5, YLow: nan, YHigh: nan, XLow: 0.9, XHigh: 1.1},
				{Name: "FAMO", X: 1.2, Y: -3, YLow: -4, YHigh: -2, XLow: nan, XHigh: nan},
				{Name: "MGDA", X: 30, Y: 4, YLow: nan, YHigh: nan, XLow: nan, XHigh: nan, Group: 1},
				{Name: "UW", X: 1, Y: 4.5, YLow: nan, YHigh: nan, XLow: nan, XHigh: nan},
				{Name: "RLW", X: 1, Y: 900, YLow: 800, YHigh: 1000, XLow: nan, XHigh: nan, Accent: true},
			},
			X: "time", Y: "gain", Groups: []string{"loss", "gradient", "unused"},
		}.Picture(),
		"heat": Heat{
			Maps: []Stripes{{Title: "GO4Align", X: []float64{0, 10, 20}, Values: [][]int{{0, 1}, {1, 1}}}},
			Rows: []string{"depth", "normals"}, X: "step", Levels: 2,
		}.Picture(),
		"paths": Paths{
			Panels: []PathPanel{{Title: "LS", Paths: [][][2]float64{{{-1, 1}, {0, 0}, {5, 5}}, {{0.5, 0.5}}}}},
			Height: func(x, y float64) float64 { return math.Log(x) + y*y }, Front: [][2]float64{{-1, 0}, {1, 0}},
			XRange: [2]float64{-2, 2}, YRange: [2]float64{-2, 2}, X: "first", Y: "second",
		}.Picture(),
		"scaling": Curves{
			Panels: []Panel{{Title: "loss-oriented", Bands: []Band{{X: []float64{2, 8, 128}, Low: []float64{0.9, 1, 1}, High: []float64{1.1, 1.1, 1.4}, Color: Tint(Nth(0))}},
				Lines: []Line{{X: []float64{2, 8, 128}, Y: []float64{1, 1.05, 1.2}, Style: Nth(0)}}}},
			X: "tasks", Y: "times LS", Log: true, LogX: true, Range: [2]float64{0.8, 30},
		}.Picture(),
		"bars": Bars{
			Panels: []BarPanel{{Title: "LS", Values: []float64{5, -3, nan, 900, 2}}, {Title: "UW", Values: []float64{-5, 3, 0, 4, 1}}},
			X:      "task", Y: "change, %", Gain: "better", Loss: "worse",
		}.Picture(),
		"forest": Forest{
			Points: []Point{
				{Name: "LS", X: 1, XLow: 0.5, XHigh: 1.5}, {Name: strings.Repeat("long name ", 20), X: 2, XLow: nan, XHigh: nan, Group: 1},
				{Name: "RLW", X: 3, XLow: 3, XHigh: 3, Accent: true},
			},
			X: "mean rank", Groups: []string{"loss", "gradient"},
		}.Picture(),
		"critical": Critical{
			Names: []string{"LS", "FAMO", strings.Repeat("long name ", 20), "MGDA", "UW"}, Ranks: []float64{4.2, 1.3, 3, 3, 3.5},
			Difference: 1.5, X: "mean rank",
		}.Picture(),
	}
}

// The same data give the same bytes, and a PNG of page width.
func TestPictures(t *testing.T) {
	again := pictures()
	for name, p := range pictures() {
		svg, err := p.SVG()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		raster, err := p.PNG()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		svg2, _ := again[name].SVG()
		raster2, _ := again[name].PNG()
		if !bytes.Equal(svg, svg2) || !bytes.Equal(raster, raster2) {
			t.Errorf("%s: drawn twice, it differs", name)
		}
		img, err := png.Decode(bytes.NewReader(raster))
		if err != nil || img.Bounds().Dx() != 7*dpi {
			t.Errorf("%s: %v, %v", name, img.Bounds(), err)
		}
		if s := string(svg); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
			t.Errorf("%s: a coordinate is not finite", name)
		}
	}
}

// What a reader looks for is in the picture as text.
func TestTexts(t *testing.T) {
	all := pictures()
	for name, want := range map[string][]string{
		"curves":   {"one &amp; &lt;two&gt;", "nothing", "epoch", "loss", "FAMO", "long name l… long name "},
		"scatter":  {"LS", "FAMO", "MGDA", "UW", "RLW (↑ 900)", "time", "gain", "gradient"},
		"heat":     {"GO4Align", "depth", "normals", "group 1 (lowest weight)", "group 2 (highest weight)"},
		"critical": {"LS 4.2", "FAMO 1.3", "critical difference", "mean rank", "1", "5", "long name long …long name  3.0"},
		"bars":     {"LS", "UW", "better", "worse", "task", "5"},
		"forest":   {"LS", "RLW", "mean rank", "gradient", "long name long nam…ng name long name "},
		"scaling":  {"2", "8", "128", "times LS", "loss-oriented"},
		"paths":    {"LS", "first", "second", "Pareto front", "start", "end"},
	} {
		svg, err := all[name].SVG()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range want {
			if !strings.Contains(string(svg), s+"</text>") {
				t.Errorf("%s: no text %q", name, s)
			}
		}
		if strings.Contains(string(svg), "unused") {
			t.Errorf("%s: the legend names a group without points", name)
		}
	}
}

// A name that is too long keeps what tells it from others.
func TestFit(t *testing.T) {
	s, width := newPlot("").Title.TextStyle, panelWidth(4)
	seen := map[string]bool{}
	for _, name := range []string{
		"GO4Align (grouping=spectral-qr)", "GO4Align (grouping=spectral-discretize)", "GO4Align (grouping=spectral-kmeans)",
		"GO4Align (grouping=single)", "GO4Align (beta=0, grouping=single)",
	} {
		got := fit(s, name, width)
		if s.Width(got) > width || seen[got] || !strings.HasPrefix(got, "GO4Align") {
			t.Errorf("%q becomes %q, %v wide in %v, beside %v", name, got, s.Width(got), width, seen)
		}
		seen[got] = true
	}
	if got := fit(s, "GO4Align", width); got != "GO4Align" {
		t.Errorf("a short name becomes %q", got)
	}
	if got := fit(s, "GO4Align", 1); got != "G…" {
		t.Errorf("without room it is %q", got)
	}
}

// Each line of a title has the width to itself.
func TestFitLines(t *testing.T) {
	s, width := newPlot("").Title.TextStyle, panelWidth(4)
	const fits = "Nash-MTL with AGRM\nbefore weighting"
	if got := fitLines(s, fits, width); got != fits {
		t.Errorf("%q becomes %q", fits, got)
	}
	long := "GO4Align (grouping=spectral-discretize)"
	if got, want := fitLines(s, long+"\nafter weighting", width), fit(s, long, width)+"\nafter weighting"; got != want || !strings.Contains(got, "…") {
		t.Errorf("a long line becomes %q, want %q", got, want)
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		ticker    plot.Ticker
		low, high float64
		want      string
	}{
		{ticks(4), 0, 1, "0 0.5 1"},
		{marked([]float64{1, 2, 12}), 1, 12, "1 2 12"},
		{ticks(5), 0, 1, "0 0.2 0.4 0.6 0.8 1"},
		{ticks(5), -6.2, 8.1, "-5 0 5"},
		{ticks(4), 0, 50000, "0 20k 40k"},
		{ticks(4), -0.0004, 0.0004, "-0.0004 -0.0002 0 0.0002 0.0004"},
		{logTicks{}, 1, 100, "1 2 5 10 20 50 100"},
		{logTicks{}, 0.001, 1, "0.001 0.01 0.1 1"},
		{logTicks{}, 1e-6, 1, "1e-6 0.0001 0.01 1"},
		{logTicks{}, 10, 22, "10 15 20"},
	} {
		var labels []string
		for _, tick := range c.ticker.Ticks(c.low, c.high) {
			if tick.Label != "" {
				labels = append(labels, tick.Label)
			}
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%T from %v to %v: got %s, want %s", c.ticker, c.low, c.high, got, c.want)
		}
	}
}

// Twenty labels of markers in a heap cover neither one another nor a marker.
func TestLabelsDoNotOverlap(t *testing.T) {
	c := draw.NewCanvas(new(recorder.Canvas), 500, 260)
	var spots []spot
	var taken []vg.Rectangle
	for i := range 20 {
		at := vg.Point{X: 200 + vg.Length(i%5)*9, Y: 100 + vg.Length(i/5)*9}
		spots = append(spots, spot{at: at, name: fmt.Sprintf("Method %d", i)})
		taken = append(taken, around(at, at, 3.5))
	}
	for _, s := range spots {
		box := s.write(c, taken)
		for _, other := range taken {
			if overlap(box, other) > 0 {
				t.Errorf("%s covers something", s.name)
			}
		}
		if outside(c, box) > 0 {
			t.Errorf("%s is cut off", s.name)
		}
		taken = append(taken, box)
	}
}

// Lines differ in colour or dash as far as there are combinations.
func TestStylesDiffer(t *testing.T) {
	seen := map[string]int{}
	for i := range len(colours) * len(dashes) {
		s := Nth(i)
		key := fmt.Sprint(s.Color, s.Dashes)
		if j, has := seen[key]; has {
			t.Errorf("lines %d and %d look the same", j, i)
		}
		seen[key] = i
	}
	if Plain != len(colours) {
		t.Errorf("%d lines of %d colours", Plain, len(colours))
	}
	for i := range colours {
		if Nth(i).Color == Accent().Color {
			t.Errorf("line %d has the colour of the accent", i)
		}
	}
}

func TestLegendBreaks(t *testing.T) {
	var entries []Entry
	for i := range 30 {
		entries = append(entries, LineEntry(fmt.Sprintf("method number %d", i), Nth(i)))
	}
	l := newLegend(entries, 400)
	n := 0
	for _, row := range l.rows {
		var w vg.Length
		for _, e := range row {
			w += e.width() + legendGap
			n++
		}
		if w > 400 {
			t.Errorf("a row of %v points", w)
		}
	}
	if n != len(entries) {
		t.Errorf("%d of %d entries", n, len(entries))
	}
}

// Bars join the longest runs of ranks within the critical difference, none
// within another.
func TestCriticalBars(t *testing.T) {
	cr := Critical{Ranks: []float64{1, 2, 2.5, 4, 4.4}, Difference: 1.9}
	if got, want := fmt.Sprint(cr.bars([]int{0, 1, 2, 3, 4})), "[[0 2] [2 3] [3 4]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	cr.Difference = 2
	if got, want := fmt.Sprint(cr.bars([]int{0, 1, 2, 3, 4})), "[[0 2] [2 4]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
