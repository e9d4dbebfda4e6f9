package reports

import (
	"fmt"
	"math"
	"slices"

	"github.com/mtobench/mtobench/reports/internal/stats"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// level is the level of significance of the report.
const level = 0.05

// reader is the seed of the report's own random streams, which have nothing
// to do with the seeds of the cells.
const reader = 0

// infer says how sure the suite's delta-m are: intervals of each, and the
// tests of each row against LS and against the best.
func (s *suiteResult) infer() {
	if !s.hasBaseline() {
		return
	}
	for _, r := range s.rows {
		r.against.low, r.against.high = s.interval(r)
	}
	s.best = s.bestRow()
	s.test(s.rowOf(reference), func(c *comparison) *difference { return &c.toLS })
	s.test(s.best, func(c *comparison) *difference { return &c.toBest })
	if ls := s.rowOf(reference); ls != nil {
		for _, r := range s.rows {
			if r != ls {
				r.against.improves = stats.Improvement(s.deltas(r), s.deltas(ls))
			}
		}
	}
}

// rowOf is the first row of a method, or nil.
func (s *suiteResult) rowOf(method string) *row {
	i := slices.IndexFunc(s.rows, func(r *row) bool { return r.key.method == method })
	if i < 0 {
		return nil
	}
	return s.rows[i]
}

// bestRow is the row of the lowest delta-m among those none of whose seeds
// diverged or failed, or nil.
func (s *suiteResult) bestRow() *row {
	var best *row
	for _, r := range s.rows {
		if d := r.against.over.mean; r.sound() && !math.IsNaN(d) && (best == nil || d < best.against.over.mean) {
			best = r
		}
	}
	return best
}

// interval is the bootstrap interval of a row's delta-m over metrics. Its
// unit is the seed, with the run of the row and the baseline of that seed
// together, so that the baseline is resampled too and pairs stay pairs. NaN
// below minSeeds.
func (s *suiteResult) interval(r *row) (low, high float64) {
	var values, base [][]float64
	for i := range r.runs {
		if v, b := r.runs[i].metrics, s.stl.runs[i].metrics; v != nil && b != nil {
			values, base = append(values, v), append(base, b)
		}
	}
	if len(values) < minSeeds {
		return math.NaN(), math.NaN()
	}
	rng := tasks.Rand(reader, "bootstrap "+s.name+" "+r.key.method+" "+r.key.settings)
	mean, reference := make([]float64, len(s.info.Metrics)), make([]float64, len(s.info.Metrics))
	return stats.Bootstrap(rng, []int{len(values)}, func(drawn [][]int) float64 {
		meanOf(mean, values, drawn[0])
		meanOf(reference, base, drawn[0])
		return DeltaMetrics(mean, reference, s.info.Metrics)
	})
}

// meanOf sets dst to the mean of the drawn rows.
func meanOf(dst []float64, rows [][]float64, drawn []int) {
	clear(dst)
	for _, i := range drawn {
		for m, v := range rows[i] {
			dst[m] += v / float64(len(drawn))
		}
	}
}

// test pairs each row's delta-m with that of another row, seed by seed.
func (s *suiteResult) test(other *row, of func(*comparison) *difference) {
	if other == nil {
		return
	}
	p := make([]float64, len(s.rows))
	for i, r := range s.rows {
		d := of(&r.against)
		if p[i] = math.NaN(); r == other {
			continue
		}
		var pairs []float64
		for _, seed := range s.seeds {
			a, hasA := r.against.bySeed[seed]
			b, hasB := other.against.bySeed[seed]
			if hasA && hasB {
				pairs = append(pairs, a-b)
			}
		}
		*d = differenceOf(pairs)
		p[i] = d.p
	}
	for i, holm := range stats.Holm(p) {
		of(&s.rows[i].against).holm = holm
	}
}

// deltas are the row's delta-m over metrics seed by seed, for the seeds whose
// baseline there is; a run that diverged or failed is infinitely bad.
func (s *suiteResult) deltas(r *row) []float64 {
	var out []float64
	for i, run := range r.runs {
		d, has := r.against.bySeed[run.seed]
		switch {
		case has:
			out = append(out, d)
		case s.stl.runs[i].metrics != nil && (run.status == record.Diverged || run.status == record.Failed):
			out = append(out, math.Inf(1))
		}
	}
	return out
}

// seedsNeeded is the fewest seeds with which the strongest of n comparisons
// can be significant after Holm's correction.
func seedsNeeded(n int) int {
	seeds := 1
	for float64(n)*stats.LeastP(seeds) > level {
		seeds++
	}
	return seeds
}

// warnings say what the number of seeds cannot show.
func (s *suiteResult) warnings() []string {
	n := len(s.rows) - 1
	if !s.hasBaseline() || n < 1 || len(s.seeds) >= seedsNeeded(n) {
		return nil
	}
	if len(s.seeds) >= seedsNeeded(1) {
		return []string{fmt.Sprintf("**%s are too few for so many comparisons**: the least p-value that they can give is %s, and Holm’s correction for %s multiplies it; at least %d seeds are needed for a difference to be significant at %s.",
			count(len(s.seeds), "seed"), short(stats.LeastP(len(s.seeds))), count(n, "comparison"), seedsNeeded(n), short(level))}
	}
	return []string{fmt.Sprintf("**%s cannot show a significant difference**: a paired test over so many seeds gives p = %s at the least, whatever the methods, and never %s. "+
		"A single comparison needs at least %d seeds, these %d with Holm’s correction at least %d. Differences below are what was measured, not what is established.",
		count(len(s.seeds), "seed"), short(stats.LeastP(len(s.seeds))), short(level), seedsNeeded(1), n, seedsNeeded(n))}
}
