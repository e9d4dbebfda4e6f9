package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// grid is small multiples: plots of one size in rows, with one pair of axis
// labels and one legend for all.
type grid struct {
	plots  []*plot.Plot
	x, y   string
	height vg.Length // of a row
	cols   int
	legend []Entry
}

// columnsFor is the number of columns that n panels look best in.
func columnsFor(n int) int {
	switch {
	case n <= 3:
		return n
	case n == 5 || n == 6 || n == 9:
		return 3
	}
	return 4
}

// panelWidth is about the width of a panel's data area.
func panelWidth(cols int) vg.Length { return pageWidth/vg.Length(cols) - 34 }

const (
	margin    = 5
	labelRoom = 13
)

// picture lays the grid out.
func (g grid) picture() Picture {
	rows := (len(g.plots) + g.cols - 1) / g.cols
	key := newLegend(g.legend, pageWidth-2*margin)
	return Picture{
		height: vg.Length(rows)*g.height + labelRoom + key.height() + 2*margin,
		draw: func(c draw.Canvas) {
			c = draw.Crop(c, margin, -margin, margin, -margin)
			key.draw(c)
			c = draw.Crop(c, 0, 0, key.height(), 0)
			g.labels(c)
			g.panels(draw.Crop(c, labelRoom, 0, labelRoom, 0), rows)
		},
	}
}

// labels writes the labels that all panels share.
func (g grid) labels(c draw.Canvas) {
	c.FillText(textStyle(labelSize, draw.XCenter, draw.YBottom), vg.Point{X: c.Center().X + labelRoom, Y: c.Min.Y}, g.x)
	up := textStyle(labelSize, draw.XCenter, draw.YTop)
	up.Rotation = quarter
	c.FillText(up, vg.Point{X: c.Min.X, Y: c.Center().Y + labelRoom/2}, g.y)
}

func (g grid) panels(c draw.Canvas, rows int) {
	table := make([][]*plot.Plot, rows)
	for i := range table {
		table[i] = make([]*plot.Plot, g.cols)
		copy(table[i], g.plots[i*g.cols:min((i+1)*g.cols, len(g.plots))])
	}
	tiles := draw.Tiles{Rows: rows, Cols: g.cols, PadX: 7, PadY: 7}
	for i, row := range plot.Align(table, tiles, c) {
		for j, place := range row {
			if table[i][j] != nil {
				table[i][j].Draw(place)
			}
		}
	}
}
