package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// line is a method over all suites that have a delta-m.
type line struct {
	label  string
	deltas []estimate // one for each compared suite, n 0 where there is none
	ranks  []float64  // of delta-m within the suite; NaN where there is none
}

// compared are the suites that have a delta-m.
func (res *results) compared() []*suiteResult {
	return slices.DeleteFunc(slices.Clone(res.suites), func(s *suiteResult) bool { return !s.hasBaseline() })
}

// lines are the methods in table order over the suites of compared.
func (res *results) lines() []line {
	suites := res.compared()
	var rows []*row
	var keys []string
	for _, s := range suites {
		for _, r := range s.rows {
			if !slices.Contains(keys, r.label) {
				keys, rows = append(keys, r.label), append(rows, r)
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b *row) int {
		return compareMethods(res.in.Order, a.id(), b.id())
	})
	lines := make([]line, len(rows))
	for i, r := range rows {
		lines[i] = line{label: r.label, deltas: make([]estimate, len(suites)), ranks: make([]float64, len(suites))}
	}
	for j, s := range suites {
		deltas := make([]float64, len(lines))
		for i := range lines {
			lines[i].deltas[j] = noEstimate
			if k := slices.IndexFunc(s.rows, func(r *row) bool { return r.label == lines[i].label }); k >= 0 {
				lines[i].deltas[j] = s.rows[k].against.over
			}
			deltas[i] = lines[i].deltas[j].mean
		}
		for i, rank := range Ranks(deltas, false) {
			lines[i].ranks[j] = rank
		}
	}
	return lines
}

// meanRank averages the ranks that there are; n is their number.
func (l line) meanRank() (mean float64, n int) {
	var sum float64
	for _, r := range l.ranks {
		if !math.IsNaN(r) {
			sum += r
			n++
		}
	}
	return sum / float64(n), n
}

// summaryTable has a row for each method and a column for each suite; nil
// when no suite has a delta-m.
func (res *results) summaryTable() *table {
	suites, lines := res.compared(), res.lines()
	if len(lines) == 0 {
		return nil
	}
	t := &table{head: []string{"Method"}}
	for _, s := range suites {
		t.head = append(t.head, s.title())
	}
	t.head = append(t.head, "mean rank ↓")
	means := make([]float64, len(lines))
	for i, l := range lines {
		cells := plain(l.label)
		for _, d := range l.deltas {
			cells = append(cells, cell{text: fixed(d.mean, 2)})
		}
		mean, n := l.meanRank()
		text := fixed(mean, 2)
		means[i] = mean
		if n > 0 && n < len(suites) {
			text += fmt.Sprintf(" (%d of %d)", n, len(suites))
			means[i] = math.NaN()
		}
		t.add(append(cells, cell{text: text})...)
	}
	for j := range suites {
		column := make([]float64, len(lines))
		for i, l := range lines {
			column[i] = l.deltas[j].mean
		}
		t.markBest(j+1, column, false)
	}
	t.markBest(len(suites)+1, means, false)
	return t
}

// writeSummary writes the section over all suites.
func (res *results) writeSummary(w *writer) {
	w.line("## Summary")
	t := res.summaryTable()
	if t == nil {
		w.para("No suite has both multi-task results and a complete single-task baseline, so there is no Δm to summarise.")
		return
	}
	w.para("Δm % over metrics against the measured single-task training of each suite; lower is better.")
	w.table(t)
	w.para("The mean rank averages, over the suites in which the method has a Δm, its rank by Δm among the methods of that suite; " +
		"ties share the best rank. Every suite counts the same, whatever the size of its Δm or its number of tasks; Δm itself is not averaged over suites. " +
		"“(2 of 5)” means that the method has a Δm in 2 of the 5 suites, so that its mean rank does not compare with the others’ and is never bold. " +
		"A Δm from fewer seeds than were run counts like any other; the table of the suite says so.")
	if left := res.leftOut(); left != "" {
		w.para("Not in this table, for want of a baseline: " + escape(left) + ".")
	}
	w.para("Full precision: [summary.csv](" + tablesDir + "/summary.csv).")
}

// leftOut names the suites that have no delta-m.
func (res *results) leftOut() string {
	var names []string
	for _, s := range res.suites {
		if !s.hasBaseline() {
			names = append(names, s.title())
		}
	}
	return strings.Join(names, ", ")
}
