package golden

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"
)

// The files of the repository are there: no test of them is ever skipped.
func TestLoad(t *testing.T) {
	t.Setenv("MTO_GOLDEN", "")
	var file struct{ Cases []struct{ ID string } }
	Load(t, "grad_matrices.json", &file)
	if len(file.Cases) == 0 || file.Cases[0].ID == "" {
		t.Error("no matrices")
	}
	if len(Read(t, "minigrid_episodes.json")) == 0 {
		t.Error("no episodes")
	}
}

// MTO_GOLDEN names a folder of plain and gzipped files that takes the place
// of the repository's; what it lacks is skipped.
func TestOtherFolder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("MTO_GOLDEN", dir)
	var gz bytes.Buffer
	z := gzip.NewWriter(&gz)
	z.Write([]byte(`{"cases": [2]}`))
	z.Close()
	write(t, filepath.Join(dir, "a.json"), []byte(`{"cases": [1]}`))
	write(t, filepath.Join(dir, "b.json.gz"), gz.Bytes())
	for name, want := range map[string]int{"a.json": 1, "b.json": 2} {
		var file struct{ Cases []int }
		Load(t, name, &file)
		if len(file.Cases) != 1 || file.Cases[0] != want {
			t.Errorf("%s: cases %v, want [%d]", name, file.Cases, want)
		}
	}
	t.Run("absent", func(t *testing.T) {
		t.Cleanup(func() {
			if !t.Skipped() {
				t.Error("a file that MTO_GOLDEN lacks is not skipped")
			}
		})
		Read(t, "grad_matrices.json")
	})
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
