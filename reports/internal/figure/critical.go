package figure

import (
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Critical is a critical-difference diagram (Demšar 2006): mean ranks on one
// axis, the best at the left, and bars that join names whose ranks differ by
// less than Difference.
type Critical struct {
	Names      []string
	Ranks      []float64
	Difference float64
	X          string // label of the axis
}

const (
	criticalLine = 12 // height of a name
	criticalSide = 110
	barGap       = 5
)

// Picture draws the diagram: the better half of the names hangs on the left,
// the other on the right.
func (cr Critical) Picture() Picture {
	order := make([]int, len(cr.Names))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case cr.Ranks[a] < cr.Ranks[b]:
			return -1
		case cr.Ranks[a] > cr.Ranks[b]:
			return 1
		}
		return 0
	})
	bars := cr.bars(order)
	drop := vg.Length(len(bars)+1) * barGap
	left := (len(order) + 1) / 2
	return Picture{
		height: 50 + drop + vg.Length(left)*criticalLine + 2*margin,
		draw: func(c draw.Canvas) {
			c = draw.Crop(c, margin, -margin, margin, -margin)
			at := cr.axis(c)
			y := c.Max.Y - 40
			for i, b := range bars {
				level := y - vg.Length(i+1)*barGap
				c.StrokeLine2(draw.LineStyle{Color: Accent().Color, Width: 2.2}, at(cr.Ranks[b[0]])-2, level, at(cr.Ranks[b[1]])+2, level)
			}
			for i, m := range order {
				end, line, align := c.Min.X+criticalSide, i, draw.XRight
				if i >= left {
					end, line, align = c.Max.X-criticalSide, len(order)-1-i, draw.XLeft
				}
				cr.name(c, m, at(cr.Ranks[m]), y, end, y-drop-vg.Length(line)*criticalLine-6, align)
			}
		},
	}
}

// axis draws the ranks from 1 to their number with the critical difference
// above, and gives where a rank lies.
func (cr Critical) axis(c draw.Canvas) func(float64) vg.Length {
	from, to, y := c.Min.X+criticalSide+10, c.Max.X-criticalSide-10, c.Max.Y-40
	at := func(rank float64) vg.Length {
		return from + (to-from)*vg.Length((rank-1)/float64(len(cr.Names)-1))
	}
	style := draw.LineStyle{Color: ink, Width: 0.6}
	c.StrokeLine2(style, from, y, to, y)
	for _, tick := range ticks(8).Ticks(1, float64(len(cr.Names))) {
		c.StrokeLine2(style, at(tick.Value), y, at(tick.Value), y+3)
		c.FillText(textStyle(tickSize, draw.XCenter, draw.YBottom), vg.Point{X: at(tick.Value), Y: y + 4}, tick.Label)
	}
	c.FillText(textStyle(labelSize, draw.XLeft, draw.YBottom), vg.Point{X: c.Min.X, Y: y + 2}, cr.X)
	top, end := y+22, at(1+cr.Difference)
	for _, x := range []vg.Length{from, end} {
		c.StrokeLine2(style, x, top-2, x, top+2)
	}
	c.StrokeLine2(style, from, top, end, top)
	c.FillText(textStyle(tickSize, draw.XCenter, draw.YBottom), vg.Point{X: (from + end) / 2, Y: top + 2}, "critical difference")
	return at
}

// name writes a name at the end of a line that hangs from its rank.
func (cr Critical) name(c draw.Canvas, m int, x, from, end, y vg.Length, align draw.XAlignment) {
	c.StrokeLines(draw.LineStyle{Color: ink, Width: 0.5}, []vg.Point{{X: x, Y: from}, {X: x, Y: y}, {X: end, Y: y}})
	gap := vg.Length(-3)
	if align == draw.XLeft {
		gap = 3
	}
	style := textStyle(tickSize+0.5, align, draw.YCenter)
	c.FillText(style, vg.Point{X: end + gap, Y: y + raise}, fit(style, cr.Names[m]+" "+strconv.FormatFloat(cr.Ranks[m], 'f', 1, 64), criticalSide-6))
}

// bars are the first and last name of each longest run of names, in the
// order of their ranks, within the critical difference.
func (cr Critical) bars(order []int) [][2]int {
	var out [][2]int
	reached := 0
	for i := range order {
		j := i
		for j+1 < len(order) && cr.Ranks[order[j+1]]-cr.Ranks[order[i]] < cr.Difference {
			j++
		}
		if j > i && j > reached {
			out, reached = append(out, [2]int{order[i], order[j]}), j
		}
	}
	return out
}
