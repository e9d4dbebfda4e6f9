package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/internal/stats"
	"github.com/mtobench/mtobench/tasks"
)

// ranksPicture shows the mean rank of each method with its bootstrap
// interval.
func (res *results) ranksPicture(s *suiteResult) (figure.Picture, string, bool) {
	rows := slices.DeleteFunc(slices.Clone(s.rows), func(r *row) bool {
		return !r.sound() || !r.complete() || math.IsNaN(r.mr)
	})
	if len(rows) < 2 || len(s.seeds) < minSeeds {
		return figure.Picture{}, "", false
	}
	low, high := s.rankIntervals(rows)
	f := figure.Forest{X: "mean rank over metrics (lower is better)", Groups: groupNames}
	mr := s.drawnRanks(rows, upTo(len(s.seeds)))
	for i, r := range rows {
		p := figure.Point{Name: r.label, X: mr[i], XLow: low[i], XHigh: high[i], Accent: res.accented(r)}
		if r.method.Kind == "gradient" {
			p.Group = 1
		}
		f.Points = append(f.Points, p)
	}
	slices.SortStableFunc(f.Points, func(a, b figure.Point) int { return cmp.Compare(a.X, b.X) })
	return f.Picture(), fmt.Sprintf("mean rank of the mean metrics among the %d methods of which every seed ended well, with the 95 %% interval of %d bootstrap resamples of the seeds, the same for all methods. "+
		"It tells how far the order depends on these seeds, not on the suite.", len(rows), stats.Resamples), true
}

// picked are the elements of values at the indices.
func picked[T any](values []T, at []int) []T {
	out := make([]T, len(at))
	for i, j := range at {
		out[i] = values[j]
	}
	return out
}

// drawnRanks are the mean ranks of the rows by the means of the drawn runs.
func (s *suiteResult) drawnRanks(rows []*row, drawn []int) []float64 {
	mean, values := make([]float64, len(s.info.Metrics)), make([][]float64, len(rows))
	for i, r := range rows {
		clear(mean)
		for _, d := range drawn {
			for m, v := range r.runs[d].metrics {
				mean[m] += v / float64(len(drawn))
			}
		}
		values[i] = picked(mean, s.ranked())
	}
	return MeanRanks(values, picked(s.info.Metrics, s.ranked()))
}

// rankIntervals are the bootstrap intervals of the rows' mean ranks. The unit
// is the seed, drawn for all methods together, so that pairs stay pairs.
func (s *suiteResult) rankIntervals(rows []*row) (low, high []float64) {
	rng := tasks.Rand(reader, "ranks "+s.name)
	return stats.BootstrapEach(rng, []int{len(s.seeds)}, len(rows), func(drawn [][]int, out []float64) {
		copy(out, s.drawnRanks(rows, drawn[0]))
	})
}

// upTo lists the whole numbers below n.
func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
