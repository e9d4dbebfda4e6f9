package reports

import (
	"slices"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// results is what the records say, in the order of the report.
type results struct {
	in     Input
	suites []*suiteResult
	costs  []record.Cost // by suite, table order of the methods, machine
	labels map[rowKey]string
	// contenders are the methods with runs in every compared suite.
	contenders []contender
}

// suiteResult is one suite: a baseline and a row for each setting of each
// method.
type suiteResult struct {
	name     string
	info     record.Suite
	protocol tasks.Protocol
	seeds    []uint64 // those of the multi-task cells, ascending
	stl      *row     // nil when no single-task cell was run
	rows     []*row   // the multi-task methods in table order
	// constant is the constant predictor; nil where the records do
	// not have it.
	constant *row
	// published is what papers print for the suite; nil where the report
	// shows no such rows or there are none.
	published *Published
	best      *row // of the lowest delta-m among the sound rows; nil without
	cells     []*record.Cell
}

// rowKey names a row: a method with its settings.
type rowKey struct{ method, settings string }

// row is one line of a suite's table.
type row struct {
	key      rowKey
	label    string
	method   record.Method
	settings map[string]string
	shifted  bool
	runs     []run      // one for each seed of the suite, in its order
	metrics  []estimate // over the runs that ended well
	against  comparison
	mr       float64 // NaN where not ranked
	cost     *record.Cost
}

// run is a row's result with one seed.
type run struct {
	seed    uint64
	status  record.Status // "" when it was not run
	why     string        // of a status other than ok
	metrics []float64     // nil unless ok
	cells   []*record.Cell
}

// comparison is a row against the single-task baseline of the same seeds.
type comparison struct {
	changes []float64 // of each metric's mean, per cent; NaN where undefined
	tasks   []float64 // of each task with a usable baseline, named in names
	names   []string
	// over and per are delta-m over metrics, and per task then averaged:
	// mean is delta-m of the mean metrics, sd the deviation of the seeds'
	// own delta-m.
	over, per estimate
	bySeed    map[uint64]float64 // delta-m over metrics of each seed
	// low and high are the 95 % bootstrap interval of over; NaN below
	// minSeeds.
	low, high    float64
	toLS, toBest difference // of over from that of LS and of the best row, paired by seed
	improves     float64    // probability that a seed's delta-m is below one of LS; NaN where unknown
}

// ok are the runs that ended well.
func (r *row) ok() []run {
	var out []run
	for _, run := range r.runs {
		if run.status == record.OK {
			out = append(out, run)
		}
	}
	return out
}

// complete says that every seed of the suite ended well.
func (r *row) complete() bool { return len(r.ok()) == len(r.runs) }

// sound says that no seed diverged or failed.
func (r *row) sound() bool {
	return !slices.ContainsFunc(r.runs, func(run run) bool { return run.status != record.OK && run.status != "" })
}

// means are the row's mean metrics; NaN where there are none.
func (r *row) means() []float64 {
	out := make([]float64, len(r.metrics))
	for i, e := range r.metrics {
		out[i] = e.mean
	}
	return out
}

// hasBaseline says that delta-m can be given.
func (s *suiteResult) hasBaseline() bool {
	return !s.info.NoBaseline && s.stl != nil && len(s.stl.ok()) > 0
}

// ranked are the indices of the metrics that MR counts: those that belong to
// a task, or all in a suite without a baseline, where a metric of the whole
// problem is often the one that matters.
func (s *suiteResult) ranked() []int {
	if owned := s.owned(); !s.info.NoBaseline && len(owned) > 0 {
		return owned
	}
	return upTo(len(s.info.Metrics))
}

// owned are the indices of the metrics that belong to a task.
func (s *suiteResult) owned() []int {
	var out []int
	for i, m := range s.info.Metrics {
		if m.Task != "" {
			out = append(out, i)
		}
	}
	return out
}

// find is the row of a method with its settings, or nil.
func (s *suiteResult) find(key rowKey) *row {
	for _, r := range s.rows {
		if r.key == key {
			return r
		}
	}
	return nil
}
