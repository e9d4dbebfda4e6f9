package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Line is a curve. Where Y is NaN it is broken.
type Line struct {
	X, Y  []float64
	Style Style
}

// Band is the area between two curves over the same X, NaN at the same places.
type Band struct {
	X, Low, High []float64
	Color        color.Color
}

// Panel is one plot of small multiples.
type Panel struct {
	Title string
	Bands []Band
	Lines []Line // later ones are drawn over earlier ones
}

// Curves is small multiples of curves.
type Curves struct {
	Panels []Panel
	X, Y   string // labels of the axes
	Log    bool   // logarithmic Y where a panel's values are all positive
	LogX   bool   // logarithmic X, of positive values
	// Marks are the values of X with a tick; round ones where there are none.
	Marks []float64
	// Range is the range of Y of every panel; the zero value fits each.
	Range  [2]float64
	Legend []Entry
}

// Picture draws the curves.
func (cs Curves) Picture() Picture {
	g := grid{x: cs.X, y: cs.Y, cols: columnsFor(len(cs.Panels)), height: 1.45 * vg.Inch, legend: cs.Legend}
	if g.cols <= 2 {
		g.height = 2.2 * vg.Inch
	}
	for _, panel := range cs.Panels {
		g.plots = append(g.plots, cs.plot(panel, panelWidth(g.cols)))
	}
	return g.picture()
}

func (cs Curves) plot(panel Panel, width vg.Length) *plot.Plot {
	p := newPlot("")
	p.Title.Text = fitLines(p.Title.TextStyle, panel.Title, width)
	var x, y span
	for _, b := range panel.Bands {
		x.add(b.X...)
		for i := range b.X {
			if b.Low[i] > 0 || !cs.Log { // a band that reaches zero ends at a logarithmic axis
				y.add(b.Low[i])
			}
			y.add(b.High[i])
		}
	}
	for _, l := range panel.Lines {
		x.add(l.X...)
		y.add(l.Y...)
	}
	p.X.Min, p.X.Max = x.low, x.high
	if len(cs.Marks) > 0 {
		p.X.Tick.Marker = marked(cs.Marks)
	}
	if cs.LogX {
		x.apply(&p.X, true, 0)
		p.X.Tick.Marker = doublings{}
	}
	if cs.Range == [2]float64{} {
		y.apply(&p.Y, cs.Log, 0.04)
		p.Y.Tick.Marker = inner{p.Y.Tick.Marker, p.Y.Scale}
	} else {
		span{low: cs.Range[0], high: cs.Range[1]}.apply(&p.Y, cs.Log, 0)
	}
	p.Add(rules())
	for _, b := range panel.Bands {
		p.Add(b)
	}
	for _, l := range panel.Lines {
		p.Add(l)
	}
	return p
}

// rules are the faint lines at the ticks.
func rules() *plotter.Grid {
	g := plotter.NewGrid()
	g.Vertical = draw.LineStyle{Color: rule, Width: 0.5}
	g.Horizontal = g.Vertical
	return g
}

// span is a range of finite values.
type span struct {
	low, high float64
	set       bool
}

func (s *span) add(values ...float64) {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		if !s.set {
			s.low, s.high, s.set = v, v, true
		}
		s.low, s.high = min(s.low, v), max(s.high, v)
	}
}

// apply sets the range of an axis, logarithmic if asked for and possible,
// with air at both ends, a fraction of the length.
func (s span) apply(a *plot.Axis, log bool, air float64) {
	switch {
	case log && s.low > 0:
		a.Scale, a.Tick.Marker = plot.LogScale{}, logTicks{}
		f := math.Pow(max(s.high/s.low, 1.1), air)
		s.low, s.high = s.low/f, s.high*f
	case s.low == s.high:
		half := max(0.05*math.Abs(s.high), 1e-9)
		s.low, s.high = s.low-half, s.high+half
	default:
		s.low, s.high = s.low-air*(s.high-s.low), s.high+air*(s.high-s.low)
	}
	a.Min, a.Max = s.low, s.high
}

// Plot implements plot.Plotter.
func (l Line) Plot(c draw.Canvas, p *plot.Plot) {
	for _, part := range place(&c, p, l.X, l.Y) {
		c.StrokeLines(l.Style, c.ClipLinesXY(part)...)
	}
}

// Plot implements plot.Plotter.
func (b Band) Plot(c draw.Canvas, p *plot.Plot) {
	lows, highs := place(&c, p, b.X, lift(b.Low, p.Y.Min)), place(&c, p, b.X, lift(b.High, p.Y.Min))
	for i := range lows {
		outline := append([]vg.Point{}, lows[i]...)
		for j := len(highs[i]) - 1; j >= 0; j-- {
			outline = append(outline, highs[i][j])
		}
		c.FillPolygon(b.Color, c.ClipPolygonXY(outline))
	}
}

// lift raises values below the axis to it; NaN stays.
func lift(values []float64, low float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = max(v, low)
	}
	return out
}

// place turns a curve into points of the canvas, broken where y is not
// finite or has no place on a logarithmic axis.
func place(c *draw.Canvas, p *plot.Plot, x, y []float64) [][]vg.Point {
	toX, toY := p.Transforms(c)
	_, log := p.Y.Scale.(plot.LogScale)
	var parts [][]vg.Point
	broken := true
	for i, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) || log && v <= 0 {
			broken = true
			continue
		}
		if broken {
			parts = append(parts, nil)
			broken = false
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], vg.Point{X: toX(x[i]), Y: toY(v)})
	}
	return parts
}
