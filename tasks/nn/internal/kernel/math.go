package kernel

import "math"

// Exp writes exp(x) to dst, which may be x, good to a few units in the last
// place over the whole range, subnormal results included.
func Exp(x, dst []float32) {
	same("dst", len(dst), len(x))
	active.exp(x, dst)
}

// Log writes the natural logarithm of x to dst, which may be x: -Inf at 0, NaN
// below.
func Log(x, dst []float32) {
	same("dst", len(dst), len(x))
	active.log(x, dst)
}

// each writes f of every x to dst.
func each(x, dst []float32, f func(float64) float64) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] = float32(f(float64(v)))
	}
}

func expGo(x, dst []float32)  { each(x, dst, math.Exp) }
func logGo(x, dst []float32)  { each(x, dst, math.Log) }
func tanhGo(x, dst []float32) { each(x, dst, math.Tanh) }

func sigmoidGo(x, dst []float32) {
	each(x, dst, func(v float64) float64 { return 1 / (1 + math.Exp(-v)) })
}

func sigmoidGradGo(dst, dy, y []float32) {
	dst, dy = dst[:len(y)], dy[:len(y)]
	for i, v := range y {
		dst[i] = dy[i] * (v * (1 - v))
	}
}

func tanhGradGo(dst, dy, y []float32) {
	dst, dy = dst[:len(y)], dy[:len(y)]
	for i, v := range y {
		dst[i] = dy[i] * (1 - v*v)
	}
}
