package reports

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A LaTeX table has a block for each kind of method, and its best bold.
func TestLatex(t *testing.T) {
	files := fakeFiles(t)
	compare(t, "scenes.tex", files["tables/scenes.tex"])
	for _, name := range []string{"scenes_delta", "scenes_sure", "faces", "summary", "over_suites", "cost_scenes", "toy"} {
		text := files["tables/"+name+".tex"]
		if !strings.Contains(text, "\\toprule") || strings.Count(text, "\\midrule") < 1 {
			t.Errorf("%s.tex is no table", name)
		}
		for _, r := range text {
			if r > 0x7e {
				t.Errorf("%s.tex: %q is beyond ASCII", name, r)
			}
		}
	}
}

func TestLatexEscape(t *testing.T) {
	for in, want := range map[string]string{
		`a_b & 5% {$x} #1 \`: `a\_b \& 5\% \{\$x\} \#1 \textbackslash{}`,
		"-4.03 ± 0.10":       `$-$4.03 $\pm$ 0.10`,
		"-1.00 to -0.75":     `$-$1.00 to $-$0.75`,
		"Nash-MTL (<11.25)":  `Nash-MTL ($<$11.25)`,
		"~ -1.2":             `$\sim$ $-$1.2`,
		"Δm % ↓":             `$\Delta$m \% $\downarrow$`,
	} {
		if got := latexEscape(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

// pdflatex, where it is installed, accepts every table.
func TestLatexCompiles(t *testing.T) {
	program, err := exec.LookPath("pdflatex")
	if err != nil {
		t.Skip("pdflatex is not installed")
	}
	dir, files := t.TempDir(), fakeFiles(t)
	document := "\\documentclass{article}\\usepackage{booktabs,graphicx}\\begin{document}\n"
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasSuffix(name, ".tex") {
			document += files[name] + "\\clearpage\n"
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "all.tex"), []byte(document+"\\end{document}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-interaction=nonstopmode", "-halt-on-error", "all.tex")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// The JSON form says the same as the CSV form, and what it was made from.
func TestJSONTables(t *testing.T) {
	files := fakeFiles(t)
	for name, text := range files {
		if !strings.HasSuffix(name, ".json") {
			continue
		}
		if !json.Valid([]byte(text)) {
			t.Errorf("%s is no JSON", name)
		}
	}
	var table struct {
		Source source
		Rows   []struct {
			Label  string
			Metric string
			Higher bool `json:"higher_is_better"`
			Mean   *float64
			N      int
			Std    *float64
		}
	}
	if err := json.Unmarshal([]byte(files["tables/scenes.json"]), &table); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(files["tables/scenes.csv"], "\n") - 1; len(table.Rows) != lines {
		t.Errorf("%d rows, in CSV %d", len(table.Rows), lines)
	}
	if r := table.Rows[0]; r.Label != "STL" || r.Metric != "mIoU" || !r.Higher || r.Mean == nil || r.N != 3 {
		t.Errorf("first row: %+v", r)
	}
	if len(table.Source.Cells) != 39 || len(table.Source.Seeds) != 3 || table.Source.Revisions[0] != "0123abc" {
		t.Errorf("source: %+v", table.Source)
	}
}

func TestJSONRows(t *testing.T) {
	got, err := jsonRows([][]string{{"name", "v", "yes", "odd"}, {`a"b`, "1.5", "true", "007"}, {"", "", "false", ""}, {"c", "+Inf", "true", "1"}}, source{})
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(got), `"rows": `)
	want := "[\n    {\"name\": \"a\\\"b\", \"v\": 1.5, \"yes\": true, \"odd\": \"007\"},\n" +
		"    {\"name\": \"\", \"v\": null, \"yes\": false, \"odd\": \"\"},\n" +
		"    {\"name\": \"c\", \"v\": \"+Inf\", \"yes\": true, \"odd\": \"1\"}\n  ]\n}\n"
	if rows != want {
		t.Errorf("got  %s\nwant %s", rows, want)
	}
}

// provenance.json names every table and picture, and every record.
func TestProvenance(t *testing.T) {
	in, files := fakeInput(), fakeFiles(t)
	var p provenance
	if err := json.Unmarshal([]byte(files["provenance.json"]), &p); err != nil {
		t.Fatal(err)
	}
	for name := range files {
		if _, has := p.Files[name]; !has && name != "provenance.json" {
			t.Errorf("%s is not named", name)
		}
	}
	if len(p.All.Cells) != len(in.Cells) || len(p.All.Costs) != len(in.Costs) || p.Files["tables/faces.csv"] != "faces" {
		t.Errorf("%d cells and %d costs named, want %d and %d", len(p.All.Cells), len(p.All.Costs), len(in.Cells), len(in.Costs))
	}
	if !strings.Contains(files["figures/scenes_time.svg"], "<desc>profile quick; seeds 1, 2, 3; 39 cell records, 9 cost records; revision 0123abc; code c0de; data none; machine Example CPU") {
		t.Error("a picture does not say what it was made from")
	}
}

// Verify finds a changed digit, a missing and a stray file and a changed
// record, and nothing in a report that stands.
func TestVerify(t *testing.T) {
	dir, in := t.TempDir(), overInput(2)
	in.Missing = []Missing{{Name: "qm9", Why: "no file", Get: "get it"}}
	if err := Write(dir, in); err != nil {
		t.Fatal(err)
	}
	check := func(in Input, want ...string) {
		t.Helper()
		lines, err := Verify(dir, in)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(lines, "\n") != strings.Join(want, "\n") {
			t.Errorf("got %q, want %q", lines, want)
		}
	}
	in.Missing = nil // as on a machine with other data
	check(in)
	in.Tolerances = []float64{0.02}
	if err := Write(dir, in); err != nil {
		t.Fatal(err)
	}
	in.Tolerances = nil // as without -tolerance
	check(in)
	csv := filepath.Join(dir, "tables", "summary.csv")
	b, err := os.ReadFile(csv)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-2]++
	if err := os.WriteFile(csv, b, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "figures", "summary_profiles.png")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tables", "old.csv"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	check(in, "figures/summary_profiles.png: is not there", "tables/old.csv: is not of this report",
		"tables/summary.csv: differs from what the records give, first on line 9")
	in.Cells[2].Metrics[0] *= 1.001
	lines, err := Verify(dir, in)
	if err != nil || len(lines) < 5 {
		t.Errorf("a changed record shows in %d files: %v", len(lines), err)
	}
}
