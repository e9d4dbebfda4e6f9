package kernel

import (
	"fmt"
	"math"
)

// Losses of images: predictions are [N, C, Plane] with C numbers for each of
// the Plane pixels of an image.

// pixelBlock is how many pixels PixelXent does at a time: their logits of 20
// classes stay in the level 2 cache.
const pixelBlock = 512

// PixelXent is SoftmaxXent of the pixels of logits [N, classes, plane] with
// labels [N, plane].
func PixelXent(logits []float32, classes, plane int, labels []int32, p []float32) (meanLoss float64) {
	checkRows("logits", len(logits), classes*plane)
	same("labels", len(labels), len(logits)/classes)
	same("p", len(p), len(logits))
	total, count := 0.0, 0
	for at := 0; at < len(labels); at += plane {
		x, q := logits[at*classes:(at+plane)*classes], p[at*classes:(at+plane)*classes]
		for lo := 0; lo < plane; lo += pixelBlock {
			hi := min(lo+pixelBlock, plane)
			t, n := xentBlock(x, q, labels[at:at+plane], plane, lo, hi)
			total, count = total+t, count+n
		}
	}
	return total / float64(max(1, count))
}

// xentBlock does the pixels [lo, hi) of one image, and gives the sum of their
// losses and how many count.
func xentBlock(x, p []float32, labels []int32, plane, lo, hi int) (total float64, count int) {
	var top [pixelBlock]float32
	var sum [pixelBlock]float64
	largestOf(x, plane, lo, hi, &top)
	for at := lo; at < len(x); at += plane {
		row := p[at : at+hi-lo]
		for i, v := range x[at : at+hi-lo] {
			row[i] = v - top[i]
		}
		active.exp(row, row)
		for i, v := range row {
			sum[i] += float64(v)
		}
	}
	for i, label := range labels[lo:hi] {
		if int(label) >= len(x)/plane {
			panic(fmt.Sprintf("kernel: label %d of pixel %d with %d classes", label, lo+i, len(x)/plane))
		}
		if label >= 0 {
			total += math.Log(sum[i]) - float64(x[int(label)*plane+lo+i]-top[i])
			count++
		}
	}
	for at := lo; at < len(x); at += plane {
		class := int32(at / plane)
		for i, label := range labels[lo:hi] {
			v := &p[at+i]
			switch {
			case label < 0:
				*v = 0
			case label == class:
				*v = *v/float32(sum[i]) - 1
			default:
				*v /= float32(sum[i])
			}
		}
	}
	return total, count
}

// largestOf finds the largest logit of each pixel.
func largestOf(x []float32, plane, lo, hi int, top *[pixelBlock]float32) {
	copy(top[:], x[lo:hi])
	for at := lo + plane; at < len(x); at += plane {
		for i, v := range x[at : at+hi-lo] {
			top[i] = max(top[i], v)
		}
	}
}

// MaskedL1 writes the sign of pred - target to d, 0 where the target is 0 or
// NaN, which is missing, and gives the mean of |pred - target| over the n
// targets that are there; the gradient of the mean is d / n.
func MaskedL1(pred, target, d []float32) (mean float64, n int) {
	same("target", len(target), len(pred))
	same("d", len(d), len(pred))
	for i, t := range target {
		if t == 0 || t != t {
			d[i] = 0
			continue
		}
		e := pred[i] - t
		switch {
		case e > 0:
			d[i] = 1
		case e < 0:
			d[i] = -1
		default:
			d[i] = e // 0 or NaN
		}
		mean += math.Abs(float64(e))
		n++
	}
	return mean / float64(max(1, n)), n
}

// DotLoss writes -target to d, the gradient of one pixel's loss, and gives 1
// less the mean inner product of pred and target [N, channels, plane] over the
// n pixels whose target is not all zeros; the gradient of the mean is d / n.
// Without any the loss is 0.
func DotLoss(pred, target []float32, channels, plane int, d []float32) (loss float64, n int) {
	checkRows("pred", len(pred), channels*plane)
	same("target", len(target), len(pred))
	same("d", len(d), len(pred))
	var sum float64
	for at := 0; at < len(pred); at += channels * plane {
		for i := range plane {
			valid := false
			for j := at + i; j < at+channels*plane; j += plane {
				valid = valid || target[j] != 0
				d[j] = -target[j]
			}
			if !valid {
				continue
			}
			n++
			for j := at + i; j < at+channels*plane; j += plane {
				sum += float64(pred[j]) * float64(target[j])
			}
		}
	}
	if n == 0 {
		return 0, 0
	}
	return 1 - sum/float64(n), n
}
