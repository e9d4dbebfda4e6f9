package metric

import "math"

// Confusion counts how often each class was taken for which, over all samples
// (or pixels) added.
type Confusion struct {
	classes int
	counts  []int64 // target x prediction
}

// NewConfusion is an empty Confusion of this many classes.
func NewConfusion(classes int) *Confusion {
	return &Confusion{classes, make([]int64, classes*classes)}
}

// Reset forgets all samples.
func (c *Confusion) Reset() { clear(c.counts) }

// Add counts a sample; one without a class, target < 0, does not count.
func (c *Confusion) Add(target, pred int) {
	if target >= 0 {
		c.counts[target*c.classes+pred]++
	}
}

// Count is how often a class was taken for another.
func (c *Confusion) Count(target, pred int) int64 { return c.counts[target*c.classes+pred] }

// Accuracy is the share of samples that were taken for what they are; NaN
// without samples.
func (c *Confusion) Accuracy() float64 {
	var right, all int64
	for i, n := range c.counts {
		all += n
		if i/c.classes == i%c.classes {
			right += n
		}
	}
	return float64(right) / float64(all)
}

// IoU is the intersection over union of each class; NaN for one that is
// neither there nor found.
func (c *Confusion) IoU() []float64 {
	iou := make([]float64, c.classes)
	for k := range iou {
		var union int64
		for j := range c.classes {
			union += c.Count(k, j) + c.Count(j, k)
		}
		iou[k] = float64(c.Count(k, k)) / float64(union-c.Count(k, k))
	}
	return iou
}

// MeanIoU is the mean of IoU over the classes that are there or found; NaN
// without any. The code that published tables come from has no number where a
// class is absent, which the published sets have not.
func (c *Confusion) MeanIoU() float64 {
	sum, n := 0.0, 0
	for _, v := range c.IoU() {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}
