package reports

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/mtobench/mtobench/reports/record"
)

// writer builds a Markdown document: every block is followed by a blank line.
type writer struct {
	bytes.Buffer
	err error // the first of rendering a table
}

// line writes a heading or another block of one line.
func (w *writer) line(text string) { fmt.Fprintf(w, "%s\n\n", text) }

// para writes a paragraph.
func (w *writer) para(text string) { w.line(text) }

// list writes bullets; nothing when there are none.
func (w *writer) list(items []string) {
	for _, item := range items {
		fmt.Fprintf(w, "- %s\n", item)
	}
	if len(items) > 0 {
		w.WriteByte('\n')
	}
}

// table writes a table.
func (w *writer) table(t *table) {
	if err := t.markdown(w); err != nil && w.err == nil {
		w.err = err
	}
	w.WriteByte('\n')
}

// picture embeds a picture of the figures folder with its caption.
func (w *writer) picture(p picture) {
	subject := escape(p.subject)
	w.line(fmt.Sprintf("![%s](%s/%s.svg)", subject, figuresDir, p.name))
	w.line(fmt.Sprintf("**%s**: %s ([PNG](%s/%s.png))", subject, p.caption, figuresDir, p.name))
}

// machinesOf lists the machines of records, each once, sorted.
func machinesOf[T any](records []T, machine func(T) record.Machine) []string {
	var names []string
	for _, r := range records {
		m := machine(r)
		name := fmt.Sprintf("%s, %s, %s/%s, %s, %s kernels", m.CPU, count(m.Cores, "core"), m.OS, m.Arch, m.Go, m.Kernel)
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
