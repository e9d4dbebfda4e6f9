package figure

import (
	"bytes"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/image/draw"
	"gonum.org/v1/plot/cmpimg"
)

// goldenWidth is the width of an expected picture in pixels: small, and yet a
// line, a label or a colour that moves or is missing shows.
const goldenWidth = 560

// Every kind of picture looks as it did when it was last looked at. The
// tolerance is for rounding of colours on other processors.
func TestGoldenPictures(t *testing.T) {
	all := pictures()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		raster, err := all[name].PNG()
		if err != nil {
			t.Fatal(err)
		}
		got := smaller(t, raster)
		file := filepath.Join("testdata", name+".png")
		if *cmpimg.GenerateTestData {
			if err := os.WriteFile(file, got, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		same, err := cmpimg.EqualApprox("png", got, want, 0.02)
		if err != nil || !same {
			t.Errorf("%s: it looks other than %s (-regen writes it anew): %v", name, file, err)
		}
	}
}

// A picture of other data does not pass for the expected one.
func TestGoldenPicturesTell(t *testing.T) {
	a, err := Forest{Points: []Point{{Name: "LS", X: 1, XLow: 0.5, XHigh: 1.5}, {Name: "UW", X: 2, XLow: 1, XHigh: 3}}}.Picture().PNG()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Forest{Points: []Point{{Name: "LS", X: 1, XLow: 0.5, XHigh: 1.5}, {Name: "UW", X: 2.05, XLow: 1, XHigh: 3}}}.Picture().PNG()
	if err != nil {
		t.Fatal(err)
	}
	if same, err := cmpimg.EqualApprox("png", smaller(t, a), smaller(t, b), 0.02); same || err != nil {
		t.Errorf("a moved marker is not told: %v", err)
	}
}

// smaller is the PNG at goldenWidth.
func smaller(t *testing.T, raster []byte) []byte {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(raster))
	if err != nil {
		t.Fatal(err)
	}
	size := full.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, goldenWidth, size.Dy()*goldenWidth/size.Dx()))
	draw.BiLinear.Scale(out, out.Bounds(), full, size, draw.Src, nil)
	var b bytes.Buffer
	if err := png.Encode(&b, out); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
