// Package golden finds, for tests, the reference vectors printed by other
// implementations, which testdata holds, and the real data sets, which are no
// part of the repository: a test that asks for absent data is skipped and says
// why.
package golden

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/mtobench/mtobench/tasks/number"
)

// Float is a number of a golden file, where non-finite ones are strings.
type Float = number.Float

// Floats is a slice of such numbers.
type Floats = number.Floats

//go:embed testdata
var vectors embed.FS

// Load reads the golden file name, such as "loss_uw.json", into v. A file
// without cases fails the test, which would otherwise test nothing.
func Load(t testing.TB, name string, v any) {
	t.Helper()
	b := Read(t, name)
	var file struct{ Cases []json.RawMessage }
	if err := json.Unmarshal(b, &file); err != nil || len(file.Cases) == 0 {
		t.Fatalf("%s has no cases (error %v)", name, err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// Read gives the golden file name, such as "minigrid_episodes.json", as it is
// before compression. It lies in testdata or, where MTO_GOLDEN is set, in that
// folder: as NAME.gz or plain. A file that the folder lacks skips the test.
func Read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := read(folder(t), name)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("MTO_GOLDEN") != "" {
		t.Skipf("no golden file %s in MTO_GOLDEN", name)
	}
	if err != nil {
		t.Fatalf("golden file %s: %v", name, err)
	}
	return b
}

func folder(t testing.TB) fs.FS {
	t.Helper()
	if dir := os.Getenv("MTO_GOLDEN"); dir != "" {
		if _, err := os.ReadDir(dir); err != nil {
			t.Fatalf("MTO_GOLDEN: %v", err)
		}
		return os.DirFS(dir)
	}
	sub, err := fs.Sub(vectors, "testdata")
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

func read(dir fs.FS, name string) ([]byte, error) {
	b, err := fs.ReadFile(dir, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return b, err
	}
	if b, err = fs.ReadFile(dir, name+".gz"); err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Data is the path of a data set's folder or file under MTO_DATA, or
// ../shared/data beside the repository.
func Data(t testing.TB, elem ...string) string {
	t.Helper()
	dir := os.Getenv("MTO_DATA")
	if dir == "" {
		_, file, _, _ := runtime.Caller(0)
		dir = filepath.Join(filepath.Dir(file), "..", "..", "..", "shared", "data")
	}
	path := filepath.Join(append([]string{dir}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no data %s: set MTO_DATA to the folder of data sets", filepath.Join(elem...))
	}
	return path
}
