package arff

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

func TestDecode(t *testing.T) {
	cols, err := decode(strings.NewReader(`% a comment
@RELATION 'a b'
@attribute 'first one' REAL
@Attribute kind {A, 'b, c' ,"d"}
@attribute n	integer

@DATA
1.5, A, 3
% another
?,'b, c',-2e3
0,"d",?
`))
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	want := []Column{
		{"first one", nil, []float64{1.5, nan, 0}},
		{"kind", []string{"A", "b, c", "d"}, []float64{0, 1, 2}},
		{"n", nil, []float64{3, -2000, nan}},
	}
	for i, w := range want {
		got := cols[i]
		same := slices.EqualFunc(got.Values, w.Values, func(a, b float64) bool { return a == b || a != a && b != b })
		if got.Name != w.Name || !slices.Equal(got.Categories, w.Categories) || !same {
			t.Errorf("column %d: %+v, want %+v", i, got, w)
		}
	}
}

func TestDamaged(t *testing.T) {
	head := "@relation r\n@attribute a numeric\n@attribute b {x,y}\n@data\n"
	for text, want := range map[string]string{
		"":                                    "no @attribute",
		head:                                  "no row follows @data",
		head + "1\n":                          "line 5: 1 values, wanted 2",
		head + "1,x,2\n":                      "line 5: 3 values, wanted 2",
		head + "1,x\none,y\n":                 `line 6: a is "one", no number`,
		head + "Inf,x\n":                      `line 5: a is "Inf", no number`,
		head + "1,z\n":                        `line 5: b is "z", none of its categories`,
		head + "{0 1}\n":                      "line 5: rows of sparse form are not read",
		head + "1,'x\n":                       `line 5: "'x" has a quote without an end`,
		head + "1,'x'y\n":                     `line 5: "y" follows a quote`,
		"@attribute a\n":                      `line 1: attribute "a" has no type`,
		"@attribute a date\n":                 `line 1: attribute a has type "date"; numeric, real, integer and {categories} are read`,
		"@attribute a {x\n":                   "line 1: categories of a have no end",
		"@relation r\nhello\n":                `line 2: "hello" is no declaration`,
		"@attribute 'a numeric\n@data\n1\n":   `line 1: "'a numeric" has a quote without an end`,
		"@relation r\n@attribute a numeric\n": "no row follows @data",
	} {
		if _, err := decode(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// The sets of the Mulan collection have the rows that their page says.
func TestReadMulan(t *testing.T) {
	dir := filepath.Join(golden.Data(t), "mtr")
	for name, want := range map[string][2]int{
		"andro": {49, 36}, "sf1": {323, 13}, "sf2": {1066, 13}, "wq": {1060, 30}, "osales": {639, 413}, "rf1": {9125, 72}, "scm20d": {8966, 77},
	} {
		path := filepath.Join(dir, name+".arff")
		if _, err := os.Stat(path); err != nil {
			t.Skip(err)
		}
		cols, err := Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(cols) != want[1] || len(cols[0].Values) != want[0] {
			t.Errorf("%s: %d rows of %d, want %v", name, len(cols[0].Values), len(cols), want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("@attribute a numeric\n@data\n1\n")
	f.Add("@attribute 'a' {x,'y'}\n@data\n'x'\n?\n")
	f.Fuzz(func(t *testing.T, text string) {
		cols, err := decode(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, c := range cols {
			if len(c.Values) != len(cols[0].Values) || len(c.Values) == 0 {
				t.Errorf("columns of %d and %d rows", len(c.Values), len(cols[0].Values))
			}
		}
	})
}
