package reports

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A report of fewer suites takes its earlier pictures and tables of the others
// away, and nothing else.
func TestWriteRemovesStale(t *testing.T) {
	scenes := fakeScenes()
	faces := scenes
	faces.name = "other"
	dir := t.TempDir()
	if err := Write(dir, inputOf(scenes, faces)); err != nil {
		t.Fatal(err)
	}
	own := []string{"figures/other_mine.png", "tables/notes.csv", "mine.txt"}
	for _, name := range own {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("mine"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	before := tree(t, dir)
	if before["figures/other_curves.svg"] == "" || before["tables/other.csv"] == "" {
		t.Fatal("nothing of the suite to remove")
	}
	in := inputOf(scenes)
	if err := Write(dir, in); err != nil {
		t.Fatal(err)
	}
	after := tree(t, dir)
	for name := range after {
		if len(name) > 13 && name[:13] == "figures/other" && !slices.Contains(own, name) || name == "tables/other.csv" || name == "tables/other_sure.tex" {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range own {
		if after[name] != "mine" {
			t.Errorf("%s is gone", name)
		}
	}
	lines, err := Verify(dir, in)
	if want := []string{"figures/other_mine.png: is not of this report", "tables/notes.csv: is not of this report"}; err != nil || !slices.Equal(lines, want) {
		t.Errorf("%v %q", err, lines)
	}
}

// A provenance.json that names files elsewhere removes none of them.
func TestStaleStaysInside(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "report")
	victims := []string{filepath.Join(dir, "victim.csv"), filepath.Join(out, "cells", "a.json"), filepath.Join(out, "own.md")}
	for _, v := range victims {
		if err := os.MkdirAll(filepath.Dir(v), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(v, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	p := provenance{Files: map[string]string{
		"../victim.csv": "", "tables/../../victim.csv": "", "cells/a.json": "", "own.md": "", "figures/..": "", "tables/sub/../own.md": "",
	}}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "provenance.json"), b, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := removeStale(out, written(out), nil); err != nil {
		t.Fatal(err)
	}
	for _, v := range victims {
		if _, err := os.Stat(v); err != nil {
			t.Error(err)
		}
	}
	if err := os.WriteFile(filepath.Join(out, "provenance.json"), []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := written(out); got != nil {
		t.Errorf("a damaged report lists %v", got)
	}
}
