package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// Two folders of the same cells are the same; other settings are another row.
func TestCompare(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	bench(t, "run", "-suite", "toy", "-method", "ls,famo", "-seeds", "1", "-out", a).want(t, exitOK)
	bench(t, "run", "-suite", "toy", "-method", "ls,famo", "-seeds", "1", "-set", "famo.lr=0.05", "-out", b).want(t, exitOK)
	r := bench(t, "compare", "-fail", a, filepath.Join(a, "quick")).want(t, exitOK)
	if !strings.Contains(r.stdout, " 0 better, 0 worse, 0 not to be told apart") && !strings.Contains(r.stdout, "\n0 better, 0 worse, 0 not to be told apart") {
		t.Errorf("got %s", r.stdout)
	}
	var c struct {
		Lines []struct{ Method, Verdict string }
	}
	if err := json.Unmarshal([]byte(bench(t, "compare", "-json", a, b).want(t, exitOK).stdout), &c); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range c.Lines {
		seen[l.Method+" "+l.Verdict] = true
	}
	if !seen["LS same"] || !seen["FAMO only in A"] || !seen["FAMO (lr=0.05) only in B"] {
		t.Errorf("got %+v", c.Lines)
	}
	if r := bench(t, "compare", a).want(t, exitUsage); r.stderr != "bench: compare: name two result folders\n" {
		t.Errorf("got %s", r.stderr)
	}
	if r := bench(t, "compare", a, filepath.Join(a, "nothing")).want(t, exitUsage); !strings.Contains(r.stderr, "no records in ") {
		t.Errorf("got %s", r.stderr)
	}
}
