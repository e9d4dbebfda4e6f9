package kernel

import (
	"math"
	"testing"
)

func TestMul(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		ar := newArena(t, 51)
		for n := range 70 {
			x, y, dst := ar.uniform(n), ar.uniform(n), ar.garbage(n)
			want := make([]float64, n)
			for i := range x {
				want[i] = float64(x[i]) * float64(y[i])
			}
			Mul(x, y, dst)
			near(t, "product", dst, want, 1e-7)
			Mul(x, y, y)
			sameBits(t, "product in place", y, dst)
		}
	})
}

func TestJoinSplit(t *testing.T) {
	ar := newArena(t, 52)
	for range 20 {
		rows, widths := ar.between(1, 4), []int{ar.between(1, 5), ar.between(1, 5), ar.between(1, 5)}
		var x, back [][]float32
		total := 0
		for _, w := range widths {
			x, back = append(x, ar.uniform(rows*w)), append(back, ar.garbage(rows*w))
			total += w
		}
		y := ar.garbage(rows * total)
		Join(x, widths, y)
		at := 0
		for i, w := range widths {
			for r := range rows {
				sameBits(t, "joined", y[r*total+at:][:w], x[i][r*w:(r+1)*w])
			}
			at += w
		}
		skipped := back[1]
		back[1] = nil
		Split(y, widths, back)
		sameBits(t, "first part", back[0], x[0])
		sameBits(t, "third part", back[2], x[2])
		if skipped[0] == skipped[0] {
			t.Error("a part that was left out has been written")
		}
	}
	mustPanic(t, "part", func() { Join([][]float32{make([]float32, 3)}, []int{2}, make([]float32, 4)) })
}

func TestRowMeans(t *testing.T) {
	x, y, dx := []float32{1, 2, 3, 5, 6, 10}, make([]float32, 2), make([]float32, 6)
	RowMeans(x, 3, y)
	near(t, "means", y, []float64{2, 7}, 0)
	SpreadMeans([]float32{3, 6}, 3, dx)
	near(t, "gradient", dx, []float64{1, 1, 1, 2, 2, 2}, 0)
	mustPanic(t, "rows", func() { RowMeans(x, 4, y) })
}

// The gradient is held against central differences in float64.
func TestNormalise(t *testing.T) {
	ar := newArena(t, 53)
	for range 20 {
		n, channels, plane := ar.between(1, 3), ar.between(1, 4), ar.between(1, 9)
		x, y := ar.uniform(n*channels*plane), ar.garbage(n*channels*plane)
		dy, dx := ar.uniform(len(x)), ar.garbage(len(x))
		Normalise(x, channels, plane, y)
		near(t, "unit vectors", y, unit(wide(x), channels, plane), 1e-6)
		NormaliseGrad(x, y, dy, channels, plane, dx)
		want := make([]float64, len(x))
		const h = 1e-6
		for i := range x {
			at := wide(x)
			at[i] += h
			up := unit(at, channels, plane)
			at[i] -= 2 * h
			for j, v := range unit(at, channels, plane) {
				want[i] += float64(dy[j]) * (up[j] - v) / (2 * h)
			}
		}
		near(t, "gradient", dx, want, 2e-4)
	}
	y, dx := make([]float32, 3), make([]float32, 3)
	Normalise(make([]float32, 3), 3, 1, y)
	NormaliseGrad(make([]float32, 3), y, make([]float32, 3), 3, 1, dx)
	near(t, "zero vector and its gradient", append(y, dx...), make([]float64, 6), 0)
}

// unit divides the channels of each pixel by their norm.
func unit(x []float64, channels, plane int) []float64 {
	y := make([]float64, len(x))
	size := channels * plane
	for i := range x {
		var sum float64
		for c := range channels {
			sum += math.Pow(x[i/size*size+c*plane+i%plane], 2)
		}
		y[i] = x[i] / math.Sqrt(sum)
	}
	return y
}
