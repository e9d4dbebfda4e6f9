package figure

import (
	"image"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Paths is the trajectories of several methods in the plane, one panel a
// method, over the contours of the same surface.
type Paths struct {
	Panels []PathPanel
	Height func(x, y float64) float64 // the surface
	Front  [][2]float64               // a line to bring out: the Pareto front
	XRange [2]float64
	YRange [2]float64
	X, Y   string
}

// PathPanel is one method's trajectories.
type PathPanel struct {
	Title string
	Paths [][][2]float64 // each from its start to its end
}

// Picture draws the trajectories.
func (ps Paths) Picture() Picture {
	g := grid{x: ps.X, y: ps.Y, cols: columnsFor(len(ps.Panels)), legend: ps.entries()}
	g.height = panelWidth(g.cols) + 26
	if g.cols < 3 {
		g.height = 2.6 * vg.Inch
	}
	ground := ps.ground()
	for _, panel := range ps.Panels {
		p := newPlot("")
		p.Title.Text = fit(p.Title.TextStyle, panel.Title, panelWidth(g.cols))
		p.Y.Tick.Marker = ticks(4)
		p.X.Min, p.X.Max = ps.XRange[0], ps.XRange[1]
		p.Y.Min, p.Y.Max = ps.YRange[0], ps.YRange[1]
		p.Add(ground, line(ps.Front, frontStyle), trails(panel.Paths))
		g.plots = append(g.plots, p)
	}
	return g.picture()
}

var (
	frontStyle = Style{Color: color.NRGBA{0x00, 0x72, 0xb2, 0xff}, Width: 2.4}
	trailStyle = Style{Color: vermilion, Width: 1.1}
	startGlyph = draw.GlyphStyle{Color: color.Black, Radius: 2.1, Shape: draw.CircleGlyph{}}
	endGlyph   = draw.GlyphStyle{Color: color.Black, Radius: 2.6, Shape: draw.CrossGlyph{}}
)

func (ps Paths) entries() []Entry {
	return []Entry{
		glyphEntry("start", startGlyph),
		LineEntry("trajectory", trailStyle),
		glyphEntry("end", endGlyph),
		LineEntry("Pareto front", frontStyle),
	}
}

func line(points [][2]float64, style Style) Line {
	l := Line{Style: style}
	for _, p := range points {
		l.X, l.Y = append(l.X, p[0]), append(l.Y, p[1])
	}
	return l
}

// trails draws trajectories with their starts and ends.
type trails [][][2]float64

// Plot implements plot.Plotter.
func (ts trails) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	for _, t := range ts {
		line(t, trailStyle).Plot(c, p)
	}
	for _, t := range ts {
		for _, mark := range []struct {
			at    [2]float64
			glyph draw.GlyphStyle
		}{{t[0], startGlyph}, {t[len(t)-1], endGlyph}} {
			at := vg.Point{X: toX(mark.at[0]), Y: toY(mark.at[1])}
			if c.Contains(at) {
				c.DrawGlyph(mark.glyph, at)
			}
		}
	}
}

// Resolution of the ground and its number of shades.
const (
	groundCells = 160
	groundBands = 12
)

// ground is the surface as an image of bands that hold equal areas, dark
// where it is high; the edge between two bands is a contour.
func (ps Paths) ground() *plotter.Image {
	heights := make([]float64, groundCells*groundCells)
	var finite []float64
	for i := range heights {
		fx, fy := (float64(i%groundCells)+0.5)/groundCells, (float64(i/groundCells)+0.5)/groundCells
		h := ps.Height(ps.XRange[0]+fx*(ps.XRange[1]-ps.XRange[0]), ps.YRange[1]-fy*(ps.YRange[1]-ps.YRange[0]))
		heights[i] = h
		if !math.IsNaN(h) {
			finite = append(finite, h)
		}
	}
	slices.Sort(finite)
	img := image.NewPaletted(image.Rect(0, 0, groundCells, groundCells), groundPalette())
	for i, h := range heights {
		at, _ := slices.BinarySearch(finite, h)
		img.Pix[i] = uint8(min(at*groundBands/max(len(finite), 1), groundBands-1))
	}
	return plotter.NewImage(img, ps.XRange[0], ps.YRange[0], ps.XRange[1], ps.YRange[1])
}

func groundPalette() color.Palette {
	var p color.Palette
	for i := range groundBands {
		p = append(p, color.Gray{Y: uint8(0xfc - i*0x5a/(groundBands-1))})
	}
	return p
}
