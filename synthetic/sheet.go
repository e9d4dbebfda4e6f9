package synthetic

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/mtobench/mtobench/synthetic/internal/faces"
	"github.com/mtobench/mtobench/synthetic/internal/ray"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
)

// ScenesSheet is a contact sheet of the first n rooms of h x w pixels.
func ScenesSheet(n, h, w int, seed uint64) image.Image { return sceneDrawing.sheet(seed, n, h, w) }

// StreetsSheet is a contact sheet of the first n streets.
func StreetsSheet(n, h, w int, seed uint64) image.Image { return streetDrawing.sheet(seed, n, h, w) }

// FacesSheet is a contact sheet of the first n faces at CelebA's size; below each is a row of
// marks, one for each of the 40 attributes in order.
func FacesSheet(n int, seed uint64) image.Image {
	const h, w, mark = faces.Height, faces.Width, 6
	im := sheetOf(n, h+mark, w)
	pix := make([]float32, 3*h*w)
	for i := range n {
		pixels, has := face(seed, tasks.Train, i, h, w, pix)
		left, top := i%sheetColumns*(w+sheetGap), i/sheetColumns*(h+mark+sheetGap)
		draw.Draw(im, image.Rect(left, top, left+w, top+h), rgbImage(pixels, h, w), image.Point{}, draw.Src)
		for x := range w {
			if c := classColour(x*len(has)/w, len(has)); has[x*len(has)/w] {
				for y := range mark {
					im.SetRGBA(left+x, top+h+y, c)
				}
			}
		}
	}
	return im
}

// sheetOf is an empty sheet of n pictures of h x w pixels.
func sheetOf(n, h, w int) *image.RGBA {
	lines := (n + sheetColumns - 1) / sheetColumns
	im := image.NewRGBA(image.Rect(0, 0, min(n, sheetColumns)*(w+sheetGap)-sheetGap, lines*(h+sheetGap)-sheetGap))
	for i := range im.Pix {
		im.Pix[i] = 255
	}
	return im
}

// sheetColumns is how many frames stand side by side on a contact sheet.
const sheetColumns = 4

const sheetGap = 4 // between them, pixels

// sheet shows the first n training frames: each image with its labels, its
// depth and, where there are, its normals below it. What has no label, depth or
// normal is black.
func (d *drawing) sheet(seed uint64, n, h, w int) image.Image {
	rows := 3
	if d.normal {
		rows = 4
	}
	im := sheetOf(n, rows*h, w)
	f := new(frame.Frame)
	for i := range n {
		d.frame(seed, tasks.Train, i, h, w, f)
		left, top := i%sheetColumns*(w+sheetGap), i/sheetColumns*(rows*h+sheetGap)
		for p := range h * w {
			for k, c := range d.colours(f, p) {
				if k < rows {
					im.SetRGBA(left+p%w, top+k*h+p/w, c)
				}
			}
		}
	}
	return im
}

// colours are those of a pixel's image, label, depth and normal.
func (d *drawing) colours(f *frame.Frame, p int) (c [4]color.RGBA) {
	n := f.H * f.W
	c[0] = rgba(f.Image[p], f.Image[n+p], f.Image[2*n+p])
	c[1], c[2], c[3] = color.RGBA{A: 255}, color.RGBA{A: 255}, color.RGBA{A: 255}
	if label := f.Label[p]; label >= 0 {
		c[1] = classColour(int(label), len(d.classes))
	}
	if z := f.Depth[p]; z > 0 {
		nearness := 1 / (1 + z/2) // metres
		if !d.normal {
			nearness = 4 * z / (1 + 4*z) // of inverse depth
		}
		c[2] = glow(nearness)
	}
	if f.Normal != nil && (f.Normal[p] != 0 || f.Normal[n+p] != 0 || f.Normal[2*n+p] != 0) {
		c[3] = rgba(0.5+f.Normal[p]/2, 0.5+f.Normal[n+p]/2, 0.5+f.Normal[2*n+p]/2)
	}
	return c
}

func rgba(r, g, b float32) color.RGBA {
	return color.RGBA{uint8(255*r + 0.5), uint8(255*g + 0.5), uint8(255*b + 0.5), 255}
}

// classColour is another hue for each class, light and dark by turns.
func classColour(class, classes int) color.RGBA {
	c := ray.Hue(float64(class)/float64(classes), 0.75, 0.95-0.35*float64(class%2))
	return rgba(float32(c.X), float32(c.Y), float32(c.Z))
}

// glow runs from dark blue over red to light yellow.
func glow(v float32) color.RGBA {
	return rgba(min(1, 2*v), max(0, min(1, 2*v-0.8)), max(0, min(1, 0.4+v*(1-2*v))))
}
