package reports

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

//go:embed page
var pageFiles embed.FS

// page is what the template of report.html shows. It needs no other file and
// no network.
type page struct {
	Style    template.CSS
	Script   template.JS
	What     []template.HTML
	HowTo    []template.HTML
	Friedman string
	Summary  []pageTable
	Figures  []pageFigure // over all suites
	Suites   []pageSuite
	Missing  []template.HTML
	Costs    []pageTable
	Methods  []string
	Seeds    []uint64
	Cells    []pageCell
}

type pageSuite struct {
	Name, Title, Source string
	Protocol            []template.HTML
	Warnings            []template.HTML
	Notes               []template.HTML
	Tables              []pageTable
	Figures             []pageFigure
}

// pageTable is a table whose columns sort.
type pageTable struct {
	Caption string
	Suite   string // overSuites where it is not of one
	Words   bool
	Head    []string
	Rows    []pageRow
}

// pageRow is a row; Method is the label that the filter goes by, empty for
// rows that always show. Block names the rows below it and stands alone.
type pageRow struct {
	Method string
	Block  string
	Cells  []pageTableCell
}

// pageTableCell is a cell; Sort is what it sorts by, empty for none.
type pageTableCell struct {
	Text, Sort   string
	Best, Second bool
}

type pageFigure struct {
	SVG     template.HTML
	Caption template.HTML
}

// html is report.html: everything of report.md but the run times, which
// differ from run to run, and a section for each cell.
func (res *results) html(pictures map[string][]picture) ([]byte, error) {
	text, err := template.ParseFS(pageFiles, "page/page.html")
	if err != nil {
		panic("reports: " + err.Error())
	}
	p := page{
		Style: template.CSS(pageFile("style.css")), Script: template.JS(pageFile("script.js")),
		What: inlineAll(res.what()), HowTo: inlineAll(howTo),
		Figures: figures(pictures[overSuites]), Cells: res.pageCells(),
		Summary: res.pageSummary(), Costs: res.pageCosts(),
	}
	if list := res.contenders; len(list) > 0 {
		p.Friedman = friedmanText(list, len(list[0].runs))
	}
	for _, s := range res.suites {
		p.Suites = append(p.Suites, res.pageSuite(s, pictures[s.name]))
	}
	for _, m := range res.in.Missing {
		p.Missing = append(p.Missing, inline(m.item()))
	}
	p.Methods, p.Seeds = res.choices()
	var b bytes.Buffer
	err = text.Execute(&b, p)
	return b.Bytes(), err
}

func pageFile(name string) string {
	b, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic("reports: " + err.Error())
	}
	return string(b)
}

// pageSummary are the tables over all suites.
func (res *results) pageSummary() []pageTable {
	var out []pageTable
	var labels []string
	if t := res.summaryTable(); t != nil {
		for _, l := range res.lines() {
			labels = append(labels, l.label)
		}
		out = append(out, t.page("Δm % over metrics of each suite", overSuites, labels))
	}
	if list := res.contenders; len(list) > 0 {
		labels = nil
		for _, c := range list {
			labels = append(labels, c.row.label)
		}
		out = append(out, contenderTable(list).page("Over suites: interquartile mean of Δm %", overSuites, labels))
	}
	return out
}

// pageCosts are the tables of the cost of a step.
func (res *results) pageCosts() []pageTable {
	var out []pageTable
	for _, costs := range res.costsBySuite() {
		var labels []string
		for _, c := range costs {
			labels = append(labels, res.labels[keyOf(c.Key)])
		}
		out = append(out, res.costTable(costs).page(res.costCaption(costs), costs[0].Key.Suite, labels))
	}
	return out
}

// choices are what the filters offer.
func (res *results) choices() (methods []string, seeds []uint64) {
	for _, s := range res.suites {
		for _, r := range s.allRows() {
			if !slices.Contains(methods, r.label) {
				methods = append(methods, r.label)
			}
		}
		for _, c := range s.cells {
			seeds = append(seeds, c.Key.Seed)
		}
	}
	distinct(&seeds)
	return methods, seeds
}

func (res *results) pageSuite(s *suiteResult, pictures []picture) pageSuite {
	p := pageSuite{
		Name: s.name, Title: s.title(), Source: res.source(s.name).String(), Figures: figures(pictures),
		Protocol: inlineAll(s.protocolItems()), Notes: inlineAll(s.notes()), Warnings: inlineAll(s.warnings()),
	}
	if note := s.publishedNote(); note != "" {
		p.Notes = append(p.Notes, inline(note))
	}
	if line := s.settingsLine(); line != "" {
		p.Notes = append(p.Notes, inline(line))
	}
	var labels []string
	for _, r := range s.rows {
		labels = append(labels, r.label)
	}
	all := labels
	if s.stl != nil {
		all = append([]string{""}, labels...) // the baseline always shows
	}
	p.Tables = append(p.Tables, s.table(true).page(s.title(), s.name, all))
	if s.hasBaseline() {
		p.Tables = append(p.Tables, s.deltaTable().page(s.title()+": change against single-task training", s.name, labels),
			s.inferTable().page(s.title()+": how sure is it", s.name, labels))
	}
	if t := res.alignmentTable(s); t != nil {
		p.Tables = append(p.Tables, t.page(s.title()+": do the tasks advance together", s.name, labels))
		p.Notes = append(p.Notes, inlineAll(res.alignmentNotes(s))...)
	}
	return p
}

func figures(pictures []picture) []pageFigure {
	var out []pageFigure
	for _, p := range pictures {
		svg := p.svg[bytes.Index(p.svg, []byte("<svg")):]
		label := fmt.Sprintf(`<svg role="img" aria-label="%s" `, template.HTMLEscapeString(p.subject))
		svg = bytes.Replace(svg, []byte("<svg "), []byte(label), 1)
		out = append(out, pageFigure{template.HTML(svg), inline("**" + escape(p.subject) + "**: " + p.caption)})
	}
	return out
}

// page is the table for report.html; labels are the methods of its rows, of
// which those beyond always show.
func (t *table) page(caption, suite string, labels []string) pageTable {
	out := pageTable{Caption: caption, Suite: suite, Words: t.words, Head: t.head}
	for _, b := range t.blocks() {
		if b.kind != "" {
			out.Rows = append(out.Rows, pageRow{Block: b.kind})
		}
		for _, i := range b.rows {
			var r pageRow
			if i < len(labels) {
				r.Method = labels[i]
			}
			for _, c := range t.rows[i] {
				r.Cells = append(r.Cells, pageTableCell{c.text, sortKey(c.text), c.best, c.second})
			}
			out.Rows = append(out.Rows, r)
		}
	}
	return out
}

var leading = regexp.MustCompile(`^(?:~ )?(-?(?:[0-9.]+(?:e[-+][0-9]+)?|∞))(?:$|[ (])`)

// sortKey is what a cell sorts by: its leading number if there is one, nothing
// where it has no content, else its text.
func sortKey(text string) string {
	if text == none || text == "~" {
		return ""
	}
	m := leading.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	v, err := strconv.ParseFloat(strings.Replace(m[1], "∞", "Inf", 1), 64)
	switch {
	case err != nil:
		return text
	case math.IsInf(v, 0):
		return strings.Replace(m[1], "∞", "Infinity", 1)
	}
	return m[1]
}
