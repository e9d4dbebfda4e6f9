package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Forest is named estimates with their intervals, one below the other. XLow
// and XHigh of a point are the ends of its interval; its Y is not used.
type Forest struct {
	Points []Point // from the top
	X      string
	Groups []string // names of the groups of points
}

// forestLine is the height of a name.
const forestLine = 12

// Picture draws the estimates.
func (f Forest) Picture() Picture {
	p := newPlot("")
	p.X.Label.Text = f.X
	p.X.Tick.Marker = ticks(8)
	var x span
	for _, pt := range f.Points {
		x.add(pt.X, pt.XLow, pt.XHigh)
	}
	x.apply(&p.X, false, 0.04)
	p.Y.Min, p.Y.Max = 0.4, float64(len(f.Points))+0.6
	names := make(plot.ConstantTicks, len(f.Points))
	for i, pt := range f.Points {
		names[i] = plot.Tick{Value: float64(len(f.Points) - i), Label: fit(p.Y.Tick.Label, pt.Name, pageWidth/4)}
	}
	p.Y.Tick.Marker = names
	p.Y.Tick.Length = 0
	p.Add(rules(), estimates(f.Points))
	key := newLegend(Scatter{Points: f.Points, Groups: f.Groups}.entries(), pageWidth-2*margin)
	return Picture{
		height: vg.Length(len(f.Points))*forestLine + 40 + key.height(),
		draw: func(c draw.Canvas) {
			c = draw.Crop(c, margin, -margin, margin, -margin)
			key.draw(c)
			p.Draw(draw.Crop(c, 0, 0, key.height()+3, -3))
		},
	}
}

// estimates draws the intervals and the markers.
type estimates []Point

// Plot implements plot.Plotter.
func (e estimates) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	for i, pt := range e {
		y, style := toY(float64(len(e)-i)), pt.glyph()
		if pt.XLow <= pt.XHigh {
			line := draw.LineStyle{Color: style.Color, Width: 1.1}
			c.StrokeLine2(line, toX(pt.XLow), y, toX(pt.XHigh), y)
			for _, end := range []float64{pt.XLow, pt.XHigh} {
				c.StrokeLine2(line, toX(end), y-2, toX(end), y+2)
			}
		}
		c.DrawGlyph(style, vg.Point{X: toX(pt.X), Y: y})
	}
}
