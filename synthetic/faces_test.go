package synthetic

import (
	"image"
	"math"
	"slices"
	"testing"

	"golang.org/x/image/draw"

	"github.com/mtobench/mtobench/synthetic/internal/faces"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/celeba"
)

// TestFacesWritten writes faces and reads them as CelebA is read: attributes are
// those drawn; images are those drawn and shrunk the same way, but for what JPEG
// loses.
func TestFacesWritten(t *testing.T) {
	const n, h, w = 20, faces.Height, faces.Width
	dir, err := WriteFaces(t.Context(), t.TempDir(), n, 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := celeba.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, has := make([]float32, 3*celeba.Side*celeba.Side), make([]float32, celeba.Attributes)
	small := image.NewRGBA(image.Rect(0, 0, celeba.Side, celeba.Side))
	for split, count := range divide(n, 162_770, 19_867, 19_962) {
		s := tasks.Split(split)
		if files.Len(s) != count {
			t.Fatalf("split %d: %d faces, want %d", s, files.Len(s), count)
		}
		for i := range count {
			if err := files.Read(s, i, got, has); err != nil {
				t.Fatal(err)
			}
			pix, want := face(3, s, i, h, w, make([]float32, 3*h*w))
			for k, v := range has {
				if v != map[bool]float32{true: 1}[want[k]] {
					t.Errorf("split %d, face %d: %s is %v", s, i, celeba.Names[k], v)
				}
			}
			draw.BiLinear.Scale(small, small.Rect, rgbImage(pix, h, w), image.Rect(0, 0, w, h), draw.Src, nil)
			sum := 0.0
			for p := range got {
				const plane = celeba.Side * celeba.Side
				d := 255*float64(got[p]) - float64(small.Pix[p%plane*4+p/plane])
				sum += d * d
			}
			if off := math.Sqrt(sum / float64(len(got))); off > 3 {
				t.Errorf("split %d, face %d: the image is %.1f of 255 off", s, i, off)
			}
		}
	}
}

// TestFacesRepeatable reads faces twice, kept and not: they are the same.
func TestFacesRepeatable(t *testing.T) {
	const n = 6
	src := newFaces(5, [3]int{tasks.Train: n, tasks.Val: 2, tasks.Test: 2})
	bare := newFaces(5, src.n)
	bare.faces = [3][]faceSlot{}
	read := func(s celeba.Source, split tasks.Split, i int) []float32 {
		v := make([]float32, 3*celeba.Side*celeba.Side+celeba.Attributes)
		if err := s.Read(split, i, v[:len(v)-celeba.Attributes], v[len(v)-celeba.Attributes:]); err != nil {
			t.Fatal(err)
		}
		return v
	}
	for i := range n {
		first := read(src, tasks.Train, i)
		if !slices.Equal(first, read(src, tasks.Train, i)) || !slices.Equal(first, read(bare, tasks.Train, i)) {
			t.Errorf("face %d is not the same again", i)
		}
	}
	if slices.Equal(read(src, tasks.Train, 0), read(src, tasks.Val, 0)) || slices.Equal(read(src, tasks.Test, 0), read(src, tasks.Val, 0)) {
		t.Error("two splits begin with one face")
	}
}
