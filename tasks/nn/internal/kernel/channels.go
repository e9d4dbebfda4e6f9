package kernel

import "math"

// Mul writes x*y to dst, element by element; dst may be either.
func Mul(x, y, dst []float32) {
	same("y", len(y), len(x))
	same("dst", len(dst), len(x))
	mulGo(x, y, dst)
}

func mulGo(x, y, dst []float32) {
	y, dst = y[:len(x)], dst[:len(x)]
	for i, v := range x {
		dst[i] = v * y[i]
	}
}

// Join writes the rows of several matrices, of so many elements each, one after
// the other to the rows of y.
func Join(x [][]float32, widths []int, y []float32) {
	total := checkWidths(x, widths, y)
	at := 0
	for i, w := range widths {
		for r := 0; r*total < len(y); r++ {
			copy(y[r*total+at:r*total+at+w], x[i][r*w:(r+1)*w])
		}
		at += w
	}
}

// Split is the inverse of Join; parts that are nil are left out.
func Split(y []float32, widths []int, x [][]float32) {
	total := checkWidths(x, widths, y)
	at := 0
	for i, w := range widths {
		for r := 0; x[i] != nil && r*total < len(y); r++ {
			copy(x[i][r*w:(r+1)*w], y[r*total+at:r*total+at+w])
		}
		at += w
	}
}

// checkWidths panics when the matrices do not fit, and gives the width of y.
func checkWidths(x [][]float32, widths []int, y []float32) (total int) {
	same("widths", len(widths), len(x))
	for _, w := range widths {
		total += w
	}
	checkRows("y", len(y), total)
	for i, w := range widths {
		if x[i] != nil {
			same("part", len(x[i]), len(y)/total*w)
		}
	}
	return total
}

// RowMeans writes the mean of each row of cols elements to y.
func RowMeans(x []float32, cols int, y []float32) {
	checkRows("x", len(x), cols)
	same("y", len(y), len(x)/cols)
	for r := range y {
		y[r] = float32(rowSum(x[r*cols:(r+1)*cols]) / float64(cols))
	}
}

// SpreadMeans is the backward pass of RowMeans.
func SpreadMeans(dy []float32, cols int, dx []float32) {
	checkRows("dx", len(dx), cols)
	same("dy", len(dy), len(dx)/cols)
	for r, g := range dy {
		row, part := dx[r*cols:(r+1)*cols], g/float32(cols)
		for i := range row {
			row[i] = part
		}
	}
}

// tinyNorm is what a shorter vector is divided by.
const tinyNorm = 1e-12

// Normalise divides the channels of each pixel of x [N, channels, plane] by
// their Euclidean norm.
func Normalise(x []float32, channels, plane int, y []float32) {
	same("y", len(y), len(x))
	eachPixel(len(x), channels, plane, func(lo, hi int) {
		inv := inverseNorm(x, lo, hi, plane)
		for j := lo; j < hi; j += plane {
			y[j] = float32(float64(x[j]) * inv)
		}
	})
}

// NormaliseGrad is the backward pass of Normalise: (dy - y y.dy) / |x|.
func NormaliseGrad(x, y, dy []float32, channels, plane int, dx []float32) {
	same("y", len(y), len(x))
	same("dy", len(dy), len(x))
	same("dx", len(dx), len(x))
	eachPixel(len(x), channels, plane, func(lo, hi int) {
		inv := inverseNorm(x, lo, hi, plane)
		var dot float64
		for j := lo; j < hi; j += plane {
			dot += float64(y[j]) * float64(dy[j])
		}
		for j := lo; j < hi; j += plane {
			dx[j] = float32((float64(dy[j]) - float64(y[j])*dot) * inv)
		}
	})
}

// eachPixel gives the range of the channels of each pixel, in steps of plane, of
// n elements.
func eachPixel(n, channels, plane int, do func(lo, hi int)) {
	checkRows("x", n, channels*plane)
	for at := 0; at < n; at += channels * plane {
		for i := range plane {
			do(at+i, at+channels*plane)
		}
	}
}

// inverseNorm is 1 / |x| of one pixel.
func inverseNorm(x []float32, lo, hi, plane int) float64 {
	var sum float64
	for j := lo; j < hi; j += plane {
		sum += float64(x[j]) * float64(x[j])
	}
	return 1 / math.Max(math.Sqrt(sum), tinyNorm)
}
