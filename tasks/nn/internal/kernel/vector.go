package kernel

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

// SumSquares is the squared Euclidean norm of x, summed as in Dot.
func SumSquares(x []float32) float64 { return active.dot(x, x) }

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
