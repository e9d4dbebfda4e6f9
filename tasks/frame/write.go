package frame

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/mtobench/mtobench/tasks/internal/npy"
)

// The folders of a split, beside that of the labels.
const (
	imageFolder  = "image"
	depthFolder  = "depth"
	normalFolder = "normal"
)

// Write writes frame i of a split into its folder dir, such as root/train: a
// file <i>.npy each in image, labelFolder ("label", or CityScapes' "label_7"),
// depth and, where the frame has normals, normal. All are float32: images and
// normals H x W x 3, depth H x W x 1, labels H x W.
func Write(dir string, i int, f *Frame, labelFolder string) error {
	label := make([]float32, len(f.Label))
	for p, c := range f.Label {
		label[p] = float32(c)
	}
	shape := []int{f.H, f.W, 3}
	for _, part := range []struct {
		folder string
		shape  []int
		data   []float32
	}{
		{imageFolder, shape, interleaved(f.Image)},
		{labelFolder, shape[:2], label},
		{depthFolder, []int{f.H, f.W, 1}, f.Depth},
		{normalFolder, shape, interleaved(f.Normal)},
	} {
		if part.data == nil {
			continue
		}
		folder := filepath.Join(dir, part.folder)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		if err := npy.Write(filepath.Join(folder, fileName(i)), part.shape, part.data); err != nil {
			return err
		}
	}
	return nil
}

// fileName is the file of frame i.
func fileName(i int) string { return fmt.Sprintf("%d.npy", i) }

// interleaved is three planes as one of three channels a pixel; nil of nil.
func interleaved(planes []float32) []float32 {
	if planes == nil {
		return nil
	}
	n := len(planes) / 3
	out := make([]float32, len(planes))
	for p := range n {
		for c := range 3 {
			out[3*p+c] = planes[c*n+p]
		}
	}
	return out
}
