package numcsv

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, file string
		err        string // empty: a, b with 1, -2.5 and 3, 4e5 is read
	}{
		{"good", "a,b\n1,-2.5\n3,4e5\n", ""},
		{"line ends", "a,b\r\n1,-2.5\r\n3,4e5", ""},
		{"empty", "", "empty"},
		{"names only", "a,b\n", "no line follows"},
		{"no names", "1,2\n3,4\n", "line 1 holds numbers"},
		{"short line", "a,b\n1,2\n3\n", "line 3"},
		{"long line", "a,b\n1,2,3\n", "line 2"},
		{"word", "a,b\n1,2\n3,x\n", `line 3, column b: "x"`},
		{"nothing", "a,b\n1,\n", `line 2, column b: ""`},
		{"nan", "a,b\n1,2\nNaN,2\n", `line 3, column a: "NaN"`},
		{"inf", "a,b\n1,-inf\n", `line 2, column b: "-inf"`},
		{"out of range", "a,b\n1,1e999\n", `line 2, column b: "1e999"`},
		{"long junk", "a,b\n1," + strings.Repeat("x", 1e5), "no finite number"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file.csv")
			if err := os.WriteFile(path, []byte(c.file), 0o666); err != nil {
				t.Fatal(err)
			}
			got, err := Read(path)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("error %v, want one with %s and %q", err, path, c.err)
				}
				if len(err.Error()) > 500 {
					t.Errorf("an error of %d bytes", len(err.Error()))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := mat.NewDense(2, 2, []float64{1, -2.5, 3, 4e5})
			if !slices.Equal(got.Columns, []string{"a", "b"}) || !mat.Equal(got.Rows, want) {
				t.Fatalf("got %v", got)
			}
		})
	}
}

func TestReadSARCOS(t *testing.T) {
	got, err := Read(golden.Data(t, "sarcos", "sarcos_inv_test.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if r, c := got.Rows.Dims(); r != 4449 || c != 28 || got.Columns[27] != "tau7" {
		t.Errorf("%d x %d, last column %s; the set has 4449 x 28, tau7", r, c, got.Columns[27])
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("a,b\n1,2\n")
	f.Add("a\n\"1\n2\"\n")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := decode(strings.NewReader(s))
		if err != nil {
			return
		}
		if _, c := got.Rows.Dims(); c != len(got.Columns) {
			t.Errorf("%d columns of %d names", c, len(got.Columns))
		}
	})
}
