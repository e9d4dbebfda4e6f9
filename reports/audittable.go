package reports

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Text writes the published tables with what they give when recomputed, for
// a terminal.
func (p *Published) Text(w io.Writer) error {
	return p.write(&document{w: w, put: func(t *table) error { return t.text(w) }, spell: func(s string) string { return s }})
}

// Markdown writes the same as Text as Markdown.
func (p *Published) Markdown(w io.Writer) error {
	return p.write(&document{w: w, heading: "## ", put: func(t *table) error { return t.markdown(w) }, spell: escape})
}

// auditLegend explains the marks.
const auditLegend = "= agrees; ≈ within what the printed digits of the metrics leave open (the range); ≠ no rounding of the printed metrics gives it."

// document writes tables with their titles and text, as terminal text or
// Markdown, until the first error.
type document struct {
	w       io.Writer
	heading string
	put     func(*table) error
	spell   func(string) string
	err     error
}

func (d *document) say(format string, args ...any) {
	if d.err == nil {
		_, d.err = fmt.Fprintf(d.w, format, args...)
	}
}

func (d *document) show(title string, t *table) {
	d.say("%s%s\n\n", d.heading, d.spell(title))
	if d.err == nil {
		d.err = d.put(t)
	}
	d.say("\n")
}

func (p *Published) write(d *document) error {
	d.show(p.Title+": published rows, and Δm recomputed from the printed metrics", p.deltaAuditTable())
	if t := p.rankAuditTable(); t != nil {
		d.show(p.Title+": published MR, and MR recomputed from the printed metrics", t)
	}
	d.say("%s\n\nΔm %% over metrics: mean relative change against %s over all metrics, the definition of all these tables. "+
		"Δm %% per task: the mean within each task first, then over tasks. Both: lower is better.\n", d.spell(auditLegend), p.Baseline)
	if p.Precise != nil {
		d.say("“released base” divides by the baseline with the digits of the released code: %s.\n", strings.Trim(fmt.Sprint(p.Precise), "[]"))
	}
	for _, item := range p.remarks() {
		d.say("\n- %s", d.spell(item))
	}
	d.say("\n\n")
	for _, e := range p.Extras {
		d.show(e.Title+". "+e.Source, e.table())
	}
	return d.err
}

// deltaAuditTable has the rows as printed and delta-m beside.
func (p *Published) deltaAuditTable() *table {
	t := &table{head: []string{"Method"}}
	values := slices.ContainsFunc(p.Rows, func(r publishedRow) bool { return r.Values != nil })
	if values {
		for _, m := range p.metrics() {
			t.head = append(t.head, heading(m))
		}
	}
	t.head = append(t.head, "Δm %\nprinted")
	if values {
		t.head = append(t.head, "Δm %\nrecomputed", "", "range", "Δm %\nper task")
	}
	if p.Precise != nil {
		t.head = append(t.head, "released\nbase")
	}
	for _, a := range p.auditDelta() {
		t.add(plain(p.deltaAuditRow(a, values)...)...)
	}
	return t
}

func (p *Published) deltaAuditRow(a deltaAudit, values bool) []string {
	texts := []string{a.row.Method}
	if values {
		for i := range p.Metrics {
			texts = append(texts, textOf(a.row.Values, i))
		}
	}
	delta := none
	if a.row.Delta != nil {
		delta = a.row.Delta.text
	}
	texts = append(texts, delta)
	if values {
		texts = append(texts, fixed(a.over, 2), string(a.verdict), between(a.low, a.high), fixed(a.per, 2))
	}
	if p.Precise != nil {
		precise := math.NaN()
		if a.row.Values != nil && a.row.Method != p.Baseline {
			precise = DeltaMetrics(numbers(a.row.Values), p.Precise, p.metrics())
		}
		texts = append(texts, fixed(precise, 2))
	}
	return texts
}

func textOf(values []printed, i int) string {
	if values == nil {
		return none
	}
	return values[i].text
}

func between(low, high float64) string {
	if math.IsNaN(low) {
		return none
	}
	return fixed(low, 2) + " to " + fixed(high, 2)
}

