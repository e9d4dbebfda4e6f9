package reports

import (
	"cmp"
	"math"
	"slices"

	"github.com/mtobench/mtobench/reports/record"
)

// addBaseline assembles, for each seed, the single-task row from the cells
// that trained one task each: task k's metrics come from the cell of task k.
func (s *suiteResult) addBaseline(cells []*record.Cell) {
	if len(cells) == 0 {
		return
	}
	key := keyOf(cells[0].Key)
	s.stl = &row{
		key: key, label: cmp.Or(cells[0].Method.Title, "STL"), method: cells[0].Method,
		mr: math.NaN(), against: uncompared(),
	}
	for _, seed := range s.seeds {
		ofSeed := slices.DeleteFunc(slices.Clone(cells), func(c *record.Cell) bool { return c.Key.Seed != seed })
		s.stl.runs = append(s.stl.runs, s.assemble(seed, ofSeed))
	}
	s.stl.average(len(s.info.Metrics))
}

// assemble joins the single-task cells of one seed. The run has the worst
// status of its cells, and none while a task is still missing.
func (s *suiteResult) assemble(seed uint64, cells []*record.Cell) run {
	out := run{seed: seed, cells: cells}
	if len(cells) < len(s.info.Tasks) {
		return out
	}
	out.status = record.OK
	metrics := make([]float64, len(s.info.Metrics))
	for i := range metrics {
		metrics[i] = math.NaN()
	}
	for _, c := range cells {
		task := s.info.Tasks[c.Key.Task]
		if c.Status != record.OK {
			if out.status != record.Failed {
				out.status, out.why = c.Status, task+": "+c.Error
			}
			continue
		}
		for i, m := range s.info.Metrics {
			if m.Task == task {
				metrics[i] = c.Metrics[i]
			}
		}
	}
	if out.status == record.OK {
		out.metrics = metrics
	}
	return out
}
