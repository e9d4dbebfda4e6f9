package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// alignmentTable says how far apart the tasks of each method converge and,
// where groups are planted, how well it finds them; nil where there is
// nothing to say.
func (res *results) alignmentTable(s *suiteResult) *table {
	if !s.aligned() || !slices.ContainsFunc(s.rows, func(r *row) bool { return s.converges(r, res.middle()).difference.n > 0 }) {
		return nil
	}
	t := &table{head: []string{"Method"}}
	for _, tol := range res.tolerances() {
		t.head = append(t.head, fmt.Sprintf("convergence\ndifference,\nwithin %s %% ↓", hundredths(tol)))
	}
	t.head = append(t.head, fmt.Sprintf("tasks not\nsettled\n(%s %%)", hundredths(res.middle())))
	planted := len(s.info.Groups) > 0
	if planted {
		t.head = append(t.head, "adjusted\nRand index,\nwhole run ↑", "adjusted\nRand index,\nlast tenth ↑")
	}
	for _, r := range s.rows {
		texts := []string{r.name()}
		for _, tol := range res.tolerances() {
			texts = append(texts, s.converges(r, tol).difference.meanSD(2))
		}
		texts = append(texts, percent(s.converges(r, res.middle()).unsettled))
		if planted {
			all, end := s.found(r)
			texts = append(texts, all.meanSD(3), end.meanSD(3))
		}
		t.kinds = append(t.kinds, r.kind())
		t.add(plain(texts...)...)
	}
	for i, tol := range res.tolerances() {
		t.markBest(i+1, s.competing(s.rows, func(r *row) float64 { return s.converges(r, tol).difference.mean }), false)
	}
	return t
}

// middle is the tolerance of the pictures.
func (res *results) middle() float64 { return res.tolerances()[len(res.tolerances())/2] }

// percent prints a share; – for none known.
func percent(share float64) string {
	if math.IsNaN(share) {
		return fixed(share, 0)
	}
	return fixed(100*share, 0) + " %"
}

// alignmentNotes say what the table's figures are and how they go with
// delta-m.
func (res *results) alignmentNotes(s *suiteResult) []string {
	split := "test"
	if s.protocol.Val > 0 {
		split = "validation"
	}
	notes := []string{fmt.Sprintf("The convergence difference is the deviation over tasks of the epoch from which on a task's %s metrics stay within a tolerance of their best, relative to it, mean over its metrics; "+
		"in epochs of %d, mean ± deviation over seeds. A task that is outside at the end counts as settled in the epoch after it. The paper that uses the measure does not give a tolerance; `-tolerance` sets others.", split, s.protocol.Epochs)}
	if s.hasBaseline() {
		var parts []string
		for _, tol := range res.tolerances() {
			if rho, n := s.alignmentCorrelation(tol); !math.IsNaN(rho) {
				parts = append(parts, fmt.Sprintf("%s (within %s %%, %d methods)", fixed(rho, 2), hundredths(tol), n))
			}
		}
		if len(parts) > 0 {
			notes = append(notes, "Spearman's rank correlation of the convergence difference with Δm over the methods: "+strings.Join(parts, ", ")+
				". Above 0, methods whose tasks converge together do better.")
		}
	}
	if len(s.info.Groups) > 0 {
		notes = append(notes, "The adjusted Rand index sets the groups of a step beside the planted ones: 1 is the same, 0 what chance gives.")
	}
	return notes
}

// writeAlignment writes the section on alignment.
func (res *results) writeAlignment(w *writer, s *suiteResult) {
	t := res.alignmentTable(s)
	if t == nil {
		return
	}
	w.line("### " + escape(s.title()) + ": do the tasks advance together")
	w.table(t)
	for _, note := range res.alignmentNotes(s) {
		w.para(note)
	}
}

// alignmentRows is the table in full precision.
func (res *results) alignmentRows(s *suiteResult) [][]string {
	rows := [][]string{{"method", "label", "settings", "tolerance", "convergence_difference", "std", "n", "unsettled_share",
		"rand_index", "rand_index_std", "rand_index_last_tenth", "rand_index_last_tenth_std"}}
	for _, r := range s.rows {
		for _, tol := range res.tolerances() {
			c := s.converges(r, tol)
			all, end := s.found(r)
			rows = append(rows, []string{r.key.method, r.label, r.key.settings, exact(tol), exact(c.difference.mean), exact(c.difference.sd),
				fmt.Sprint(c.difference.n), exact(c.unsettled), exact(all.mean), exact(all.sd), exact(end.mean), exact(end.sd)})
		}
	}
	return rows
}
