package reports

import (
	"bytes"
	"flag"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

var update = flag.Bool("update", false, "write the expected outputs in testdata anew")

// compare holds got against the file name of testdata.
func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			t.Fatalf("%s, line %d (-update writes it anew):\n got %s\nwant %s", name, i+1, gotLines[i], wantLines[i])
		}
	}
	t.Fatalf("%s: got %d lines, want %d", name, len(gotLines), len(wantLines))
}

// sixDigits rounds the numbers of a table: the last digits of a float64
// depend on the processor, where it fuses multiplication and addition.
func sixDigits(table string) string {
	return regexp.MustCompile(`-?[0-9]+\.[0-9]{6,}(e[-+][0-9]+)?`).ReplaceAllStringFunc(table, func(s string) string {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return s
		}
		return strconv.FormatFloat(v, 'g', 6, 64)
	})
}

// tree reads every file under dir.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func write(t *testing.T, in Input) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := Write(dir, in); err != nil {
		t.Fatal(err)
	}
	return tree(t, dir)
}

var fakeWritten map[string]string

// fakeFiles are the files of the report of fakeInput.
func fakeFiles(t *testing.T) map[string]string {
	t.Helper()
	if fakeWritten == nil {
		fakeWritten = write(t, fakeInput())
	}
	return fakeWritten
}

