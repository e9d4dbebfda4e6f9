package optim

import "math"

// ClipGradNorm scales the gradients, in place, so that their joint Euclidean
// norm is at most max, and returns the norm before. As in
// torch.nn.utils.clip_grad_norm_ the factor is min(1, max/(norm + 1e-6)).
func ClipGradNorm[T Float](max float64, grads ...[]T) (norm float64) {
	var sum float64
	for _, g := range grads {
		for _, v := range g {
			sum += float64(v) * float64(v)
		}
	}
	norm = math.Sqrt(sum)
	scale := max / (norm + 1e-6)
	if scale >= 1 {
		return norm
	}
	for _, g := range grads {
		for i := range g {
			g[i] *= T(scale)
		}
	}
	return norm
}
