package reports

import (
	"fmt"
	"math"
)

// inferTable says how sure the suite's delta-m are.
func (s *suiteResult) inferTable() *table {
	t := &table{head: []string{"Method", "seeds", "Δm % ↓\nover metrics", "standard\ndeviation", "standard\nerror", "95 % interval\n(bootstrap)",
		"Δm − Δm\nof LS", "p\n(Holm)", "Δm − Δm\nof the best", "p\n(Holm)", "P(better\nthan LS)"}}
	for _, r := range s.rows {
		a := r.against
		t.kinds = append(t.kinds, r.kind())
		t.add(plain(r.name(), fmt.Sprint(a.over.n), fixed(a.over.mean, 2), fixed(a.over.sd, 2), fixed(a.over.se(), 2), between(a.low, a.high),
			a.toLS.marked(), fixed(a.toLS.holm, 3), a.toBest.marked(), fixed(a.toBest.holm, 3), fixed(a.improves, 2))...)
	}
	t.markBest(2, s.competing(s.rows, func(r *row) float64 { return r.against.over.mean }), false)
	return t
}

// marked prints the difference, with "~" where it is not significant.
func (d difference) marked() string {
	if math.IsNaN(d.mean) || d.significant() {
		return fixed(d.mean, 2)
	}
	return "~ " + fixed(d.mean, 2)
}

// writeInference writes the section on how sure the suite's delta-m are.
func (s *suiteResult) writeInference(w *writer) {
	w.line("### " + escape(s.title()) + ": how sure is it")
	for _, warning := range s.warnings() {
		w.para(warning)
	}
	w.table(s.inferTable())
	best := "none"
	if s.best != nil {
		best = escape(s.best.label)
	}
	w.para(fmt.Sprintf("The best: %s, which was chosen by the same numbers that it is compared by. "+
		"Deviation and standard error are over the seeds’ own Δm. `~` marks a difference whose p-value, corrected for the number of rows, is above %s.", best, short(level)))
}
