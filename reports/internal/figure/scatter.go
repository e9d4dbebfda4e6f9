package figure

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Point is a labelled marker of a scatter plot.
type Point struct {
	Name string
	X, Y float64
	// XLow to YHigh are the ends of the error bars; NaN for none.
	XLow, XHigh, YLow, YHigh float64
	Group                    int // picks marker and colour
	Accent                   bool
}

// Scatter is a plot of labelled points. A Y far above all others is drawn at
// the upper edge with its value.
type Scatter struct {
	Points []Point
	X, Y   string
	Groups []string // names of the groups of points
}

// markers tell the groups apart.
var markers = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.PyramidGlyph{}, draw.SquareGlyph{}}

// Picture draws the points.
func (s Scatter) Picture() Picture {
	p := newPlot("")
	p.X.Label.Text, p.Y.Label.Text = s.X, s.Y
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks(8), ticks(8)
	var x, y span
	limit := s.limit()
	for _, pt := range s.Points {
		x.add(pt.X, pt.XLow, pt.XHigh)
		y.add(min(pt.Y, limit), min(pt.YLow, limit), min(pt.YHigh, limit))
	}
	x.apply(&p.X, x.high > 4*x.low, 0.06)
	y.apply(&p.Y, false, 0.08)
	p.Add(rules(), points{s.Points, limit})
	key := newLegend(s.entries(), pageWidth-2*margin)
	return Picture{
		height: 3.6*vg.Inch + key.height(),
		draw: func(c draw.Canvas) {
			c = draw.Crop(c, margin, -margin, margin, -margin)
			key.draw(c)
			p.Draw(draw.Crop(c, 0, 0, key.height()+3, -3))
		},
	}
}

// limit is the largest Y that is drawn in place: beyond four times the
// distance of the quartiles above the upper one, a point would press all
// others together. It is infinite when no point is out of reach.
func (s Scatter) limit() float64 {
	ys := make([]float64, len(s.Points))
	for i, pt := range s.Points {
		ys[i] = pt.Y
	}
	slices.Sort(ys)
	q1, q3 := ys[len(ys)/4], ys[3*len(ys)/4]
	reach := q3 + 4*(q3-q1)
	inside := slices.DeleteFunc(slices.Clone(ys), func(y float64) bool { return y > reach })
	if len(inside) == len(ys) || len(inside) < 2 {
		return math.Inf(1)
	}
	top := inside[len(inside)-1]
	return top + 0.15*max(top-ys[0], 1e-9)
}

// entries name the groups that have points.
func (s Scatter) entries() []Entry {
	var out []Entry
	for g, name := range s.Groups {
		if slices.ContainsFunc(s.Points, func(pt Point) bool { return pt.Group == g }) {
			out = append(out, glyphEntry(name, Point{Group: g}.glyph()))
		}
	}
	return out
}

func (pt Point) glyph() draw.GlyphStyle {
	g := draw.GlyphStyle{Color: colours[pt.Group%len(markers)], Radius: 2.8, Shape: markers[pt.Group%len(markers)]}
	if pt.Accent {
		g.Color, g.Radius = Accent().Color, 3.8
	}
	return g
}

// points draws the markers with their error bars and labels.
type points struct {
	all   []Point
	limit float64
}

// Plot implements plot.Plotter.
func (ps points) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	spots := make([]spot, len(ps.all))
	var bars []vg.Rectangle
	bar := func(from, to vg.Point) {
		c.StrokeLine2(draw.LineStyle{Color: faint, Width: 0.7}, from.X, from.Y, to.X, to.Y)
		bars = append(bars, around(from, to, 0.5))
	}
	for i, pt := range ps.all {
		at := vg.Point{X: toX(pt.X), Y: toY(min(pt.Y, ps.limit))}
		name := pt.Name
		if pt.Y > ps.limit {
			name += " (↑ " + tickLabel(math.Round(pt.Y*10)/10) + ")"
		} else if pt.YLow <= pt.YHigh {
			bar(vg.Point{X: at.X, Y: toY(pt.YLow)}, vg.Point{X: at.X, Y: toY(min(pt.YHigh, ps.limit))})
		}
		if pt.XLow <= pt.XHigh {
			bar(vg.Point{X: toX(pt.XLow), Y: at.Y}, vg.Point{X: toX(pt.XHigh), Y: at.Y})
		}
		spots[i] = spot{at: at, name: name, accent: pt.Accent}
	}
	label(c, spots, bars)
	for i, pt := range ps.all {
		c.DrawGlyph(pt.glyph(), spots[i].at)
	}
}
