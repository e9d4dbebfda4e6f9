package reports

import (
	"slices"

	"github.com/mtobench/mtobench/reports/internal/figure"
	"github.com/mtobench/mtobench/reports/record"
)

// groupColumns bounds the columns of a map of groups.
const groupColumns = 200

// groupsPicture shows which group each task is in over training, for the
// methods that group tasks.
func (res *results) groupsPicture(s *suiteResult) (figure.Picture, string, bool) {
	f := figure.Heat{X: "training step", Rows: s.info.Tasks}
	for _, r := range s.rows {
		c := r.firstRun()
		if c == nil {
			continue
		}
		m, levels := groupMap(c.Parts[0].Steps, len(s.info.Tasks))
		if levels < 2 || levels > 2 && apart(m) {
			continue
		}
		m.Title = r.withDelta()
		f.Maps = append(f.Maps, m)
		f.Levels = max(f.Levels, levels)
	}
	if len(f.Maps) == 0 {
		return figure.Picture{}, "", false
	}
	return f.Picture(), "the group of each task over training, groups numbered by ascending weight; " + s.traced() +
		". Methods that never have more than one group, or always one a task, are left out.", true
}

// groupMap turns a trace into a map with a row for each task.
func groupMap(trace []record.Step, tasks int) (figure.Stripes, int) {
	trace = slices.DeleteFunc(slices.Clone(trace), func(s record.Step) bool { return len(s.Groups) != tasks })
	m := figure.Stripes{Values: make([][]int, tasks)}
	levels := 0
	for _, i := range spread(len(trace), groupColumns) {
		m.X = append(m.X, float64(trace[i].Step))
		for k, g := range trace[i].Groups {
			m.Values[k] = append(m.Values[k], g)
			levels = max(levels, g+1)
		}
	}
	if n := len(m.X); n > 0 { // the last column is as wide as the one before
		last := 1.0
		if n > 1 {
			last = m.X[n-1] - m.X[n-2]
		}
		m.X = append(m.X, m.X[n-1]+last)
	}
	return m, levels
}

// apart says that every task always has a group of its own.
func apart(m figure.Stripes) bool {
	for c := range m.X[1:] {
		seen := map[int]bool{}
		for _, row := range m.Values {
			if seen[row[c]] {
				return false
			}
			seen[row[c]] = true
		}
	}
	return true
}
