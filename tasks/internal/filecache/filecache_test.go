package filecache

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestCache(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	put := func(s string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(s), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	loads := 0
	load := func() (string, error) {
		loads++
		b, err := os.ReadFile(path)
		if string(b) == "bad" {
			err = errors.New("bad")
		}
		return string(b), err
	}
	var c Cache[string]
	for i, step := range []struct {
		put   string
		want  string // empty for an error
		loads int
	}{
		{"one", "one", 1}, {"", "one", 1}, {"three", "three", 2}, {"bad", "", 3}, {"", "", 4}, {"four", "four", 5}, {"", "four", 5},
	} {
		if step.put != "" {
			put(step.put)
		}
		got, err := c.Get([]string{path}, load)
		if got != step.want || (err == nil) != (step.want != "") || loads != step.loads {
			t.Errorf("step %d: got %q, %v after %d loads, want %q after %d", i, got, err, loads, step.want, step.loads)
		}
	}
	os.Remove(path)
	if _, err := c.Get([]string{path}, load); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: error %v", err)
	}
}

func TestCacheTogether(t *testing.T) {
	var c Cache[int]
	var wait sync.WaitGroup
	loads := 0 // guarded by the cache
	for range 8 {
		wait.Go(func() {
			if v, err := c.Get(nil, func() (int, error) { loads++; return 7, nil }); v != 7 || err != nil {
				t.Errorf("got %d, %v", v, err)
			}
		})
	}
	wait.Wait()
	if loads != 1 {
		t.Errorf("%d loads", loads)
	}
}
