package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/reports/internal/figure"
)

// changePicture shows how each task changes against single-task training
// under each method, as bars.
func (res *results) changePicture(s *suiteResult) (figure.Picture, string, bool) {
	f := figure.Bars{X: "task", Y: "change against STL, %", Gain: "better than STL", Loss: "worse than STL"}
	if !s.hasBaseline() {
		return figure.Picture{}, "", false
	}
	names, _ := TaskChanges(s.stl.means(), s.stl.means(), s.info.Metrics)
	rows := res.paneled(slices.DeleteFunc(slices.Clone(s.rows), func(r *row) bool { return allNaN(r.against.tasks) }))
	for _, r := range rows {
		p := figure.BarPanel{Title: r.label}
		for _, name := range names {
			p.Values = append(p.Values, r.against.of(name))
		}
		f.Panels = append(f.Panels, p)
	}
	if len(f.Panels) == 0 || len(names) < 2 {
		return figure.Picture{}, "", false
	}
	caption := "relative change of each task against single-task training, of the means over seeds, averaged over the metrics of the task; below zero is better."
	if len(names) <= maxPanels {
		caption += " Tasks:"
		for i, name := range names {
			caption += fmt.Sprintf(" %d %s,", i+1, escape(name))
		}
		caption = strings.TrimSuffix(caption, ",") + "."
	} else {
		caption += " Tasks are numbered in their order."
	}
	return f.Picture(), caption + res.paneledText(rows, len(s.rows)) + " A bar with a gap goes on beyond the axis.", true
}

// paneledText says which of so many rows have a panel, where paneled had to
// pick.
func (res *results) paneledText(rows []*row, of int) string {
	if len(rows) != maxPanels || of <= maxPanels {
		return ""
	}
	return fmt.Sprintf(" %d methods: LS%s and the best of the others.", len(rows), res.accentText(rows))
}

// paneled picks the rows that get a panel each: all, or where they are too
// many LS, the accented row and the best of the others, in their order.
func (res *results) paneled(rows []*row) []*row {
	if len(rows) <= maxPanels {
		return rows
	}
	chosen := slices.Clone(rows)
	slices.SortStableFunc(chosen, func(a, b *row) int {
		switch aa, bb := res.accented(a), res.accented(b); {
		case aa && !bb:
			return -1
		case bb && !aa:
			return 1
		}
		return compareMerit(a, b)
	})
	chosen = chosen[:maxPanels]
	return slices.DeleteFunc(slices.Clone(rows), func(r *row) bool { return !slices.Contains(chosen, r) })
}
