package reports

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// namedTable is a table of the report with its forms.
type namedTable struct {
	name  string     // stem of its files
	suite string     // overSuites for all
	title string     // caption
	rows  [][]string // in full precision, a head and lines; nil where another table has its numbers
	show  *table     // to read; nil where there is nothing to show
}

// roomy is the largest number of metrics whose deviations a printed page has
// room for.
const roomy = 4

// stem is a suite's name in the names of files: that of a set of a collection
// has a slash.
func stem(suite string) string { return strings.ReplaceAll(suite, "/", "-") }

// tables are the tables of the report.
func (res *results) tables() []namedTable {
	var out []namedTable
	for _, s := range res.suites {
		out = append(out, namedTable{stem(s.name), s.name, s.title(), s.metricRows(), s.table(len(s.info.Metrics) <= roomy)})
		delta := namedTable{stem(s.name) + "_delta", s.name, s.title() + ": change against single-task training", s.deltaRows(), nil}
		if s.hasBaseline() {
			delta.show = s.deltaTable()
			out = append(out, namedTable{stem(s.name) + "_sure", s.name, s.title() + ": how sure is it", nil, s.inferTable()})
		}
		out = append(out, delta)
		if t := res.alignmentTable(s); t != nil {
			out = append(out, namedTable{stem(s.name) + "_alignment", s.name, s.title() + ": do the tasks advance together", res.alignmentRows(s), t})
		}
	}
	out = append(out, namedTable{"summary", overSuites, "Change against single-task training, Δm %", res.summaryRows(), res.summaryTable()})
	if list := res.contenders; len(list) > 0 {
		out = append(out, namedTable{"over_suites", overSuites, "Over suites", contenderRows(list), contenderTable(list)})
	}
	out = append(out, namedTable{"cost", overSuites, "Cost of a step", res.costRows(), nil})
	for _, costs := range res.costsBySuite() {
		suite := costs[0].Key.Suite
		out = append(out, namedTable{"cost_" + stem(suite), suite, res.costCaption(costs), nil, res.costTable(costs)})
	}
	return append(out, namedTable{"times", overSuites, "Run times", res.timeRows(), nil})
}

// render makes every file of the report, by its path below the report's
// folder with slashes.
func render(in Input) (map[string][]byte, error) {
	res, err := aggregate(in)
	if err != nil {
		return nil, err
	}
	files, origin := map[string][]byte{}, map[string]string{}
	add := func(name, suite string, content []byte) { files[name], origin[name] = content, suite }
	pictures, err := res.draw()
	if err != nil {
		return nil, err
	}
	for _, list := range pictures {
		for _, p := range list {
			add(figuresDir+"/"+p.name+".svg", p.suite, p.svg)
			add(figuresDir+"/"+p.name+".png", p.suite, p.png)
		}
	}
	for _, t := range res.tables() {
		forms, err := t.forms(res.source(t.suite))
		if err != nil {
			return nil, err
		}
		for extension, content := range forms {
			add(tablesDir+"/"+t.name+extension, t.suite, content)
		}
	}
	text, err := res.report(pictures)
	if err != nil {
		return nil, err
	}
	add("report.md", overSuites, text)
	page, err := res.html(pictures)
	if err != nil {
		return nil, err
	}
	add("report.html", overSuites, page)
	files["provenance.json"], err = res.provenance(origin, nil)
	return files, err
}

// forms are the table's files by extension.
func (t namedTable) forms(from source) (map[string][]byte, error) {
	out := map[string][]byte{}
	if t.rows != nil {
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(t.rows); err != nil {
			return nil, err
		}
		out[".csv"] = b.Bytes()
		var err error
		if out[".json"], err = jsonRows(t.rows, from); err != nil {
			return nil, err
		}
	}
	if t.show != nil {
		out[".tex"] = t.show.latex(t.title, "tab:"+t.name, from)
	}
	return out, nil
}
