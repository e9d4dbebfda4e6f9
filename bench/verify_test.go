package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A report that was just written stands; one in which a digit was changed
// does not, and the file is named.
func TestVerifyReport(t *testing.T) {
	out := t.TempDir()
	bench(t, "report", "-verify", "-out", out).want(t, exitUsage)
	bench(t, "run", "-suite", "toy", "-method", "ls", "-seeds", "1", "-out", out).want(t, exitOK)
	bench(t, "report", "-out", out).want(t, exitOK)
	bench(t, "report", "-verify", "-out", out).want(t, exitOK)
	file := filepath.Join(out, "quick", "report.md")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(b), "1 ok", "9 ok", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	r := bench(t, "report", "-verify", "-out", out).want(t, exitFailed)
	if !strings.HasPrefix(r.stdout, "report.md: differs from what the records give, first on line ") {
		t.Errorf("got %s", r.stdout)
	}
	if err := os.Remove(filepath.Join(out, "quick", "provenance.json")); err != nil {
		t.Fatal(err)
	}
	if r := bench(t, "report", "-verify", "-out", out).want(t, exitUsage); !strings.Contains(r.stderr, "no report in ") {
		t.Errorf("got %s", r.stderr)
	}
}

// A row is named by the settings that are not the method's own on the suite,
// also where it is the only row of the method: the toy sets FAMO's gamma and
// GO4Align's beta itself.
func TestReportNames(t *testing.T) {
	out := t.TempDir()
	bench(t, "run", "-suite", "toy", "-method", "famo,agrm(famo)[groups=1],go4align[groups=1]", "-seeds", "1", "-out", out).want(t, exitOK)
	bench(t, "report", "-out", out).want(t, exitOK)
	b, err := os.ReadFile(filepath.Join(out, "quick", "tables", "toy.tex"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"\nFAMO &", "\nAGRM(FAMO) (groups=1) &", "\nGO4Align (groups=1) &"} {
		if !strings.Contains(string(b), name) {
			t.Errorf("no row %q:\n%s", name, b)
		}
	}
}
