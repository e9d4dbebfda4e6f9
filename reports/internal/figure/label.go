package figure

import (
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// spot is a marker that wants a label.
type spot struct {
	at     vg.Point
	name   string
	accent bool
}

// The places tried for a label: nearest first, beside the marker before
// above and below it.
var (
	distances  = []vg.Length{4, 7, 11, 16, 22, 29, 37, 46, 56}
	directions = [][2]float64{{1, 0}, {-1, 0}, {0.8, 0.8}, {0.8, -0.8}, {-0.8, 0.8}, {-0.8, -0.8}, {0, 1}, {0, -1}}
)

// around is the box of a line with room on every side.
func around(from, to vg.Point, room vg.Length) vg.Rectangle {
	return vg.Rectangle{
		Min: vg.Point{X: min(from.X, to.X) - room, Y: min(from.Y, to.Y) - room},
		Max: vg.Point{X: max(from.X, to.X) + room, Y: max(from.Y, to.Y) + room},
	}
}

// label writes each spot's name where it covers no marker, no other name and
// none of the boxes that are taken;
// a name that had to move away is tied to its marker by a line. The accented
// spot goes first, then the given order.
func label(c draw.Canvas, spots []spot, taken []vg.Rectangle) {
	for _, s := range spots {
		taken = append(taken, around(s.at, s.at, 3.5))
	}
	for _, first := range []bool{true, false} {
		for _, s := range spots {
			if s.accent == first {
				taken = append(taken, s.write(c, taken))
			}
		}
	}
}

// write finds the place with the least overlap, writes the name and returns
// the place.
func (s spot) write(c draw.Canvas, taken []vg.Rectangle) vg.Rectangle {
	style := textStyle(tickSize+0.5, draw.XLeft, draw.YBottom)
	if s.accent {
		style = bold(style)
	}
	best, least := vg.Rectangle{}, math.Inf(1)
	for _, d := range distances {
		if s.accent {
			d += 2 // its marker is larger
		}
		for _, dir := range directions {
			box := s.box(style, d, dir)
			cost := outside(c, box)
			for _, t := range taken {
				cost += overlap(box, t)
			}
			if cost < least {
				best, least = box, cost
			}
		}
		if least == 0 {
			break
		}
	}
	s.tie(c, best)
	c.FillText(style, best.Min, s.name)
	return best
}

// box is the place of the name at a distance from the marker.
func (s spot) box(style text.Style, d vg.Length, dir [2]float64) vg.Rectangle {
	w, h := style.Width(s.name), style.Height(s.name)
	x := s.at.X + d*vg.Length(dir[0])
	y := s.at.Y + d*vg.Length(dir[1]) - h/2 + raise
	switch {
	case dir[0] < 0:
		x -= w
	case dir[0] == 0:
		x -= w / 2
		y += h / 2 * vg.Length(dir[1])
	}
	return vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + w, Y: y + h}}
}

// tie draws a line from the marker to a name that is not next to it.
func (s spot) tie(c draw.Canvas, box vg.Rectangle) {
	to := vg.Point{X: min(max(s.at.X, box.Min.X), box.Max.X), Y: min(max(s.at.Y, box.Min.Y), box.Max.Y)}
	if math.Hypot(float64(to.X-s.at.X), float64(to.Y-s.at.Y)) > 8 {
		c.StrokeLine2(draw.LineStyle{Color: faint, Width: 0.5}, s.at.X, s.at.Y, to.X, to.Y)
	}
}

// overlap is the common area of two boxes.
func overlap(a, b vg.Rectangle) float64 {
	w := min(a.Max.X, b.Max.X) - max(a.Min.X, b.Min.X)
	h := min(a.Max.Y, b.Max.Y) - max(a.Min.Y, b.Min.Y)
	if w <= 0 || h <= 0 {
		return 0
	}
	return float64(w * h)
}

// outside is the area of a box beyond the canvas.
func outside(c draw.Canvas, box vg.Rectangle) float64 {
	size := box.Size()
	return float64(size.X*size.Y) - overlap(box, c.Rectangle)
}
