package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ablationRows reads a table of ablations: each row by its label.
func ablationRows(t *testing.T, out, name string) map[string]map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(out, "ablation", "quick", "tables", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]string{}
	for _, l := range lines[1:] {
		row := map[string]string{}
		for i, h := range lines[0] {
			row[h] = l[i]
		}
		rows[row["label"]] = row
	}
	return rows
}

// Every ablation has a table whose rows were run with what they say; what "run"
// did is not trained again; a second run trains nothing.
func TestAblate(t *testing.T) {
	out := t.TempDir()
	suite := "groups-tasks4-groups2"
	size := []string{"-set", suite + ".train=128", "-set", suite + ".test=64", "-set", suite + ".epochs=3"}
	args := func(command string, more ...string) []string {
		return slices.Concat([]string{command, "-suite", suite, "-seeds", "2", "-out", out}, size, more)
	}
	bench(t, args("run", "-method", "stl,go4align")...).want(t, exitOK)
	r := bench(t, args("ablate", "-cost=false")...).want(t, exitOK)
	if !strings.Contains(r.stderr, "10 of ") {
		t.Errorf("the 8 single-task cells and 2 of GO4Align are trained again:\n%s", r.stderr)
	}
	for _, name := range []string{"go4align[groups=auto;criterion=gap] seed 2 ", "agrm(famo) seed 1 ", "go4align[groups=3] seed 1 "} {
		if strings.Count(r.stderr, "] "+suite+" "+name) != 1 {
			t.Errorf("%s has no progress line of its own:\n%s", name, r.stderr)
		}
	}
	text, err := os.ReadFile(filepath.Join(out, "ablation", "quick", "ablations.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range ablations {
		if !strings.Contains(string(text), ": "+a.title+"\n") {
			t.Errorf("no section on %s", a.title)
		}
		rows := ablationRows(t, out, suite+"_"+a.name)
		want := a.rows(4)
		if len(rows) != len(want) {
			t.Errorf("%s: %d rows, want %d", a.name, len(rows), len(want))
		}
		for _, w := range want {
			if got := rows[w.label]; got["variant"] != w.variant || got["delta_m_metrics"] == "" || got["n"] != "2" {
				t.Errorf("%s: row %s is %v", a.name, w.label, got)
			}
		}
	}
	// Four groups of four tasks are one group a task; one is LS times a number.
	sweep, parts := ablationRows(t, out, suite+"_groups"), ablationRows(t, out, suite+"_components")
	if a, b := sweep["4"]["delta_m_metrics"], parts["scale balance, smooth alignment"]["delta_m_metrics"]; a != b {
		t.Errorf("4 groups give %s, one group a task %s", a, b)
	}
	again := bench(t, args("ablate", "-cost=false")...).want(t, exitOK)
	if strings.Contains(again.stderr, "[1/") {
		t.Errorf("trained again:\n%s", again.stderr)
	}
	reportAblations(t, filepath.Join(out, "ablation"))
}

// reportAblations holds that "report" verifies and remakes ablations.md, and
// neither writes a report over it nor takes its figures away.
func reportAblations(t *testing.T, out string) {
	t.Helper()
	file := filepath.Join(out, "quick", "ablations.md")
	read := func() string {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	before := read()
	bench(t, "report", "-verify", "-out", out).want(t, exitOK)
	bench(t, "report", "-out", out).want(t, exitOK)
	if _, err := os.Stat(filepath.Join(out, "quick", "report.md")); err == nil || read() != before {
		t.Error("report does not remake the ablations as they were")
	}
	bench(t, "report", "-out", out, "-tolerance", "7").want(t, exitOK)
	if !strings.Contains(read(), "within 7 %") {
		t.Error("the tolerance is not used")
	}
	bench(t, "report", "-verify", "-out", out).want(t, exitOK)
	if err := os.WriteFile(file, []byte(before), 0o666); err != nil {
		t.Fatal(err)
	}
	if r := bench(t, "report", "-verify", "-out", out).want(t, exitFailed); !strings.HasPrefix(r.stdout, "ablations.md: differs") {
		t.Errorf("got %s", r.stdout)
	}
}

func TestAblateInput(t *testing.T) {
	for _, c := range [][]string{
		{"-only nope: unknown ablation \"nope\"", "-only", "nope"},
		{"-only groups,groups: groups stands twice", "-only", "groups,groups"},
		{"-method: an ablation has its own", "-method", "ls"},
		{"-tolerance 0: it takes numbers", "-tolerance", "0"},
		{"unknown suite \"nope\"", "-suite", "nope"},
		{"-set go4align.grouping=sdp: ablation clustering compares its values", "-suite", "toy", "-set", "go4align.grouping=sdp"},
		{"-set go4align.grouping=lloyd: ablation assignment compares its values", "-only", "groups,assignment", "-suite", "toy", "-set", "go4align.grouping=lloyd"},
		{"-set go4align.restarts=1: ablation clustering compares its values", "-only", "clustering", "-suite", "toy", "-set", "go4align.restarts=1"},
	} {
		r := bench(t, append([]string{"ablate", "-out", t.TempDir()}, c[1:]...)...).want(t, exitUsage)
		if !strings.HasPrefix(r.stderr, "bench: "+c[0]) || strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%v: %s", c[1:], r.stderr)
		}
	}
}

// A suite whose data is damaged is named with its file, by "all" too, and does
// not take the others' ablations away.
func TestAblateDamaged(t *testing.T) {
	data, out := t.TempDir(), t.TempDir()
	file := filepath.Join(data, "landmine", "landmine.csv")
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("x,y\n1,2\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	const small = "groups-tasks4-groups2"
	for _, args := range [][]string{
		{"all", "-suite", "landmine"},
		{"ablate", "-suite", "landmine", "-only", "groups"},
		{"ablate", "-suite", "landmine," + small, "-only", "groups", "-cost=false", "-set", small + ".epochs=1", "-set", small + ".train=128"},
	} {
		r := bench(t, append(args, "-seeds", "1", "-data", data, "-out", out)...).want(t, exitUsage)
		if !strings.Contains(r.stderr, "bench: landmine: read "+file) || strings.Contains(r.stderr, "no step time") {
			t.Errorf("%v: %s", args, r.stderr)
		}
	}
	if rows := ablationRows(t, out, small+"_groups"); len(rows) != 8 {
		t.Errorf("%d rows of the suite that is whole, want 8", len(rows))
	}
}

func TestGroupCounts(t *testing.T) {
	for tasks, want := range map[int][]int{
		2: {1, 2}, 5: {1, 2, 3, 4, 5}, 40: {1, 2, 3, 4, 5, 6, 7, 8, 12, 18, 27, 40},
	} {
		if got := groupCounts(tasks); !slices.Equal(got, want) {
			t.Errorf("%d tasks: %v, want %v", tasks, got, want)
		}
	}
}

// Methods with parameters of their own are cells of their own; what is wrong
// with one is said in a line.
func TestVariants(t *testing.T) {
	list, err := parseVariants("-method", "ls, go4align [groups=3; beta=0],fixed[weights=1,2],agrm( famo )[groups=auto]")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range list {
		set := settings(v.set)
		got = append(got, v.Name+" "+set.String())
	}
	if s := strings.Join(got, "|"); s != "ls |go4align beta=0 groups=3|fixed weights=1,2|agrm(famo) groups=auto" {
		t.Errorf("got %s", s)
	}
	for text, want := range map[string]string{
		"go4align[groups=0]":          `parameter go4align.groups: "0" is not valid`,
		"go4align[groups]":            "method go4align[groups]: it has the form",
		"go4align[groups=2":           "method go4align[groups=2: it has the form",
		"go4align[groups=2;groups=3]": "method go4align[groups=2;groups=3]: groups stands twice",
		"ls,ls":                       "-method ls,ls: ls stands twice",
		"agrm(nope)":                  `unknown method "nope"`,
		"agrm(stl)":                   "agrm(stl): STL trains one task at a time",
		"agrm(moco)":                  "agrm(moco): MoCo gives the tasks no weights",
		"agrm(agrm(famo))":            "agrm(agrm(famo)): AGRM(FAMO) is inside AGRM already",
		",":                           "-method ,: it names no method",
	} {
		if _, err := parseVariants("-method", text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What another command ablated is not counted among what ablations.md shows.
func TestAblateOtherSuite(t *testing.T) {
	out := t.TempDir()
	for _, suite := range []string{"groups-tasks4-groups2", "groups-tasks6-groups2"} {
		bench(t, "ablate", "-suite", suite, "-only", "components", "-seeds", "1", "-cost=false", "-out", out,
			"-set", suite+".train=128", "-set", suite+".test=64", "-set", suite+".epochs=1").want(t, exitOK)
	}
	text, err := os.ReadFile(filepath.Join(out, "ablation", "quick", "ablations.md"))
	if err != nil {
		t.Fatal(err)
	}
	// 6 of single tasks, LS and the four rows of the components.
	if !strings.Contains(string(text), "\n- Suites: 1 with results, 0 without data\n") || !strings.Contains(string(text), "\n- Cells: 11, ") {
		t.Errorf("%.400s", text)
	}
	bench(t, "report", "-verify", "-out", filepath.Join(out, "ablation")).want(t, exitOK)
}
