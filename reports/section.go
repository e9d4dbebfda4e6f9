package reports

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/mtobench/mtobench/tasks"
)

// title is the suite's name for readers.
func (s *suiteResult) title() string { return cmp.Or(s.info.Title, s.name) }

// writeSuite writes the suite's section.
func (res *results) writeSuite(w *writer, s *suiteResult, pictures []picture) {
	from := res.source(s.name)
	w.line("## " + escape(s.title()))
	w.list(s.protocolItems())
	w.table(s.table(true))
	if len(s.info.Metrics) > wide {
		w.para(fmt.Sprintf("The %d metrics one by one are in [%s.csv](%s/%s.csv); here stand their means and, for each method, "+
			"the relative change against STL of its worst and best task.", len(s.info.Metrics), stem(s.name), tablesDir, stem(s.name)))
	}
	w.list(s.notes())
	if note := s.publishedNote(); note != "" {
		w.para(note)
	}
	if line := s.settingsLine(); line != "" {
		w.para(line)
	}
	if s.hasBaseline() {
		w.line("### " + escape(s.title()) + ": change against single-task training")
		w.table(s.deltaTable())
		s.writeInference(w)
	}
	res.writeAlignment(w, s)
	w.para(fmt.Sprintf("Tables in full precision: [%[1]s.csv](%[2]s/%[1]s.csv) (every metric), "+
		"[%[1]s_delta.csv](%[2]s/%[1]s_delta.csv) (Δm, MR, cost, how the cells ended).", stem(s.name), tablesDir))
	w.para("Made from: " + escape(from.String()) + ". The records one by one: [provenance.json](provenance.json).")
	for _, p := range pictures {
		w.picture(p)
	}
}

// why is what is missing, without the words that every such error begins with.
func (m Missing) why() string {
	return strings.TrimSuffix(strings.TrimPrefix(m.Why, tasks.ErrNoData.Error()+": "), ".")
}

// get is how to get it; an address in it stays a link.
func (m Missing) get() string {
	if strings.Contains(m.Get, "://") {
		return m.Get
	}
	return escape(m.Get)
}

// item says what is missing and how to get it.
func (m Missing) item() string {
	return fmt.Sprintf("**%s** (`%s`): %s. To get it: %s", escape(cmp.Or(m.Title, m.Name)), m.Name, escape(m.why()), m.get())
}

// writeMissing lists the suites that were not run.
func (res *results) writeMissing(w *writer) {
	if len(res.in.Missing) == 0 {
		return
	}
	w.line("## Not run: no data")
	var items []string
	for _, m := range res.in.Missing {
		items = append(items, m.item())
	}
	w.list(items)
}