// rankAuditTable has the MR of each table, printed and recomputed; nil when
// no table prints any.
func (p *Published) rankAuditTable() *table {
	audits := p.auditRanks()
	if len(audits) == 0 {
		return nil
	}
	t := &table{head: []string{"Method"}}
	for _, a := range audits {
		t.head = append(t.head, a.table.Name+"\nprinted")
		if a.checked() {
			t.head = append(t.head, "recom-\nputed")
		}
		if a.table.Copied != nil {
			t.head = append(t.head, "true\nrows")
		}
	}
	for _, r := range p.Rows {
		texts := []string{r.Method}
		for _, a := range audits {
			texts = append(texts, a.texts(r.Method)...)
		}
		if slices.ContainsFunc(audits, func(a rankAudit) bool { return r.MR[a.table.Name].text != "" }) {
			t.add(plain(texts...)...)
		}
	}
	return t
}

// checked says that the table's ranks could be recomputed.
func (a rankAudit) checked() bool {
	return slices.ContainsFunc(a.rows, func(r rankedRow) bool { return r.verdict != unchecked })
}

// texts are the table's cells of a method.
func (a rankAudit) texts(method string) []string {
	out := []string{none, none, none}
	for _, r := range a.rows {
		if r.method == method {
			out = []string{
				r.printed.text,
				fixed(r.recomputed, 2) + " " + string(r.verdict),
				fixed(r.mended, 2) + " " + string(r.mendedVerdict),
			}
		}
	}
	switch {
	case !a.checked():
		return out[:1]
	case a.table.Copied == nil:
		return out[:2]
	}
	return out
}

// remarks are the notes of the rows, the errata, and what sums say.
func (p *Published) remarks() []string {
	out := append(p.notes(), p.Errata...)
	for _, a := range p.auditRanks() {
		n := len(a.rows)
		text := fmt.Sprintf("The MR column of %s sums to %.2f over %d methods; ranks that share a place by halves sum to %.1f counted from 1 and to %.1f counted from 0.",
			a.table.Name, a.sum, n, float64(n*(n+1))/2, float64(n*(n-1))/2)
		if a.table.From0 && a.checked() {
			text += " It counts from 0, and so do the recomputed ranks beside it."
		}
		out = append(out, text)
	}
	var sources []string
	for _, t := range p.Tables {
		sources = append(sources, t.Source)
	}
	return append(out, "Sources: "+strings.Join(sources, "; ")+".")
}

// notes are what is said of single rows; rows with the same note share it.
func (p *Published) notes() []string {
	var order []string
	methods := map[string][]string{}
	for _, r := range p.Rows {
		if r.Note != "" && methods[r.Note] == nil {
			order = append(order, r.Note)
		}
		methods[r.Note] = append(methods[r.Note], r.Method)
	}
	for i, note := range order {
		order[i] = strings.Join(methods[note], ", ") + ": " + note
	}
	return order
}

// table shows the extra with its recomputed column.
func (e publishedExtra) table() *table {
	t := &table{head: append([]string{""}, e.Columns...)}
	if e.Weights != nil {
		t.head = append(t.head, "recomputed", "")
	} else if e.RelativeTo != "" {
		t.head = append(t.head, "× "+e.RelativeTo+"\nrecomputed", "")
	}
	for i, r := range e.Rows {
		texts := []string{r.Name}
		for _, v := range r.Values {
			if v == nil {
				texts = append(texts, none)
			} else {
				texts = append(texts, v.text)
			}
		}
		if e.Weights != nil || e.RelativeTo != "" {
			got, verdict := e.recompute(i)
			texts = append(texts, fixed(got, 2), string(verdict))
		}
		t.add(plain(texts...)...)
	}
	return t
}

// recompute gives the row's last column as its others, or the first column
// over that of the row referred to, make it.
func (e publishedExtra) recompute(i int) (float64, verdict) {
	values := e.Rows[i].Values
	last := values[len(values)-1]
	if e.Weights != nil {
		var sum, total, slack float64
		for j, w := range e.Weights {
			sum += w * values[j].value
			total += w
			slack += w * values[j].half()
		}
		slack /= total
		return sum / total, judge(last, sum/total, sum/total-slack, sum/total+slack, last.half())
	}
	for _, r := range e.Rows {
		if r.Name == e.RelativeTo && values[0] != nil {
			ratio := values[0].value / r.Values[0].value
			if len(values) == 1 {
				return ratio, unchecked
			}
			return ratio, judge(last, ratio, ratio, ratio, last.half())
		}
	}
	return math.NaN(), unchecked
}
