package reports

import (
	"regexp"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// literature are suites of the names and metrics that papers print tables of,
// and one of a name that they print but of other metrics.
func literature(t *testing.T) []fakeSuite {
	nyu := fakeScenes()
	nyu.name = "nyuv2"
	out := []fakeSuite{nyu}
	for _, name := range []string{"cityscapes", "qm9", "celeba"} {
		p, err := PublishedTables(name)
		if err != nil {
			t.Fatal(err)
		}
		s := fakeSuite{name: name, info: record.Suite{Title: p.Title, Source: "made for the test"}, protocol: nyu.protocol}
		for i, m := range p.metrics() {
			m.Digits = 3
			s.info.Metrics = append(s.info.Metrics, m)
			s.base = append(s.base, 1+float64(i))
			if n := len(s.info.Tasks); n == 0 || s.info.Tasks[n-1] != m.Task {
				s.info.Tasks = append(s.info.Tasks, m.Task)
			}
		}
		out = append(out, s)
	}
	return out
}

func literatureInput(t *testing.T) Input {
	return inputOf(append(literature(t), fakeScenes())...)
}

func inputOf(suites ...fakeSuite) Input {
	in := Input{Profile: tasks.Quick, Order: fakeOrder}
	for _, s := range suites {
		for seed := uint64(1); seed <= 3; seed++ {
			for task := range s.info.Tasks {
				in.Cells = append(in.Cells, s.cell("stl", record.Method{Title: "STL", Kind: "baseline"}, nil, task, seed, 0))
			}
			for _, m := range fakeMethods {
				in.Cells = append(in.Cells, s.cell(m.name, m.method, m.settings, tasks.AllTasks, seed, m.gain))
			}
		}
	}
	return in
}

// squeezed is a table's text without what aligns it.
func squeezed(text string) string { return regexp.MustCompile(` +`).ReplaceAllString(text, " ") }

// Published rows stand marked in a block of their own, with the digits of
// print, in Markdown, LaTeX and HTML; no line of a measured row changes.
func TestPublishedRows(t *testing.T) {
	in := literatureInput(t)
	without := write(t, in)
	in.Published = true
	with := write(t, in)
	text := squeezed(with["report.md"])
	for _, want := range []string{
		"| *published: other runs, not ranked* | |",
		"| GO4Align † | 40.42 | 65.37 | 0.5492 | 0.2167 | 24.76 | 18.94 | 30.54 | 57.87 | 69.84 | – | -6.08 | – |", // GO4Align (2024), table of NYUv2
		"| UW † | 72.02 | 92.85 | 0.0140 | 30.13 | – | 5.89 | – |",                                                 // Nash-MTL (2022), table of CityScapes
		"| LS † | – | – | – | – | 4.15 | – |",                                                                      // FAMO (2023), table of CelebA
		"`bench published nyuv2`",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("report.md lacks %s", want)
		}
	}
	for line := range strings.Lines(squeezed(without["report.md"])) {
		if strings.HasPrefix(line, "| ") && !strings.Contains(line, "---") && !strings.Contains(text, line) {
			t.Errorf("a measured line changed: %s", line)
		}
	}
	if !strings.Contains(with["tables/qm9.tex"], `GO4Align $\dagger$ & `) || strings.Contains(with["tables/scenes.tex"], "dagger") {
		t.Error("LaTeX: published rows are missing, or in a suite that papers do not have")
	}
	if !strings.Contains(with["report.html"], `<th scope="rowgroup" colspan="13">published: other runs, not ranked</th>`) {
		t.Error("HTML has no block of published rows")
	}
	if with["tables/nyuv2.csv"] != without["tables/nyuv2.csv"] || strings.Contains(without["report.md"], "†") {
		t.Error("published numbers are where only measured ones belong")
	}
}

// Of a suite that has other metrics than the papers, only delta-m is shown.
func TestPublishedRowsOfOtherMetrics(t *testing.T) {
	in := inputOf(literature(t)[0])
	in.Published = true
	for i := range in.Cells {
		if c := &in.Cells[i]; c.Key.Suite == "nyuv2" {
			c.Suite.Metrics, c.Metrics = c.Suite.Metrics[:5], c.Metrics[:5]
		}
	}
	text := squeezed(text(t, in))
	for _, want := range []string{"| GO4Align † | – | – | – | – | – | – | -6.08 | – |", "9 metrics are not those of this suite"} {
		if !strings.Contains(text, want) {
			t.Errorf("report.md lacks %s", want)
		}
	}
}

// The report remembers that it has published rows, so that it verifies.
func TestPublishedRowsVerify(t *testing.T) {
	in := inputOf(literature(t)[1])
	in.Published = true
	dir := t.TempDir()
	if err := Write(dir, in); err != nil {
		t.Fatal(err)
	}
	in.Published = false
	lines, err := Verify(dir, in)
	if err != nil || len(lines) > 0 {
		t.Errorf("%v %q", err, lines)
	}
}
