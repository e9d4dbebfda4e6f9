package figure

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Entry is a line of a legend: what it names and how that looks.
type Entry struct {
	Name   string
	sample func(c *draw.Canvas, left vg.Point) // draws within sampleWidth
}

const (
	sampleWidth = 20
	legendLine  = 11
	legendGap   = 12
	// raise lifts text so that its letters, not its box, are centred.
	raise = 0.8
)

// LineEntry names a style of line.
func LineEntry(name string, style Style) Entry {
	return Entry{Name: name, sample: func(c *draw.Canvas, left vg.Point) {
		c.StrokeLine2(style, left.X, left.Y, left.X+sampleWidth, left.Y)
	}}
}

// glyphEntry names a marker.
func glyphEntry(name string, g draw.GlyphStyle) Entry {
	return Entry{Name: name, sample: func(c *draw.Canvas, left vg.Point) {
		c.DrawGlyph(g, vg.Point{X: left.X + sampleWidth - 6, Y: left.Y})
	}}
}

// legend is entries laid out in centred rows.
type legend struct{ rows [][]Entry }

func (e Entry) width() vg.Length {
	return sampleWidth + 4 + textStyle(tickSize+0.5, draw.XLeft, draw.YCenter).Width(e.Name)
}

// newLegend breaks the entries into rows no wider than width.
func newLegend(entries []Entry, width vg.Length) legend {
	var l legend
	var used vg.Length
	for _, e := range entries {
		w := e.width() + legendGap
		if len(l.rows) == 0 || used+w > width {
			l.rows = append(l.rows, nil)
			used = 0
		}
		used += w
		l.rows[len(l.rows)-1] = append(l.rows[len(l.rows)-1], e)
	}
	return l
}

func (l legend) height() vg.Length {
	if len(l.rows) == 0 {
		return 0
	}
	return vg.Length(len(l.rows))*legendLine + 4
}

// draw draws the legend at the bottom of c.
func (l legend) draw(c draw.Canvas) {
	style := textStyle(tickSize+0.5, draw.XLeft, draw.YCenter)
	y := c.Min.Y + l.height() - 4 - legendLine/2
	for _, row := range l.rows {
		total := -vg.Length(legendGap)
		for _, e := range row {
			total += e.width() + legendGap
		}
		x := c.Center().X - total/2
		for _, e := range row {
			e.sample(&c, vg.Point{X: x, Y: y})
			c.FillText(style, vg.Point{X: x + sampleWidth + 4, Y: y + raise}, e.Name)
			x += e.width() + legendGap
		}
		y -= legendLine
	}
}
