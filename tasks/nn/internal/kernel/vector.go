package kernel

import "math"

// Axpy adds a*x to y.
func Axpy(a float32, x, y []float32) {
	same("y", len(y), len(x))
	active.axpy(a, x, y)
}

// Scale writes a*x to dst, which may be x.
func Scale(a float32, x, dst []float32) {
	same("dst", len(dst), len(x))
	active.scale(a, x, dst)
}

// Dot is the inner product of x and y. Every product is exact and the sum is
// in float64, so the result is as good as one of float64 vectors with these
// values, up to the order of summation.
func Dot(x, y []float32) float64 {
	same("y", len(y), len(x))
	return active.dot(x, y)
}

// SumSquares is the squared Euclidean norm of x, summed as in Dot. It is finite
// if and only if every element is: the square of a float32 cannot overflow a
// float64.
func SumSquares(x []float32) float64 { return active.dot(x, x) }

// Norm is the Euclidean norm of x.
func Norm(x []float32) float64 { return math.Sqrt(SumSquares(x)) }

// Transpose writes the transpose of the row-major x (rows x cols) to y. With
// channels as rows and pixels as columns it turns NCHW into NHWC.
func Transpose(x []float32, rows, cols int, y []float32) {
	same("x", len(x), rows*cols)
	same("y", len(y), rows*cols)
	active.transpose(plane{y, rows}, plane{x, cols}, rows, cols)
}

func axpyGo(a float32, x, y []float32) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += a * v
	}
}

func scaleGo(a float32, x, dst []float32) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] = a * v
	}
}

// dotGo has two sums, because one would wait for its own last addition.
func dotGo(x, y []float32) float64 {
	y = y[:len(x)]
	var s, t float64
	i := 0
	for ; i+1 < len(x); i += 2 {
		s += float64(x[i]) * float64(y[i])
		t += float64(x[i+1]) * float64(y[i+1])
	}
	if i < len(x) {
		s += float64(x[i]) * float64(y[i])
	}
	return s + t
}

func affineGo(a, b float32, x, y []float32) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] = a*v + b
	}
}

func affine2Go(a float32, x []float32, b float32, y []float32, c float32, z []float32) {
	y, z = y[:len(x)], z[:len(x)]
	for i, v := range x {
		z[i] = a*v + b*y[i] + c
	}
}

// sumsGo gives the sum of x and its inner product with y.
func sumsGo(x, y []float32) (sum, dot float64) {
	y = y[:len(x)]
	for i, v := range x {
		sum += float64(v)
		dot += float64(v) * float64(y[i])
	}
	return sum, dot
}

// transposeGo goes by blocks so that the lines of both sides stay in the cache.
func transposeGo(dst, src plane, rows, cols int) {
	const side = 16
	for r0 := 0; r0 < rows; r0 += side {
		for c0 := 0; c0 < cols; c0 += side {
			transposeBlock(dst, src, r0, min(r0+side, rows), c0, min(c0+side, cols))
		}
	}
}

// transposeBlock does rows r0 to r1 and columns c0 to c1 of src.
func transposeBlock(dst, src plane, r0, r1, c0, c1 int) {
	for r := r0; r < r1; r++ {
		for c := c0; c < c1; c++ {
			dst.v[c*dst.ld+r] = src.v[r*src.ld+c]
		}
	}
}
