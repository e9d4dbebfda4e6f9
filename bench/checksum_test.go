package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestChecksum holds that names and contents make the checksum, and that the
// one that is kept is that of files that have not changed.
func TestChecksum(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	a, b := write(t, filepath.Join(dir, "a"), "one"), write(t, filepath.Join(dir, "b"), "two")
	must := func(s string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	whole := must(checksum([]string{a, b}))
	stamp, size, err := stampOf([]string{a, b})
	if err != nil || size != 6 {
		t.Fatal(size, err)
	}
	for range 2 {
		if kept := must(keptSum(stamp, []string{a, b})); kept != whole || len(kept) != 64 {
			t.Errorf("kept %s, want %s", kept, whole)
		}
	}
	if must(keptSum(stamp, []string{filepath.Join(dir, "none")})) != whole {
		t.Error("the sum was not kept")
	}
	for name, files := range map[string][]string{"other order": {b, a}, "fewer": {a}, "none": nil} {
		if must(checksum(files)) == whole {
			t.Errorf("%s: the same checksum", name)
		}
	}
	write(t, a, "six")
	if err := os.Chtimes(a, info(t, b).ModTime().Add(1e9), info(t, b).ModTime().Add(1e9)); err != nil {
		t.Fatal(err)
	}
	if other, _, err := stampOf([]string{a, b}); err != nil || other == stamp || must(checksum([]string{a, b})) == whole {
		t.Error("a changed file has the same stamp or checksum", err)
	}
	if _, err := checksum([]string{filepath.Join(dir, "none")}); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("error %v", err)
	}
	if _, err := checksum([]string{dir}); err == nil || strings.Count(err.Error(), dir) != 1 {
		t.Errorf("a folder in the place of a file: error %v", err)
	}
}

func info(t *testing.T, path string) os.FileInfo {
	t.Helper()
	i, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return i
}
