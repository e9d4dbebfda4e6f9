package synthetic

import (
	"context"
	"image"
	"path/filepath"

	"github.com/mtobench/mtobench/synthetic/internal/faces"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/celeba"
)

// WriteFaces draws n faces and writes them to the folder celeba of a data
// folder, in CelebA's layout, divided into training, validation and test faces
// like CelebA's. It gives the folder's path; see WriteScenes.
func WriteFaces(ctx context.Context, data string, n int, seed uint64, tick func(done int)) (string, error) {
	parts := divide(n, 162_770, 19_867, 19_962)
	return writeFolder(filepath.Join(data, "celeba"), func(dir string) error {
		var attributes [][celeba.Attributes]bool
		var splits []tasks.Split
		err := inOrder(ctx, n, 16,
			func(i int) drawnFace { return drawFace(seed, parts, i) },
			func(i int, f drawnFace) error {
				if tick != nil {
					tick(i + 1)
				}
				attributes, splits = append(attributes, f.attributes), append(splits, f.split)
				return celeba.WriteImage(dir, i, f.image)
			})
		if err != nil {
			return err
		}
		return celeba.WriteLists(dir, attributes, splits)
	})
}

// drawnFace is a face of a written set.
type drawnFace struct {
	split      tasks.Split
	image      image.Image
	attributes faces.Attributes
}

// drawFace draws face i of all, of which so many are of each split.
func drawFace(seed uint64, parts []int, i int) (f drawnFace) {
	for i >= parts[f.split] {
		i -= parts[f.split]
		f.split++
	}
	const h, w = faces.Height, faces.Width
	pix, a := face(seed, f.split, i, h, w, make([]float32, 3*h*w))
	return drawnFace{f.split, rgbImage(pix, h, w), a}
}

// rgbImage is planes of red, green and blue as an image.
func rgbImage(pix []uint8, h, w int) *image.RGBA {
	im := image.NewRGBA(image.Rect(0, 0, w, h))
	for p := range h * w {
		im.Pix[4*p], im.Pix[4*p+1], im.Pix[4*p+2], im.Pix[4*p+3] = pix[p], pix[h*w+p], pix[2*h*w+p], 255
	}
	return im
}
