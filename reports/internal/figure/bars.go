package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// BarPanel is one plot of bars. Values above zero are losses, those below it
// gains; NaN has no bar.
type BarPanel struct {
	Title  string
	Values []float64
}

// Bars is small multiples of bars from zero over things that are numbered
// from 1, all of one range. A value far beyond the others is cut off at the
// edge, with a gap in its bar.
type Bars struct {
	Panels []BarPanel
	X, Y   string
	Gain   string // what a bar below zero means, for the legend
	Loss   string
}

// The colours of gains and losses: blue and vermilion, which differ in
// lightness too.
var gainColour, lossColour = colours[0], vermilion

// Picture draws the bars.
func (b Bars) Picture() Picture {
	g := grid{x: b.X, y: b.Y, cols: columnsFor(len(b.Panels)), height: 1.35 * vg.Inch, legend: []Entry{
		FillEntry(b.Gain, gainColour), FillEntry(b.Loss, lossColour),
	}}
	if g.cols <= 2 {
		g.height = 2 * vg.Inch
	}
	low, high := b.limits()
	for _, panel := range b.Panels {
		p := newPlot("")
		p.Title.Text = fit(p.Title.TextStyle, panel.Title, panelWidth(g.cols))
		p.X.Min, p.X.Max = 0.4, float64(len(panel.Values))+0.6
		p.X.Tick.Marker = numbered(len(panel.Values))
		span{low: low, high: high}.apply(&p.Y, false, 0.05)
		lines := rules()
		lines.Vertical = draw.LineStyle{}
		p.Add(lines, bars{panel.Values})
		g.plots = append(g.plots, p)
	}
	return g.picture()
}

// limits are the range of all panels: of all values but those beyond four
// times the distance of the quartiles from them.
func (b Bars) limits() (low, high float64) {
	var all []Point
	for _, panel := range b.Panels {
		for _, v := range panel.Values {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				all = append(all, Point{Y: v})
			}
		}
	}
	var y span
	y.add(0)
	if len(all) == 0 {
		return -1, 1
	}
	top := Scatter{Points: all}.limit()
	for i := range all {
		y.add(min(all[i].Y, top))
		all[i].Y = -all[i].Y
	}
	bottom := -Scatter{Points: all}.limit()
	return max(y.low, bottom), y.high
}

// bars draws one panel's bars.
type bars struct{ values []float64 }

// Plot implements plot.Plotter.
func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	for i, v := range b.values {
		if math.IsNaN(v) {
			continue
		}
		fill := lossColour
		if v < 0 {
			fill = gainColour
		}
		x, y := float64(i+1), min(max(v, p.Y.Min), p.Y.Max)
		left, right := toX(x-0.36), toX(x+0.36)
		c.FillPolygon(fill, []vg.Point{{X: left, Y: toY(0)}, {X: right, Y: toY(0)}, {X: right, Y: toY(y)}, {X: left, Y: toY(y)}})
		if y != v {
			gap := toY(0) + 0.85*(toY(y)-toY(0))
			c.StrokeLine2(draw.LineStyle{Color: white, Width: 1.6}, left-1, gap-1.5, right+1, gap+1.5)
		}
	}
	c.StrokeLine2(draw.LineStyle{Color: ink, Width: 0.6}, c.Min.X, toY(0), c.Max.X, toY(0))
}

// numbered marks the whole numbers from 1 to n, of many only some.
type numbered int

// Ticks implements plot.Ticker.
func (n numbered) Ticks(float64, float64) []plot.Tick {
	step := max(1, int(roundStep(float64(n)/8)))
	if n <= 12 {
		step = 1
	}
	var out []plot.Tick
	for i := 1; i <= int(n); i++ {
		if step == 1 || i == 1 || i%step == 0 {
			out = append(out, plot.Tick{Value: float64(i), Label: tickLabel(float64(i))})
		}
	}
	return out
}
