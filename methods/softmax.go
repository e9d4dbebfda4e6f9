package methods

import "math"

// softmax writes exp(x_k) / sum_j exp(x_j) to dst. It takes the largest entry
// out first, so it does not overflow. The two slices may be the same.
func softmax(dst, x []float64) {
	top := maxOf(x)
	var total float64
	for k, v := range x {
		dst[k] = math.Exp(v - top)
		total += dst[k]
	}
	for k := range dst {
		dst[k] /= total
	}
}

// maxOf is the largest entry.
func maxOf(v []float64) float64 {
	top := math.Inf(-1)
	for _, x := range v {
		top = max(top, x)
	}
	return top
}
