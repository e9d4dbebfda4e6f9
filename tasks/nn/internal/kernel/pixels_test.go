package kernel

import (
	"math"
	"testing"
)

// pixelReference is the mean cross-entropy over labelled pixels in float64 and
// its gradient times the number of those.
func pixelReference(x []float32, classes, plane int, labels []int32) (mean float64, p []float64, n int) {
	p = make([]float64, len(x))
	for i, label := range labels {
		if label < 0 {
			continue
		}
		at := func(c int) int { return i/plane*classes*plane + c*plane + i%plane }
		var z float64
		for c := range classes {
			z += math.Exp(float64(x[at(c)]))
		}
		for c := range classes {
			p[at(c)] = math.Exp(float64(x[at(c)])) / z
		}
		p[at(int(label))]--
		mean += math.Log(z) - float64(x[at(int(label))])
		n++
	}
	return mean / float64(max(1, n)), p, n
}

func TestPixelXent(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 31)
		for range 30 {
			n, classes, plane := ar.between(1, 3), ar.between(1, 14), ar.between(1, 2*pixelBlock)
			x, p, labels := ar.uniform(n*classes*plane), ar.garbage(n*classes*plane), make([]int32, n*plane)
			for i := range labels {
				labels[i] = int32(ar.between(-1, classes-1))
			}
			want, grad, _ := pixelReference(x, classes, plane, labels)
			nearly(t, "loss", PixelXent(x, classes, plane, labels, p), want, 1e-6)
			near(t, "gradient", p, grad, 1e-6)
			for i := range labels {
				labels[i] = -1
			}
			nearly(t, "loss without labels", PixelXent(x, classes, plane, labels, p), 0, 0)
			near(t, "gradient without labels", p, make([]float64, len(p)), 0)
		}
	})
}

// Large logits do not overflow, and a NaN shows.
func TestPixelXentExtremes(t *testing.T) {
	p := make([]float32, 4)
	if loss := PixelXent([]float32{1e4, 0, 0, 1e4}, 2, 2, []int32{1, 1}, p); loss != 5000 {
		t.Errorf("loss %v of logits 1e4 and 0, want 5000", loss)
	}
	if loss := PixelXent([]float32{float32(math.NaN()), 0, 0, 1}, 2, 2, []int32{1, 1}, p); loss == loss {
		t.Errorf("loss %v with a NaN", loss)
	}
	mustPanic(t, "label", func() { PixelXent(make([]float32, 4), 2, 2, []int32{0, 2}, p) })
}

func TestMaskedL1(t *testing.T) {
	nan := float32(math.NaN())
	tests := []struct {
		name         string
		pred, target []float32
		mean         float64
		n            int
		d            []float64
	}{
		{"valid", []float32{1, 5, 2}, []float32{3, 4, 2}, 1, 3, []float64{-1, 1, 0}},
		{"masked", []float32{1, 5, 2}, []float32{0, 4, nan}, 1, 1, []float64{0, 1, 0}},
		{"all masked", []float32{1, nan}, []float32{0, 0}, 0, 0, []float64{0, 0}},
	}
	for _, tt := range tests {
		d := make([]float32, len(tt.pred))
		mean, n := MaskedL1(tt.pred, tt.target, d)
		if mean != tt.mean || n != tt.n {
			t.Errorf("%s: %v over %d, want %v over %d", tt.name, mean, n, tt.mean, tt.n)
		}
		near(t, tt.name, d, tt.d, 0)
	}
	if mean, _ := MaskedL1([]float32{nan, 1}, []float32{1, 1}, make([]float32, 2)); mean == mean {
		t.Errorf("loss %v of a NaN", mean)
	}
}

func TestDotLoss(t *testing.T) {
	// two images of two pixels with two channels: pixel 1 of the first image is
	// masked, one of pixel 0 of the second has a channel of zero
	pred := []float32{0.6, 1, 0.8, 1, 1, 0, 0, -1}
	target := []float32{0.8, 0, 0.6, 0, 1, 0, 0, 1}
	d := make([]float32, len(pred))
	loss, n := DotLoss(pred, target, 2, 2, d)
	nearly(t, "loss", loss, 1-(0.96+1-1)/3, 1e-7)
	if n != 3 {
		t.Errorf("%d valid pixels, want 3", n)
	}
	want := wide(target)
	for i := range want {
		want[i] = -want[i]
	}
	near(t, "gradient", d, want, 0)
	if loss, n := DotLoss(pred, make([]float32, 8), 2, 2, d); loss != 0 || n != 0 {
		t.Errorf("loss %v over %d pixels without targets", loss, n)
	}
	near(t, "gradient without targets", d, make([]float64, 8), 0)
}
