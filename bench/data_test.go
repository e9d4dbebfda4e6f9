package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// TestDataMake writes molecules and finds them where the suite looks.
func TestDataMake(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drawn")
	args := []string{"data", "make", "molecules", "-out", dir, "-n", "5", "-seed", "2"}
	var out, errs bytes.Buffer
	if code := run(args, &out, &errs); code != exitOK || !strings.Contains(out.String(), "wrote 5 molecules to "+dir) {
		t.Fatalf("status %d: %s%s", code, &out, &errs)
	}
	files, err := filepath.Glob(filepath.Join(dir, "qm9", "dsgdb9nsd.xyz", "dsgdb9nsd_00000?.xyz"))
	if err != nil || len(files) != 5 {
		t.Fatalf("files %v, error %v", files, err)
	}
	first, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again")
	args[4] = again
	if code := run(args, &out, &errs); code != exitOK {
		t.Fatalf("status %d: %s", code, &errs)
	}
	if b, err := os.ReadFile(strings.Replace(files[0], dir, again, 1)); err != nil || !bytes.Equal(b, first) {
		t.Errorf("the same seed gives another file (error %v)", err)
	}
}

// TestDataMakeImages writes each set of images, and its sheet.
func TestDataMakeImages(t *testing.T) {
	for name, want := range map[string]string{
		"scenes": "nyuv2/val/normal/0.npy", "streets": "cityscapes/train/label_7/0.npy", "faces": "celeba/Img/img_align_celeba/000003.jpg",
	} {
		dir := t.TempDir()
		sheet := filepath.Join(dir, "sheet.png")
		args := []string{"data", "make", name, "-out", dir, "-n", "3", "-sheet", sheet}
		if name != "faces" {
			args = append(args, "-size", "16x24")
		}
		got := bench(t, args...).want(t, exitOK).stdout
		if !strings.Contains(got, "wrote 3 "+name+" to "+dir) || !strings.Contains(got, "drew 3 "+name+" on "+sheet) {
			t.Errorf("%s: %s", name, got)
		}
		if _, err := os.Stat(filepath.Join(dir, want)); err != nil {
			t.Error(err)
		}
		if b, err := os.ReadFile(sheet); err != nil || !bytes.HasPrefix(b, []byte("\x89PNG")) {
			t.Errorf("%s: no sheet: %v", name, err)
		}
	}
	sheet := filepath.Join(t.TempDir(), "more.png")
	if got := bench(t, "data", "make", "faces", "-sheet", sheet, "-n", "9").want(t, exitOK).stdout; got != "drew 9 faces on "+sheet+"\n" {
		t.Errorf("a sheet alone: %s", got)
	}
}

func TestDataMakeBadInput(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "qm9", "dsgdb9nsd.xyz"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "say make and what: molecules"},
		{[]string{"make"}, "say make and what: molecules"},
		{[]string{"show", "molecules"}, "say make and what"},
		{[]string{"make", "rooms"}, `unknown set "rooms"; valid are molecules, scenes, streets, faces`},
		{[]string{"make", "scenes", "-out", dir, "-size", "96"}, "wanted height x width in pixels"},
		{[]string{"make", "scenes", "-out", dir, "-size", "4x96"}, "8 to 4096 each"},
		{[]string{"make", "faces", "-sheet", "faces.jpg"}, "-sheet faces.jpg: wanted a name that ends in .png"},
		{[]string{"make", "faces", "-size", "64x64"}, "-size"},
		{[]string{"make", "molecules", "-sheet", "molecules.png"}, "-sheet"},
		{[]string{"make", "molecules"}, "-out is missing"},
		{[]string{"make", "molecules", "-out", dir, "-n", "-1"}, "-n -1"},
		{[]string{"make", "molecules", "-out", dir, "-n", "0"}, "-n 0: wanted at least 1"},
		{[]string{"make", "molecules", "-out", filepath.Join(dir, "file")}, "not a directory"},
		{[]string{"make", "molecules", "-out", dir, "-n", "many"}, "many"},
		{[]string{"make", "molecules", "-out", dir, "more"}, `unexpected argument "more"`},
		{[]string{"make", "molecules", "-out", dir}, "dsgdb9nsd.xyz: file already exists; it is left as it is"},
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"data"}, c.args...), &out, &errs)
		if code != exitUsage || !strings.Contains(errs.String(), c.want) || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%v: status %d, %q lacks %q", c.args, code, &errs, c.want)
		}
	}
	for _, args := range [][]string{{"data", "-h"}, {"data", "make", "-h"}, {"data", "make", "molecules", "-h"}} {
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != exitOK || !strings.Contains(out.String(), "small organic-like molecules") {
			t.Errorf("%v: status %d: %s%s", args, code, &out, &errs)
		}
	}
}

// TestDataMakeEnough: as many samples as are drawn unless -n says otherwise are
// enough for the profile quick, with the splits' shares of the published sets.
func TestDataMakeEnough(t *testing.T) {
	c := defaultCatalogue()
	for name, suite := range map[string]string{"molecules": "qm9", "scenes": "nyuv2", "streets": "cityscapes", "faces": "celeba"} {
		m, err := findMaker(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := c.suite(suite)
		if err != nil {
			t.Fatal(err)
		}
		quick, paper := s.Protocol(tasks.Quick), s.Protocol(tasks.Paper)
		whole := paper.Train + paper.Val + paper.Test
		for _, split := range []struct {
			name        string
			want, share int
		}{{"train", quick.Train, paper.Train}, {"val", quick.Val, paper.Val}, {"test", quick.Test, paper.Test}} {
			if suite == "qm9" { // any of its molecules can be of any split
				split.want, split.share = quick.Train+quick.Val+quick.Test, whole
			}
			if have := m.n * split.share / whole; have < split.want {
				t.Errorf("%d %s: %d for %s, %s wants %d", m.n, name, have, split.name, suite, split.want)
			}
		}
	}
}
