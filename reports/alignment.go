package reports

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"github.com/mtobench/mtobench/reports/internal/stats"
	"github.com/mtobench/mtobench/reports/record"
)

// How well tasks advance together: Shen et al. (GO4Align, NeurIPS 2024) call
// the deviation over tasks of the epoch at which each converges the
// convergence difference, and do not say when a task has.

// DefaultTolerances are the distances from its best, relative to it, within
// which a task counts as converged.
var DefaultTolerances = []float64{0.01, 0.05, 0.1}

// tolerances are those of the report.
func (res *results) tolerances() []float64 {
	if len(res.in.Tolerances) > 0 {
		return res.in.Tolerances
	}
	return DefaultTolerances
}

// convergenceEpochs bounds from below the epochs of a run whose convergence
// can be told.
const convergenceEpochs = 3

// convergence is a row's alignment at one tolerance.
type convergence struct {
	difference estimate // over seeds, of the deviation over tasks, in epochs
	unsettled  float64  // mean share of tasks that are not within the tolerance at the end
}

// aligned says that the suite's runs have tasks and epochs enough.
func (s *suiteResult) aligned() bool {
	return len(s.info.Tasks) > 1 && len(s.owned()) > 0 && s.protocol.Epochs >= convergenceEpochs
}

// converges measures a row at a tolerance; a suite that is not aligned has no
// estimate.
func (s *suiteResult) converges(r *row, tolerance float64) convergence {
	runs := r.ok()
	if !s.aligned() {
		runs = nil
	}
	var differences, unsettled []float64
	for _, run := range runs {
		epochs, open := s.settled(run, tolerance)
		if len(epochs) > 1 {
			differences = append(differences, stat.PopStdDev(epochs, nil))
			unsettled = append(unsettled, open)
		}
	}
	return convergence{estimateOf(differences), estimateOf(unsettled).mean}
}

// settled is the epoch, counted from 1, from which on each task stays within
// the tolerance of its best, the mean over the run's parts, and the share of
// tasks that are outside at the end: theirs is the epoch after the last.
func (s *suiteResult) settled(r run, tolerance float64) (epochs []float64, open float64) {
	parts := 0
	sums := make([]float64, len(s.info.Tasks))
	for _, c := range r.cells {
		for _, p := range c.Parts {
			parts++
			for k, task := range s.info.Tasks {
				if !told(p.Epochs, len(s.info.Metrics)) {
					return nil, 0
				}
				e := s.settles(p.Epochs, task, tolerance)
				sums[k] += float64(e)
				if e > len(p.Epochs) {
					open++
				}
			}
		}
	}
	for k, task := range s.info.Tasks {
		if s.owns(task) {
			epochs = append(epochs, sums[k]/float64(parts))
		}
	}
	return epochs, open / float64(max(1, parts*len(epochs)))
}

// owns says that a task has metrics of its own.
func (s *suiteResult) owns(task string) bool {
	for _, m := range s.info.Metrics {
		if m.Task == task {
			return true
		}
	}
	return false
}

// settles is the epoch after the last at which the task is further than the
// tolerance from its best: the mean over its metrics of the distance from the
// metric's best over all epochs, relative to it.
func (s *suiteResult) settles(epochs []record.Epoch, task string, tolerance float64) int {
	away := make([]float64, len(epochs))
	n := 0.0
	for i, m := range s.info.Metrics {
		if m.Task != task {
			continue
		}
		n++
		values := watched(epochs, i)
		best := math.NaN() // until there is a number
		for _, v := range values {
			if math.IsNaN(best) || m.Higher && v > best || !m.Higher && v < best {
				best = v
			}
		}
		for e, v := range values {
			if v != best {
				away[e] += math.Abs(v-best) / math.Abs(best)
			}
		}
	}
	for e := len(away) - 1; e >= 0; e-- {
		if !(away[e]/cmp.Or(n, 1) <= tolerance) {
			return e + 2
		}
	}
	return 1
}

// told says that the metrics after each epoch were recorded.
func told(epochs []record.Epoch, metrics int) bool {
	return len(epochs) > 0 && !slices.ContainsFunc(epochs, func(e record.Epoch) bool {
		return len(e.Val) != metrics && len(e.Test) != metrics
	})
}

// watched is a metric after each epoch: on the validation samples where the
// suite has such, else on the test samples.
func watched(epochs []record.Epoch, metric int) []float64 {
	out := make([]float64, len(epochs))
	for e := range epochs {
		from := epochs[e].Test
		if len(epochs[e].Val) > 0 {
			from = epochs[e].Val
		}
		out[e] = from[metric]
	}
	return out
}

// alignmentCorrelation is Spearman's rank correlation over the sound rows of
// the convergence difference with delta-m, and the number of these rows.
func (s *suiteResult) alignmentCorrelation(tolerance float64) (rho float64, rows int) {
	var x, y []float64
	for _, r := range s.rows {
		c, d := s.converges(r, tolerance).difference.mean, r.against.over.mean
		if r.sound() && !math.IsNaN(c) && !math.IsNaN(d) {
			x, y = append(x, c), append(y, d)
		}
	}
	if len(x) < 3 {
		return math.NaN(), len(x)
	}
	return stats.Spearman(x, y), len(x)
}

// agreement is the adjusted Rand index of the groups of each traced step of a
// part with those that are planted, and the steps; empty without groups.
func (s *suiteResult) agreement(p record.Part) (steps, ari []float64) {
	for _, st := range p.Steps {
		if len(st.Groups) == len(s.info.Groups) && len(st.Groups) > 0 {
			steps = append(steps, float64(st.Step))
			ari = append(ari, stats.AdjustedRand(s.info.Groups, st.Groups))
		}
	}
	return steps, ari
}

// found is a row's agreement with the planted groups: over seeds, the mean
// over the whole run, and over the last tenth of its traced steps.
func (s *suiteResult) found(r *row) (all, end estimate) {
	var alls, ends []float64
	for _, run := range r.ok() {
		for _, p := range run.cells[0].Parts {
			if _, ari := s.agreement(p); len(ari) > 0 {
				alls = append(alls, stat.Mean(ari, nil))
				ends = append(ends, stat.Mean(ari[len(ari)-max(1, len(ari)/10):], nil))
			}
		}
	}
	return estimateOf(alls), estimateOf(ends)
}
