// Package golden finds, for tests, the reference vectors printed by other
// implementations and the real data sets. Neither is part of the repository:
// where one is absent the test that asks for it is skipped and says why.
package golden

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/mtobench/mtobench/reports/record"
)

// Float is a number of a golden file, where non-finite ones are strings.
type Float = record.Float

// Floats is a slice of such numbers.
type Floats = record.Floats

// Load reads the golden file name, such as "loss_uw.json", into v. The folder
// is MTO_GOLDEN, or ../shared/golden beside the repository.
func Load(t testing.TB, name string, v any) {
	t.Helper()
	path := filepath.Join(folder("MTO_GOLDEN", "golden"), name)
	b, err := os.ReadFile(path)
	if dir := os.Getenv("MTO_GOLDEN"); dir != "" {
		if _, err := os.Stat(dir); err != nil {
			t.Fatalf("MTO_GOLDEN: %v", err)
		}
	}
	if os.IsNotExist(err) {
		t.Skipf("no golden file %s: set MTO_GOLDEN to the folder of reference vectors", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []json.RawMessage }
	if err := json.Unmarshal(b, &file); err != nil || len(file.Cases) == 0 {
		t.Fatalf("%s has no cases (error %v)", name, err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// Data is the path of a data set's folder or file under MTO_DATA, or
// ../shared/data beside the repository.
func Data(t testing.TB, elem ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{folder("MTO_DATA", "data")}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no data %s: set MTO_DATA to the folder of data sets", filepath.Join(elem...))
	}
	return path
}

func folder(env, name string) string {
	if dir := os.Getenv(env); dir != "" {
		return dir
	}
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "shared", name)
}
