package reports

import (
	"math"

	"github.com/mtobench/mtobench/tasks"
)

// Ranks ranks values from 1, the best; ties share the best rank, so that the
// ranks of 3, 3, 5 are 1, 1, 3. NaN has rank NaN and no part in the others'.
func Ranks(values []float64, higher bool) []float64 {
	ranks := make([]float64, len(values))
	for i, v := range values {
		if math.IsNaN(v) {
			ranks[i] = math.NaN()
			continue
		}
		ranks[i] = 1
		for _, other := range values {
			if higher && other > v || !higher && other < v {
				ranks[i]++
			}
		}
	}
	return ranks
}

// MeanRanks is MR, the mean over metrics of each row's rank among the rows.
// A row with a NaN among its metrics has MR NaN; a metric that is NaN in
// every row is left out.
func MeanRanks(rows [][]float64, metrics []tasks.Metric) []float64 {
	sums := make([]float64, len(rows))
	var n float64
	column := make([]float64, len(rows))
	for m := range metrics {
		for i, row := range rows {
			column[i] = row[m]
		}
		if allNaN(column) {
			continue
		}
		n++
		for i, r := range Ranks(column, metrics[m].Higher) {
			sums[i] += r
		}
	}
	for i := range sums {
		sums[i] /= n
	}
	return sums
}

func allNaN(values []float64) bool {
	for _, v := range values {
		if !math.IsNaN(v) {
			return false
		}
	}
	return true
}
