package celeba

import (
	"bufio"
	"fmt"
	"image"
	"image/jpeg"
	"os"

	"golang.org/x/image/draw"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
)

// The size of the set's images, pixels.
const (
	fullWidth  = 178
	fullHeight = 218
)

// shrink brings an image to Side x Side with a tent kernel as wide as the step
// between pixels: bilinear with antialiasing, as in PIL's resize and in
// torchvision's of PIL images. PIL rounds to whole levels after the rows and
// again after the columns, this once: up to one level of 255 apart. libjpeg
// interpolates colour between pixels where the file has it at half the
// resolution; Go's decoder repeats it.
var shrink = draw.BiLinear.NewScaler(Side, Side, fullWidth, fullHeight)

// readImage writes the image in a file, shrunk, to dst: 3 x Side x Side in
// [0,1]. canvas is a buffer.
func readImage(path string, canvas *image.RGBA, dst []float32) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	img, err := jpeg.Decode(bufio.NewReader(f))
	if err != nil {
		return gzfile.Describe(path, err)
	}
	if b := img.Bounds(); b.Dx() != fullWidth || b.Dy() != fullHeight {
		return fmt.Errorf("read %s: image of %d x %d pixels, wanted %d x %d", path, b.Dx(), b.Dy(), fullWidth, fullHeight)
	}
	shrunk(img, canvas, dst)
	return nil
}

// shrunk writes an image, shrunk, to dst.
func shrunk(img image.Image, canvas *image.RGBA, dst []float32) {
	shrink.Scale(canvas, canvas.Bounds(), img, img.Bounds(), draw.Src, nil)
	const pixels = Side * Side
	for p := range pixels {
		for c := range 3 {
			dst[c*pixels+p] = float32(canvas.Pix[4*p+c]) / 255
		}
	}
}
