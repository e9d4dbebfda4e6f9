package kernel

import "math"

// Losses of values that may be missing: a target of NaN does not count.

// MaskedMSE writes pred - target to d, 0 where the target is missing, and
// gives the mean of the squares over the n targets that are there; the gradient
// of the mean is 2 d / n. Without any the mean is 0.
func MaskedMSE(pred, target, d []float32) (mean float64, n int) {
	return masked(pred, target, d, func(p, t float32) (float64, float32) {
		e := p - t
		return float64(e) * float64(e), e
	})
}

// Huber writes the derivative of the Huber loss, of threshold 1, to d, 0 where
// the target is missing, and gives the mean over the n targets that are there;
// the gradient of the mean is d / n.
func Huber(pred, target, d []float32) (mean float64, n int) {
	return masked(pred, target, d, func(p, t float32) (float64, float32) {
		e := p - t
		if size := math.Abs(float64(e)); size > 1 {
			return size - 0.5, float32(math.Copysign(1, float64(e)))
		}
		return float64(e) * float64(e) / 2, e
	})
}

// SigmoidXent is the cross-entropy of the sigmoid of logits. It writes
// sigmoid(logit) - target to d, 0 where the target is missing, and gives the
// mean over the n targets that are there; the gradient of the mean is d / n.
func SigmoidXent(logits, target, d []float32) (mean float64, n int) {
	return masked(logits, target, d, func(x, t float32) (float64, float32) {
		// log(1 + exp(x)) - t x, with no exp that overflows
		small := math.Exp(-math.Abs(float64(x)))
		loss := math.Max(float64(x), 0) - float64(t)*float64(x) + math.Log1p(small)
		p := small / (1 + small)
		if x >= 0 {
			p = 1 / (1 + small)
		}
		return loss, float32(p - float64(t))
	})
}

// masked is the mean of a loss, with its derivatives, over targets that are
// there.
func masked(pred, target, d []float32, loss func(p, t float32) (value float64, slope float32)) (mean float64, n int) {
	same("target", len(target), len(pred))
	same("d", len(d), len(pred))
	for i, t := range target {
		if t != t {
			d[i] = 0
			continue
		}
		var value float64
		value, d[i] = loss(pred[i], t)
		mean += value
		n++
	}
	return mean / float64(max(1, n)), n
}
