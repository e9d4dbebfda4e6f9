package gzfile

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

func zip(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	zipped := zip("some words")
	for _, c := range []struct{ name, content, want, err string }{
		{"plain", "some words", "some words", ""},
		{"zipped", zipped, "some words", ""},
		{"empty", "", "", ""},
		{"one byte of gzip", "\x1f", "\x1f", ""},
		{"gzip header cut off", zipped[:5], "", "truncated"},
		{"gzip body cut off", zipped[:len(zipped)-9], "", "truncated"},
		{"gzip checksum", zipped[:len(zipped)-5] + "x" + zipped[len(zipped)-4:], "", "checksum"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, "file", c.content)
			got, err := Read(path, io.ReadAll)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("error %v, want one with %s and %q", err, path, c.err)
				}
				return
			}
			if err != nil || string(got) != c.want {
				t.Fatalf("got %q, %v", got, err)
			}
		})
	}
}

func TestReadNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none")
	_, err := Read(path, io.ReadAll)
	if !errors.Is(err, fs.ErrNotExist) || strings.Count(err.Error(), path) != 1 {
		t.Fatalf("error %v should name %s once", err, path)
	}
}

func TestFind(t *testing.T) {
	path := write(t, "b.gz", "")
	dir := filepath.Dir(path)
	if err := os.Mkdir(filepath.Join(dir, "a"), 0o777); err != nil {
		t.Fatal(err)
	}
	if got, err := Find(dir, "a", "b.gz"); got != path || err != nil {
		t.Errorf("got %q, %v; a folder is no file", got, err)
	}
	_, err := Find(dir, "c", "c.gz")
	if !errors.Is(err, tasks.ErrNoData) || !strings.Contains(err.Error(), "c or c.gz") {
		t.Errorf("error %v should say no data and what is missing", err)
	}
}
