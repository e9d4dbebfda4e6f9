// Package figure draws the pictures of a report in one style: sized for a
// page, in colours that colour-blind readers tell apart, with dashes and
// marker shapes that survive a greyscale print. The same data give the same
// bytes.
package figure

import (
	"image/color"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes of type, in points on a page pageWidth wide.
const (
	titleSize = 8
	labelSize = 8
	tickSize  = 6.5
)

const pageWidth = 7 * vg.Inch

var (
	white = color.Gray{Y: 0xff}
	ink   = color.Gray{Y: 0x22}
	faint = color.Gray{Y: 0xc4}
	rule  = color.Gray{Y: 0xea}
)

// colours are those of Okabe and Ito (2008) without the yellow, which is too
// light for a line on white, and a brown for the seventh line.
var colours = []color.NRGBA{
	{0x00, 0x72, 0xb2, 0xff}, // blue
	{0x00, 0x9e, 0x73, 0xff}, // bluish green
	{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
	{0xe6, 0x9f, 0x00, 0xff}, // orange
	{0x56, 0xb4, 0xe9, 0xff}, // sky blue
	{0x55, 0x55, 0x55, 0xff}, // grey
	{0x7a, 0x4a, 0x1f, 0xff}, // brown
}

// vermilion, also theirs, is kept for Accent.
var vermilion = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}

// dashes tell lines apart where colours do not. Their number and that of the
// colours share no divisor, so that the first 42 lines differ.
var dashes = [][]vg.Length{
	nil, {4, 1.6}, {1.2, 1.4}, {5, 1.5, 1.2, 1.5}, {8, 2}, {2.5, 1, 1, 1, 1, 1},
}

// Style is how a line looks.
type Style = draw.LineStyle

// Plain is the number of styles that Nth gives before a colour comes again.
const Plain = 7

// Nth is the style of the i-th of several lines.
func Nth(i int) Style {
	return Style{Color: colours[i%len(colours)], Width: 1.1, Dashes: dashes[i%len(dashes)]}
}

// Accent is the style of the one line that the figure is about.
func Accent() Style { return Style{Color: vermilion, Width: 1.9} }

// Baseline is the style of what others are compared with.
func Baseline() Style { return Style{Color: color.Black, Width: 1.2, Dashes: []vg.Length{4, 1.6}} }

// Seam is the style of the line between areas that touch.
func Seam() Style { return Style{Color: color.White, Width: 0.5} }

// Tint is the colour of a band around a line: its own, mostly transparent.
func Tint(s Style) color.Color {
	c := color.NRGBAModel.Convert(s.Color).(color.NRGBA)
	c.A = 0x2e
	return c
}

// Background is the style of lines that only set the scene.
func Background() Style { return Style{Color: faint, Width: 0.6} }

func textStyle(size vg.Length, x draw.XAlignment, y draw.YAlignment) text.Style {
	return text.Style{
		Color:   ink,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		XAlign:  x,
		YAlign:  y,
		Handler: plot.DefaultTextHandler,
	}
}

func bold(s text.Style) text.Style {
	s.Font.Weight = xfont.WeightBold
	return s
}

// newPlot is an empty plot in the style of the package.
func newPlot(title string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text = title
	p.Title.TextStyle = textStyle(titleSize, draw.XCenter, draw.YTop)
	p.Title.Padding = 2
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Padding = 0
		a.LineStyle = draw.LineStyle{Color: ink, Width: 0.5}
		a.Tick.LineStyle = a.LineStyle
		a.Tick.Length = 2.5
		a.Tick.Label.Font = font.Font{Typeface: "Liberation", Variant: "Sans", Size: tickSize}
		a.Tick.Label.Color = ink
		a.Label.TextStyle = textStyle(labelSize, draw.XCenter, draw.YBottom)
		a.Label.Padding = 2
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks(4), ticks(5)
	return p
}

// fitLines shortens each line of a text to the width.
func fitLines(s text.Style, words string, width vg.Length) string {
	lines := strings.Split(words, "\n")
	for i, l := range lines {
		lines[i] = fit(s, l, width)
	}
	return strings.Join(lines, "\n")
}

// fit shortens text to the width, in the middle: names of the same method begin
// alike, and differ by the settings at their end.
func fit(s text.Style, words string, width vg.Length) string {
	if s.Width(words) <= width {
		return words
	}
	r := []rune(words)
	short := "…"
	for n := len(r) - 1; n > 0; n-- {
		short = string(r[:(n+1)/2]) + "…" + string(r[len(r)-n/2:])
		if s.Width(short) <= width {
			break
		}
	}
	return short
}
