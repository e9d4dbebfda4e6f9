package metric

import "math"

// Real is what network outputs and targets come as.
type Real interface{ ~float32 | ~float64 }

// DepthError is the errors of depth over all pixels that have a depth.
type DepthError struct {
	n        int
	abs, rel float64 // sums
}

// AddDepth adds pixels; those whose target is 0 do not count.
func AddDepth[F Real](e *DepthError, pred, target []F) {
	for i, t := range target {
		if t == 0 {
			continue
		}
		d := math.Abs(float64(pred[i]) - float64(t))
		e.n++
		e.abs += d
		e.rel += d / float64(t)
	}
}

// Abs is the mean absolute error, in the unit of the depths; NaN without
// pixels.
func (e *DepthError) Abs() float64 { return e.abs / float64(e.n) }

// Rel is the mean of the absolute error over the target, a fraction; NaN
// without pixels.
func (e *DepthError) Rel() float64 { return e.rel / float64(e.n) }