// text is report.md without its pictures.
func text(t *testing.T, in Input) string {
	t.Helper()
	res, err := aggregate(in)
	if err != nil {
		t.Fatal(err)
	}
	b, err := res.report(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestReport(t *testing.T) {
	files := fakeFiles(t)
	compare(t, "report.md", files["report.md"])
	for _, name := range []string{"scenes.csv", "scenes_delta.csv", "faces_delta.csv", "toy.csv", "summary.csv", "cost.csv"} {
		compare(t, name, sixDigits(files["tables/"+name]))
	}
	checkMarkdown(t, files)
}

// checkMarkdown checks that every table is rectangular and that every linked
// file exists.
func checkMarkdown(t *testing.T, files map[string]string) {
	t.Helper()
	bars := 0
	for i, line := range strings.Split(files["report.md"], "\n") {
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if strings.HasPrefix(line, "|") {
			if bars != 0 && n != bars {
				t.Errorf("report.md, line %d: %d bars in a table of %d", i+1, n, bars)
			}
			bars = n
		} else {
			bars = 0
		}
		if strings.HasSuffix(line, " ") || strings.Contains(line, "NaN") {
			t.Errorf("report.md, line %d: %q", i+1, line)
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(files["report.md"], -1) {
		if len(files[m[1]]) == 0 {
			t.Errorf("report.md links %s, which was not written", m[1])
		}
	}
}

func TestSummary(t *testing.T) {
	var b bytes.Buffer
	if err := Summary(&b, fakeInput()); err != nil {
		t.Fatal(err)
	}
	compare(t, "summary.txt", b.String())
}

// The order of the records does not show in a single byte, pictures included.
func TestOrderOfRecords(t *testing.T) {
	in, want := fakeInput(), fakeFiles(t)
	rng := tasks.Rand(1, "shuffle")
	rng.Shuffle(len(in.Cells), func(i, j int) { in.Cells[i], in.Cells[j] = in.Cells[j], in.Cells[i] })
	rng.Shuffle(len(in.Costs), func(i, j int) { in.Costs[i], in.Costs[j] = in.Costs[j], in.Costs[i] })
	got := write(t, in)
	if len(got) != len(want) {
		t.Errorf("%d files, then %d", len(want), len(got))
	}
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s differs", name)
		}
	}
}

// The clock shows in the last section only.
func TestClock(t *testing.T) {
	in := fakeInput()
	want := text(t, in)
	for i := range in.Cells {
		c := &in.Cells[i]
		c.Started = c.Started.Add(time.Hour)
		c.Finished = c.Finished.Add(2 * time.Hour)
		c.PeakRSS *= 2
		c.Phases.Forward *= 3
	}
	got := text(t, in)
	cut := func(s string) string { before, _, _ := strings.Cut(s, "## Run times"); return before }
	if cut(got) != cut(want) || got == want {
		t.Error("the clock shows above the run times, or not in them")
	}
}

// Two seeds give means, but no deviation and no interval.
func TestTwoSeeds(t *testing.T) {
	in := fakeInput()
	var cells []record.Cell
	for _, c := range in.Cells {
		if c.Key.Seed < 3 {
			cells = append(cells, c)
		}
	}
	in.Cells = cells
	for _, line := range strings.Split(text(t, in), "\n") {
		if strings.HasPrefix(line, "|") && regexp.MustCompile(`±|\(-?[0-9.]+ to `).MatchString(line) {
			t.Errorf("an interval of two seeds: %s", line)
		}
	}
}

func TestEmpty(t *testing.T) {
	files := write(t, Input{Profile: tasks.Quick, Missing: []Missing{{Name: "qm9", Title: "QM9", Why: "no file", Get: "get it"}}})
	if text := files["report.md"]; !strings.Contains(text, "**QM9** (`qm9`): no file. To get it: get it") {
		t.Errorf("the missing suite is not named:\n%s", text)
	}
}

// Without single-task cells there is no delta-m, and the report says so.
func TestWithoutBaseline(t *testing.T) {
	in := fakeInput()
	var cells []record.Cell
	for _, c := range in.Cells {
		if c.Key.Task == tasks.AllTasks {
			cells = append(cells, c)
		}
	}
	in.Cells = cells
	files := write(t, in)
	text := files["report.md"]
	if !strings.Contains(text, "No Δm: single-task training was not run.") || strings.Contains(text, "### Scenes (NYUv2-like): change") {
		t.Error("the report does not say that there is no baseline")
	}
	if _, drawn := files["figures/scenes_time.svg"]; drawn {
		t.Error("a picture of delta-m without delta-m")
	}
	checkMarkdown(t, files)
}

// A variant of a method is a row of its own, named by what differs, in every
// suite and in the order of the numbers.
func TestVariants(t *testing.T) {
	in := fakeInput()
	last := fakeMethods[len(fakeMethods)-1]
	for _, groups := range []string{"10", "3"} {
		for seed := uint64(1); seed <= 3; seed++ {
			set := map[string]string{"beta": "0.0001", "groups": groups}
			in.Cells = append(in.Cells, fakeScenes().cell(last.name, last.method, set, tasks.AllTasks, seed, 0.05))
		}
	}
	res, err := aggregate(in)
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, s := range res.suites {
		for _, r := range s.rows {
			if r.key.method == last.name {
				labels = append(labels, s.name+" "+r.label)
			}
		}
	}
	want := "toy GO4Align (groups=2); scenes GO4Align (groups=2); scenes GO4Align (groups=3); scenes GO4Align (groups=10); faces GO4Align (groups=2)"
	if got := strings.Join(labels, "; "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if text := text(t, in); !strings.Contains(text, "GO4Align (groups=10) beta=0.0001, groups=10") {
		t.Error("the settings of a variant are not listed")
	}
}

// Names that mean something to Markdown come out as they are.
func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"a|b":           `a\|b`,
		"<11.25 & *x*":  `&lt;11.25 &amp; \*x\*`,
		"_snake_case_":  `\_snake_case\_`,
		"[0](1) ~`c`~":  "\\[0\\](1) \\~\\`c\\`\\~",
		`back\slash`:    `back\\slash`,
		"Δm ↓ – ± 100%": "Δm ↓ – ± 100%",
	} {
		if got := escape(in); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMarkBest(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		texts  []string
		values []float64
		higher bool
		want   string
	}{
		{[]string{"1.0", "2.0", "3.0"}, []float64{1, 2, 3}, false, "x.."},
		{[]string{"1.0", "2.0", "3.0"}, []float64{1, 2, 3}, true, "..x"},
		{[]string{"1.0 ± 0.1", "1.0 ± 0.3", "3.0"}, []float64{1.04, 0.96, 3}, false, "xx."},
		{[]string{"1.0", "2.0", "1.0"}, []float64{nan, 2, 1}, false, "..x"},
		{[]string{"1.0", "1.0"}, []float64{1, 1}, false, ".."},
		{[]string{"–", "–"}, []float64{nan, nan}, false, ".."},
	} {
		var tab table
		for _, s := range c.texts {
			tab.add(plain(s)...)
		}
		tab.markBest(0, c.values, c.higher)
		got := ""
		for _, row := range tab.rows {
			if row[0].best {
				got += "x"
			} else {
				got += "."
			}
		}
		if got != c.want {
			t.Errorf("%v: got %s, want %s", c.texts, got, c.want)
		}
	}
}
