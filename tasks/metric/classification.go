package metric

import (
	"math"
	"slices"
)

// Scores of a binary task are numbers that grow with the chance of the
// positive class, such as logits; labels say which samples are positive.

// Accuracy is the share of samples on their side of the threshold 0; NaN
// without samples. A score that is not a number is on neither.
func Accuracy(scores []float64, labels []bool) float64 {
	right := 0
	for i, s := range scores {
		if s > 0 == labels[i] && !math.IsNaN(s) {
			right++
		}
	}
	return float64(right) / float64(len(scores))
}

// F1 is the harmonic mean of precision and recall of the positive class at the
// threshold 0; 0 where nothing positive is found, NaN where there is nothing
// positive and nothing is found.
func F1(scores []float64, labels []bool) float64 {
	var hit, found, there float64
	for i, s := range scores {
		if labels[i] {
			there++
		}
		if s > 0 {
			found++
			if labels[i] {
				hit++
			}
		}
	}
	return 2 * hit / (found + there)
}

// AUC is the area under the receiver operating characteristic: the chance that
// a positive sample's score is above a negative one's, ties by halves. It is
// exact, from the ranks. NaN where a class has no sample or a score is NaN.
func AUC(scores []float64, labels []bool) float64 {
	order := descending(scores)
	if order == nil {
		return math.NaN()
	}
	var pairs, positives, negatives float64
	for lo := 0; lo < len(order); {
		hi, p, n := tie(scores, labels, order, lo)
		pairs += n * (positives + p/2)
		positives += p
		negatives += n
		lo = hi
	}
	return pairs / (positives * negatives)
}

// AveragePrecision is the sum over thresholds of precision times the gain in
// recall, without interpolation: equal scores count as one threshold. NaN
// where no sample is positive or a score is NaN.
func AveragePrecision(scores []float64, labels []bool) float64 {
	order := descending(scores)
	if order == nil {
		return math.NaN()
	}
	var sum, positives float64
	for lo := 0; lo < len(order); {
		hi, p, _ := tie(scores, labels, order, lo)
		positives += p
		sum += p * positives / float64(hi)
		lo = hi
	}
	return sum / positives
}

// descending is the order of the scores from the largest; nil where one is
// NaN.
func descending(scores []float64) []int {
	order := make([]int, len(scores))
	for i, s := range scores {
		if math.IsNaN(s) {
			return nil
		}
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	return order
}

// tie is the end of the run of equal scores that begins at lo, and the numbers
// of positive and negative samples in it.
func tie(scores []float64, labels []bool, order []int, lo int) (hi int, positives, negatives float64) {
	for hi = lo; hi < len(order) && scores[order[hi]] == scores[order[lo]]; hi++ {
		if labels[order[hi]] {
			positives++
		} else {
			negatives++
		}
	}
	return hi, positives, negatives
}

// Counts is how often a binary task's positive class was rightly found, wrongly
// found and missed.
type Counts struct{ Hit, False, Missed int64 }

// Add counts a sample that is found positive, or not, and is positive, or not.
func (c *Counts) Add(found, positive bool) {
	switch {
	case found && positive:
		c.Hit++
	case found:
		c.False++
	case positive:
		c.Missed++
	}
}

// F1 is the harmonic mean of precision and recall as FAMO's code has it for
// CelebA: 1e-8 in every denominator, so that it is 0 where nothing is found
// and where nothing is there.
func (c *Counts) F1() float64 {
	const eps = 1e-8
	hit := float64(c.Hit)
	p, r := hit/(hit+float64(c.False)+eps), hit/(hit+float64(c.Missed)+eps)
	return 2 * p * r / (p + r + eps)
}
