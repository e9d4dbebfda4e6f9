package whole

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestNothingBeforeAll: a file that cannot be written leaves all as it was.
func TestNothingBeforeAll(t *testing.T) {
	dir := t.TempDir()
	if err := WriteFile(filepath.Join(dir, "a"), []byte("old")); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"a": []byte("new"), "none/b": nil}
	if err := WriteFiles(dir, files); err == nil {
		t.Error("a file was written into a folder that is not there")
	}
	if err := os.Mkdir(filepath.Join(dir, "none"), 0o777); err != nil {
		t.Fatal(err)
	}
	want := "old"
	for range 2 {
		if b, _ := os.ReadFile(filepath.Join(dir, "a")); string(b) != want {
			t.Errorf("a holds %q, want %q", b, want)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*", prefix+"*")); len(left) > 0 {
			t.Errorf("%v are left", left)
		}
		if err := WriteFiles(dir, files); err != nil {
			t.Fatal(err)
		}
		want = "new"
	}
}

// TestModes: a file has the mode that the umask gives.
func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no umask")
	}
	dir := t.TempDir()
	ours, theirs := filepath.Join(dir, "ours"), filepath.Join(dir, "theirs")
	if err := WriteFile(ours, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(theirs, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	a, err := os.Stat(ours)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.Stat(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if a.Mode() != b.Mode() {
		t.Errorf("mode %v, want %v", a.Mode(), b.Mode())
	}
}
