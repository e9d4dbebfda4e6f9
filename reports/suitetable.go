package reports

import (
	"fmt"
	"math"
	"strings"

	"github.com/mtobench/mtobench/reports/record"
)

// table is the suite's table in the layout of the papers: single-task
// training first, then the methods; the best multi-task method of each column
// is brought out.
func (s *suiteResult) table(deviations bool) *table {
	cols := s.columns(deviations)
	t := &table{head: []string{"Method"}}
	for _, c := range cols {
		t.head = append(t.head, c.head)
	}
	rows := s.allRows()
	for _, r := range rows {
		cells := plain(r.name())
		for _, c := range cols {
			cells = append(cells, cell{text: c.text(r)})
		}
		t.add(cells...)
		t.kinds = append(t.kinds, r.kind())
	}
	s.showConstant(t, cols)
	s.addPublished(t, cols)
	for j, c := range cols {
		if c.ranks {
			t.markBest(j+1, s.competing(rows, c.value), c.higher)
		}
	}
	return t
}

// allRows are the single-task row, if there is one, and the methods' rows.
func (s *suiteResult) allRows() []*row {
	if s.stl == nil {
		return s.rows
	}
	return append([]*row{s.stl}, s.rows...)
}

// competing gives the values of the rows that may be the best: those of
// multi-task methods none of whose seeds diverged or failed.
func (s *suiteResult) competing(rows []*row, value func(*row) float64) []float64 {
	values := make([]float64, len(rows))
	for i, r := range rows {
		values[i] = math.NaN()
		if r != s.stl && r.sound() {
			values[i] = value(r)
		}
	}
	return values
}

// kind is the block of a table that the row stands in.
func (r *row) kind() string { return kindOf(r.method) }

func kindOf(m record.Method) string {
	switch m.Kind {
	case "loss":
		return "loss-oriented"
	case "gradient":
		return "gradient-oriented"
	}
	return ""
}

// name is the row's label with what went wrong: "MGDA (diverged 2/3)".
func (r *row) name() string {
	var parts []string
	for _, what := range []struct {
		status record.Status
		word   string
	}{{record.Diverged, "diverged"}, {record.Failed, "failed"}, {"", "not run"}} {
		n := 0
		for _, run := range r.runs {
			if run.status == what.status {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d/%d", what.word, n, len(r.runs)))
		}
	}
	if len(parts) == 0 {
		return r.label
	}
	return r.label + " (" + strings.Join(parts, ", ") + ")"
}

// deltaTable shows how each task changes against single-task training and
// both definitions of delta-m. Beyond the width of a page the tasks are left
// to the CSV.
func (s *suiteResult) deltaTable() *table {
	names := s.deltaTasks()
	t := &table{head: []string{"Method"}}
	for _, name := range names {
		t.head = append(t.head, name+"\n% ↓")
	}
	t.head = append(t.head, "Δm % ↓\nover metrics", "Δm % ↓\nper task", "Δm − Δm\nof LS")
	for _, r := range s.rows {
		cells := plain(r.name())
		for _, name := range names {
			cells = append(cells, cell{text: fixed(r.against.of(name), 2)})
		}
		a := r.against
		t.kinds = append(t.kinds, r.kind())
		t.add(append(cells, plain(a.over.meanSD(2), a.per.meanSD(2), a.toLS.text())...)...)
	}
	for j, name := range names {
		t.markBest(j+1, s.competing(s.rows, func(r *row) float64 { return r.against.of(name) }), false)
	}
	n := len(names)
	t.markBest(n+1, s.competing(s.rows, func(r *row) float64 { return r.against.over.mean }), false)
	t.markBest(n+2, s.competing(s.rows, func(r *row) float64 { return r.against.per.mean }), false)
	return t
}

// deltaTasks are the tasks that the relative changes are shown of.
func (s *suiteResult) deltaTasks() []string {
	base := s.stl.means()
	names, _ := TaskChanges(base, base, s.info.Metrics)
	if len(names) > wide {
		return nil
	}
	return names
}

// of is the relative change of a task, NaN where it has none.
func (c comparison) of(task string) float64 {
	for k, name := range c.names {
		if name == task {
			return c.tasks[k]
		}
	}
	return math.NaN()
}

// text prints the difference; "~" when it is not significant.
func (d difference) text() string {
	if !math.IsNaN(d.mean) && !d.significant() {
		return "~"
	}
	return fixed(d.mean, 2)
}
