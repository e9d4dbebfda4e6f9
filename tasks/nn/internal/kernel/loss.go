package kernel

import (
	"fmt"
	"math"
)

// Softmax writes exp(x)/sum(exp(x)) of each row of cols elements to y, which
// may be x.
func Softmax(x []float32, cols int, y []float32) {
	checkRows("x", len(x), cols)
	same("y", len(y), len(x))
	for r := 0; r < len(x); r += cols {
		shift(x[r:r+cols], y[r:r+cols])
	}
	active.exp(y, y)
	for r := 0; r < len(y); r += cols {
		row := y[r : r+cols]
		active.scale(float32(1/rowSum(row)), row, row)
	}
}

// SoftmaxXent is the softmax cross-entropy of rows of logits. It writes
// softmax(row) - onehot(label) to p, the gradient of the row's loss, and gives
// the mean loss of the rows. Rows with a negative label are left out: their p
// is zero and they do not count in the mean. The gradient of the mean is p
// divided by the number of rows that count. p may be logits.
func SoftmaxXent(logits []float32, classes int, labels []int32, p []float32) (meanLoss float64) {
	checkRows("logits", len(logits), classes)
	same("labels", len(labels), len(logits)/classes)
	same("p", len(p), len(logits))
	total, count := shiftLabelled(logits, classes, labels, p)
	active.exp(p, p)
	for r, label := range labels {
		row := p[r*classes : (r+1)*classes]
		if label < 0 {
			clear(row)
			continue
		}
		sum := rowSum(row)
		total += math.Log(sum)
		active.scale(float32(1/sum), row, row)
		row[label]--
	}
	if count == 0 {
		return 0
	}
	return total / float64(count)
}

// shiftLabelled shifts all rows. It gives the sum of the shifted logits of the
// labels, negated, and the number of rows that count.
func shiftLabelled(logits []float32, classes int, labels []int32, p []float32) (total float64, count int) {
	for r, label := range labels {
		if int(label) >= classes {
			panic(fmt.Sprintf("kernel: label %d of row %d with %d classes", label, r, classes))
		}
		row := p[r*classes : (r+1)*classes]
		shift(logits[r*classes:(r+1)*classes], row)
		if label >= 0 {
			total -= float64(row[label])
			count++
		}
	}
	return total, count
}

// shift writes a row less its largest element, so that no exp overflows.
func shift(x, y []float32) {
	top := x[0]
	for _, v := range x[1:] {
		top = max(top, v)
	}
	for i, v := range x {
		y[i] = v - top
	}
}

// rowSum is the sum of a row in float64.
func rowSum(row []float32) float64 {
	var s float64
	for _, v := range row {
		s += float64(v)
	}
	return s
}

// MSE writes pred - target to d and gives the mean of its squares; the
// gradient of the mean is 2 d / len(d). d may be pred or target.
func MSE(pred, target, d []float32) (mean float64) {
	same("target", len(target), len(pred))
	same("d", len(d), len(pred))
	if len(d) == 0 {
		return 0
	}
	active.affine2(1, pred, -1, target, 0, d)
	return SumSquares(d) / float64(len(d))
}
