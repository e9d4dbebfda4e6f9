package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/tasks"
)

// publishedKind is the block of a table that holds what papers print.
const publishedKind = "published: other runs, not ranked"

// addPublished adds what papers print for the suite as a block of its own
// that has no part in ranks or in what is brought out.
func (s *suiteResult) addPublished(t *table, cols []column) {
	if s.published == nil {
		return
	}
	for i := range s.published.Rows {
		p := &s.published.Rows[i]
		cells := plain(p.Method + " †")
		says := false
		for _, c := range cols {
			text := none
			if c.printed != nil {
				text = c.printed(p)
			}
			says = says || text != none
			cells = append(cells, cell{text: text})
		}
		if says {
			t.add(cells...)
			t.kinds = append(t.kinds, publishedKind)
		}
	}
}

// printedMetric gives what published rows print of a metric of the suite, nil
// where the suite has other metrics than the papers.
func (s *suiteResult) printedMetric(metric int) func(*publishedRow) string {
	if s.published == nil || !s.samePublishedMetrics() {
		return nil
	}
	at := slices.Index(s.owned(), metric)
	if at < 0 {
		return nil
	}
	return func(p *publishedRow) string {
		if at >= len(p.Values) {
			return none
		}
		return p.Values[at].text
	}
}

// samePublishedMetrics says that the suite has the metrics of the papers, by
// their number, order and directions: names are spelled in many ways.
func (s *suiteResult) samePublishedMetrics() bool {
	return slices.EqualFunc(picked(s.info.Metrics, s.owned()), s.published.metrics(),
		func(a, b tasks.Metric) bool { return a.Higher == b.Higher })
}

// publishedNote says what the published rows are; "" without any.
func (s *suiteResult) publishedNote() string {
	if s.published == nil {
		return ""
	}
	var sources []string
	for _, t := range s.published.Tables {
		sources = append(sources, t.Source)
	}
	note := fmt.Sprintf("† Published rows are printed in papers: other code, other runs, the papers’ units, Δm against the papers’ own single-task training, with the protocol of the papers whatever this report’s is. "+
		"They have no part in MR or in what is bold. Sources: %s. What is known to be wrong in them: `bench published %s`.", escape(strings.Join(sources, "; ")), s.published.Suite)
	if !s.samePublishedMetrics() {
		note += fmt.Sprintf(" The papers’ %d metrics are not those of this suite and are left out.", len(s.published.Metrics))
	}
	return note
}
