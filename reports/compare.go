package reports

import (
	"math"

	"github.com/mtobench/mtobench/tasks"
)

// reference is the method that differences and step times refer to.
const reference = "ls"

// compare fills in what needs the whole table: delta-m, how sure it is, and
// MR.
func (s *suiteResult) compare() {
	for _, r := range s.rows {
		r.against = uncompared()
		if s.hasBaseline() {
			r.against = r.compareTo(s.stl, s.info.Metrics)
		}
	}
	s.infer()
	s.rank()
}

// uncompared is the comparison of a row that has no baseline.
func uncompared() comparison {
	return comparison{
		over: noEstimate, per: noEstimate, low: math.NaN(), high: math.NaN(),
		toLS: differenceOf(nil), toBest: differenceOf(nil), improves: math.NaN(),
	}
}

// compareTo computes delta-m against the baseline over the seeds that both
// have.
func (r *row) compareTo(stl *row, metrics []tasks.Metric) comparison {
	var over, per []float64
	c := uncompared()
	c.bySeed = map[uint64]float64{}
	mean, base := make([]float64, len(metrics)), make([]float64, len(metrics))
	for i := range r.runs {
		v, b := r.runs[i].metrics, stl.runs[i].metrics
		if v == nil || b == nil {
			continue
		}
		d := DeltaMetrics(v, b, metrics)
		c.bySeed[r.runs[i].seed] = d
		over = append(over, d)
		per = append(per, DeltaTasks(v, b, metrics))
		for m := range metrics {
			mean[m] += v[m]
			base[m] += b[m]
		}
	}
	n := float64(len(over))
	for m := range metrics {
		mean[m] /= n
		base[m] /= n
	}
	c.changes = make([]float64, len(metrics))
	for m := range metrics {
		c.changes[m] = Change(mean[m], base[m], metrics[m].Higher)
	}
	c.names, c.tasks = TaskChanges(mean, base, metrics)
	c.over, c.per = estimateOf(over), estimateOf(per)
	c.over.mean = DeltaMetrics(mean, base, metrics)
	c.per.mean = DeltaTasks(mean, base, metrics)
	return c
}

// rank gives MR among the multi-task rows that have numbers.
func (s *suiteResult) rank() {
	var rows []*row
	var values [][]float64
	ranked := s.ranked()
	for _, r := range s.rows {
		if len(r.ok()) > 0 {
			rows, values = append(rows, r), append(values, picked(r.means(), ranked))
		}
	}
	for i, mr := range MeanRanks(values, picked(s.info.Metrics, ranked)) {
		rows[i].mr = mr
	}
}

// rankedRows counts the rows that MR is given among.
func (s *suiteResult) rankedRows() int {
	n := 0
	for _, r := range s.rows {
		if !math.IsNaN(r.mr) {
			n++
		}
	}
	return n
}
