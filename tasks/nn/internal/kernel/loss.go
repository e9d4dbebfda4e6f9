package kernel

import (
	"fmt"
	"math"
)

// SoftmaxXent is the softmax cross-entropy of rows of logits. It writes
// softmax(row) - onehot(label) to p, the gradient of the row's loss, and gives
// the mean loss of the rows. Rows with a negative label are left out: their p
// is zero and they do not count in the mean. The gradient of the mean is p
// divided by the number of rows that count. p may be logits.
func SoftmaxXent(logits []float32, classes int, labels []int32, p []float32) (meanLoss float64) {
	checkRows("logits", len(logits), classes)
	same("labels", len(labels), len(logits)/classes)
	same("p", len(p), len(logits))
	total, count := shiftRows(logits, classes, labels, p)
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

// shiftRows writes the logits less the largest of their row to p. It gives the
// sum of the shifted logits of the labels, negated, and the number of rows.
func shiftRows(logits []float32, classes int, labels []int32, p []float32) (total float64, count int) {
	for r, label := range labels {
		if int(label) >= classes {
			panic(fmt.Sprintf("kernel: label %d of row %d with %d classes", label, r, classes))
		}
		row := logits[r*classes : (r+1)*classes]
		top := row[0]
		for _, v := range row[1:] {
			top = max(top, v)
		}
		q := p[r*classes : (r+1)*classes]
		for c, v := range row {
			q[c] = v - top
		}
		if label >= 0 {
			total -= float64(q[label])
			count++
		}
	}
	return total, count
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
	for i, v := range pred {
		d[i] = v - target[i]
	}
	return SumSquares(d) / float64(len(d))
}
