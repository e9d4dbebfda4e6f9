package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// aggregate sorts the records into suites and rows and computes every figure
// of the tables. Records that cannot stand in one table are an error.
func aggregate(in Input) (*results, error) {
	res := &results{in: in, labels: labelsOf(in.Cells, in.Costs, in.Defaults)}
	bySuite := map[string][]*record.Cell{}
	var names []string
	for i := range in.Cells {
		c := &in.Cells[i]
		if _, seen := bySuite[c.Key.Suite]; !seen {
			names = append(names, c.Key.Suite)
		}
		bySuite[c.Key.Suite] = append(bySuite[c.Key.Suite], c)
	}
	slices.SortFunc(names, func(a, b string) int { return byPlace(in.Suites, a, b) })
	for _, name := range names {
		s, err := res.suite(name, bySuite[name])
		if err != nil {
			return nil, err
		}
		res.suites = append(res.suites, s)
	}
	res.addCosts()
	res.contenders = res.contend()
	return res, nil
}

// byPlace compares by place in order; names that it lacks come after, by name.
func byPlace(order []string, a, b string) int {
	return cmp.Or(cmp.Compare(place(order, a), place(order, b)), strings.Compare(a, b))
}

// place is the index of name in order, or past its end.
func place(order []string, name string) int {
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return len(order)
}

// suite builds one suite from its cells.
func (res *results) suite(name string, cells []*record.Cell) (*suiteResult, error) {
	slices.SortFunc(cells, res.compareCells)
	if err := consistent(cells, res.in.Profile); err != nil {
		return nil, err
	}
	s := &suiteResult{name: name, info: cells[0].Suite, protocol: cells[0].Key.Protocol, cells: cells}
	if res.in.Published && slices.Contains(PublishedSuites, name) {
		var err error
		if s.published, err = PublishedTables(name); err != nil {
			return nil, err
		}
	}
	multi := slices.IndexFunc(cells, func(c *record.Cell) bool { return c.Key.Task == tasks.AllTasks })
	if multi < 0 {
		multi = len(cells)
	}
	s.seeds = seedsOf(cells[multi:])
	if len(s.seeds) == 0 {
		s.seeds = seedsOf(cells)
	}
	s.addBaseline(cells[:multi])
	s.addRows(cells[multi:], res.labels)
	s.addConstant(cells[multi:])
	s.compare()
	return s, nil
}

// seedsOf lists the seeds of cells in ascending order, each once.
func seedsOf(cells []*record.Cell) []uint64 {
	var seeds []uint64
	for _, c := range cells {
		seeds = append(seeds, c.Key.Seed)
	}
	slices.Sort(seeds)
	return slices.Compact(seeds)
}

// compareCells orders the cells of a suite: the single-task ones first, then
// by row, seed and identity.
func (res *results) compareCells(a, b *record.Cell) int {
	order := res.in.Order
	if a.Key.Task != b.Key.Task && (a.Key.Task == tasks.AllTasks || b.Key.Task == tasks.AllTasks) {
		if b.Key.Task == tasks.AllTasks {
			return -1
		}
		return 1
	}
	return cmp.Or(
		compareMethods(order, cellID(a), cellID(b)),
		cmp.Compare(a.Key.Seed, b.Key.Seed),
		cmp.Compare(a.Key.Task, b.Key.Task),
		strings.Compare(a.ID, b.ID))
}

func cellID(c *record.Cell) identity {
	return identity{c.Key.Method, c.Method.Year, c.Key.Settings}
}

// consistent checks that the sorted cells of a suite can stand in one table.
func consistent(cells []*record.Cell, profile tasks.Profile) error {
	first := cells[0]
	for i, c := range cells {
		where := fmt.Sprintf("cell %s (%s, %s, seed %d)", c.ID, c.Key.Suite, c.Key.Method, c.Key.Seed)
		switch {
		case c.Key.Profile != profile:
			return fmt.Errorf("report: %s is of profile %q, the report of %q", where, c.Key.Profile, profile)
		case c.Key.Protocol != first.Key.Protocol:
			return fmt.Errorf("report: %s has another protocol than cell %s of the same suite", where, first.ID)
		case c.Key.Data != first.Key.Data:
			return fmt.Errorf("report: %s has other data than cell %s of the same suite", where, first.ID)
		case !slices.Equal(c.Suite.Metrics, first.Suite.Metrics):
			return fmt.Errorf("report: %s has other metrics than cell %s of the same suite", where, first.ID)
		case c.Status == record.OK && len(c.Metrics) != len(c.Suite.Metrics):
			return fmt.Errorf("report: %s has %d values for %d metrics", where, len(c.Metrics), len(c.Suite.Metrics))
		case c.Key.Task != tasks.AllTasks && (c.Key.Task < 0 || c.Key.Task >= len(c.Suite.Tasks)):
			return fmt.Errorf("report: %s trains task %d of %d", where, c.Key.Task, len(c.Suite.Tasks))
		case i > 0 && sameSlot(c.Key, cells[i-1].Key):
			return fmt.Errorf("report: %s and cell %s are of the same method, settings, task and seed", where, cells[i-1].ID)
		}
	}
	return nil
}

func sameSlot(a, b record.Key) bool {
	return keyOf(a) == keyOf(b) && a.Task == b.Task && a.Seed == b.Seed
}

// addRows groups the sorted multi-task cells into rows.
func (s *suiteResult) addRows(cells []*record.Cell, labels map[rowKey]string) {
	for _, c := range cells {
		key := keyOf(c.Key)
		r := s.find(key)
		if r == nil {
			r = &row{key: key, label: labels[key], method: c.Method, settings: c.Key.Settings, mr: math.NaN()}
			for _, seed := range s.seeds {
				r.runs = append(r.runs, run{seed: seed})
			}
			s.rows = append(s.rows, r)
		}
		run := &r.runs[slices.Index(s.seeds, c.Key.Seed)]
		run.status, run.why, run.cells = c.Status, c.Error, []*record.Cell{c}
		if c.Status == record.OK {
			run.metrics = c.Metrics
		}
		r.shifted = r.shifted || c.Suite.Shifted
	}
	for _, r := range s.rows {
		r.average(len(s.info.Metrics))
	}
}

// average takes the mean of each metric over the runs that ended well.
func (r *row) average(metrics int) {
	runs := r.ok()
	r.metrics = make([]estimate, metrics)
	for i := range r.metrics {
		values := make([]float64, len(runs))
		for j, run := range runs {
			values[j] = run.metrics[i]
		}
		r.metrics[i] = estimateOf(values)
	}
}
