package figure

import (
	"image/color"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Stripes is a heat map of groups, or of other levels, over time: one row a task.
type Stripes struct {
	Title string
	// X are the left edges of the columns and the right edge of the last:
	// one more than there are columns.
	X []float64
	// Values[i][j] is row i's number in column j, from 0.
	Values [][]int
}

// Heat is maps of the same tasks, of their groups or of other levels.
type Heat struct {
	Maps   []Stripes
	Rows   []string // names of the rows, top to bottom
	X      string
	Levels int      // the numbers are below it
	Names  []string // of the levels; nil for groups
}

// Picture draws the heat maps.
func (h Heat) Picture() Picture {
	g := grid{x: h.X, cols: min(2, len(h.Maps)), height: vg.Length(36 + 10*min(max(len(h.Rows), 4), 24))}
	for level := range h.Levels {
		g.legend = append(g.legend, FillEntry(h.level(level), Shade(level, h.Levels)))
	}
	for _, m := range h.Maps {
		p := newPlot("")
		p.Title.Text = fit(p.Title.TextStyle, m.Title, panelWidth(g.cols))
		p.X.Min, p.X.Max = m.X[0], m.X[len(m.X)-1]
		p.Y.Min, p.Y.Max = 0, float64(len(h.Rows))
		p.Y.Tick.Marker = h.names()
		p.Y.Tick.Length = 0
		p.Add(stripes{m, h.Levels})
		g.plots = append(g.plots, p)
	}
	return g.picture()
}

// names marks the rows, as many as there is room for.
func (h Heat) names() plot.Ticker {
	every := 1 + len(h.Rows)/25
	style := textStyle(tickSize, draw.XRight, draw.YCenter)
	var out plot.ConstantTicks
	for i, name := range h.Rows {
		if i%every == 0 {
			out = append(out, plot.Tick{Value: float64(len(h.Rows)-i) - 0.5, Label: fit(style, name, 70)})
		}
	}
	return out
}

// Shade runs from light yellow over orange to dark violet: the level reads in
// greyscale too.
func Shade(level, levels int) color.Color {
	stops := []color.NRGBA{{0xfe, 0xe8, 0xa8, 0xff}, {0xf4, 0x9d, 0x4a, 0xff}, {0xc2, 0x45, 0x55, 0xff}, {0x6a, 0x1f, 0x6e, 0xff}, {0x1d, 0x0f, 0x3c, 0xff}}
	if levels < 2 {
		return stops[1]
	}
	at := float64(level) / float64(levels-1) * float64(len(stops)-1)
	i := min(int(at), len(stops)-2)
	f := at - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-f) + float64(b)*f + 0.5) }
	return color.NRGBA{mix(stops[i].R, stops[i+1].R), mix(stops[i].G, stops[i+1].G), mix(stops[i].B, stops[i+1].B), 0xff}
}

// FillEntry names a fill.
func FillEntry(name string, fill color.Color) Entry {
	return Entry{Name: name, sample: func(c *draw.Canvas, left vg.Point) {
		box(c, fill, vg.Rectangle{
			Min: vg.Point{X: left.X + 8, Y: left.Y - 3.5},
			Max: vg.Point{X: left.X + sampleWidth - 2, Y: left.Y + 3.5},
		})
	}}
}

// box fills a rectangle.
func box(c *draw.Canvas, fill color.Color, r vg.Rectangle) {
	c.FillPolygon(fill, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}})
}

// stripes draws one heat map. Neighbours of the same level are one box, which
// keeps the vector graphic small.
type stripes struct {
	Stripes
	levels int
}

// Plot implements plot.Plotter.
func (s stripes) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	rows := len(s.Values)
	for i, row := range s.Values {
		low, high := toY(float64(rows-i-1)), toY(float64(rows-i))
		for from := 0; from < len(row); {
			to := from + 1
			for to < len(row) && row[to] == row[from] {
				to++
			}
			if row[from] >= 0 {
				box(&c, Shade(row[from], s.levels), vg.Rectangle{
					Min: vg.Point{X: toX(s.X[from]), Y: low}, Max: vg.Point{X: toX(s.X[to]), Y: high},
				})
			}
			from = to
		}
	}
	if rows <= 25 {
		s.seams(c, toY)
	}
}

// seams draws white lines between the rows.
func (s stripes) seams(c draw.Canvas, toY func(float64) vg.Length) {
	for i := 1; i < len(s.Values); i++ {
		c.StrokeLine2(draw.LineStyle{Color: white, Width: 0.6}, c.Min.X, toY(float64(i)), c.Max.X, toY(float64(i)))
	}
}

// level names a number: a group's, counted from 0 by ascending weight, unless
// there are names.
func (h Heat) level(level int) string {
	if h.Names != nil {
		return h.Names[level]
	}
	name := "group " + strconv.Itoa(level+1)
	switch {
	case level == 0:
		return name + " (lowest weight)"
	case level == h.Levels-1:
		return name + " (highest weight)"
	}
	return name
}
