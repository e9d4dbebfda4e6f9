package reports

import (
	"math"

	"github.com/mtobench/mtobench/tasks"
)

// Change is the relative change of a metric against its baseline in per
// cent; positive is worse, whichever direction the metric has:
//
//	100 (-1)^d (M - B) / |B|,  d = 1 where higher is better
//
// For the positive metrics of the literature |B| is B; the magnitude keeps
// the direction right for a metric that can be negative. The change is NaN
// against a baseline that is zero or not finite.
func Change(value, base float64, higher bool) float64 {
	if !usable(base) {
		return math.NaN()
	}
	c := 100 * (value - base) / math.Abs(base)
	if higher {
		return -c
	}
	return c
}

// usable says whether a relative change against base means anything.
func usable(base float64) bool {
	return base != 0 && !math.IsNaN(base) && !math.IsInf(base, 0)
}

// DeltaMetrics is delta-m over metrics: the mean of Change over all metrics
// with a usable baseline, each counting the same, so that a task with five
// metrics counts five times. It is the form of Nash-MTL, FAMO and GO4Align;
// lower is better. values and base follow the order of metrics.
func DeltaMetrics(values, base []float64, metrics []tasks.Metric) float64 {
	var sum float64
	var n int
	for i, m := range metrics {
		if usable(base[i]) {
			sum += Change(values[i], base[i], m.Higher)
			n++
		}
	}
	return sum / float64(n)
}

// DeltaTasks is delta-m per task, then averaged: the mean over tasks of each
// task's mean Change, so that every task counts the same. It is the form of
// LibMTL and DB-MTL with the sign turned, so that lower is better here too.
// Metrics that belong to no one task do not count.
func DeltaTasks(values, base []float64, metrics []tasks.Metric) float64 {
	_, changes := TaskChanges(values, base, metrics)
	var sum float64
	for _, c := range changes {
		sum += c
	}
	return sum / float64(len(changes))
}

// TaskChanges is each task's mean Change over its metrics with a usable
// baseline. Tasks come in the order of metrics; those without such a metric
// are left out.
func TaskChanges(values, base []float64, metrics []tasks.Metric) (names []string, changes []float64) {
	place := map[string]int{}
	var counts []float64
	for i, m := range metrics {
		if m.Task == "" || !usable(base[i]) {
			continue
		}
		k, seen := place[m.Task]
		if !seen {
			k = len(names)
			place[m.Task] = k
			names = append(names, m.Task)
			changes = append(changes, 0)
			counts = append(counts, 0)
		}
		changes[k] += Change(values[i], base[i], m.Higher)
		counts[k]++
	}
	for k := range changes {
		changes[k] /= counts[k]
	}
	return names, changes
}
