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
		{Name: "first one", Values: []float64{1.5, nan, 0}},
		{Name: "kind", Categories: []string{"A", "b, c", "d"}, Values: []float64{0, 1, 2}},
		{Name: "n", Values: []float64{3, -2000, nan}},
	}
	equal(t, cols, want)
}

// equal compares columns.
func equal(t *testing.T, cols, want []Column) {
	t.Helper()
	if len(cols) != len(want) {
		t.Fatalf("%d columns, want %d", len(cols), len(want))
	}
	for i, w := range want {
		got := cols[i]
		same := slices.EqualFunc(got.Values, w.Values, func(a, b float64) bool { return a == b || a != a && b != b })
		if got.Name != w.Name || !slices.Equal(got.Categories, w.Categories) || !same {
			t.Errorf("column %d: %+v, want %+v", i, got, w)
		}
	}
}

// Quotes and escapes are Weka's, as are tabs in the place of commas; a question
// mark in quotes is a category. Line ends and byte order marks are those of any
// system.
func TestForms(t *testing.T) {
	nan := math.NaN()
	want := []Column{
		{Name: "it's", Categories: []string{`a\b`, "?", `say "x"`, "t\tn\n"}, Values: []float64{0, 1, nan, 2, 3}},
		{Name: "{b", Values: []float64{1, 2, 3, 4, 5}},
		{Name: "class", Categories: []string{"p", "q"}, Values: []float64{0, 1, 0, 1, 0}},
	}
	text := `@relation r
@attribute 'it\'s' {'a\\b', '?', "say \"x\"",'t\tn\n'}
@attribute "{b" numeric
@attribute class{p, q}
@data
'a\\b',1,p
'?'	,	2	,	q
?	3	p
"say \"x\""	4	'q'
't\tn\n' , 5,p`
	for name, in := range map[string]string{
		"plain": text, "mark": "\ufeff" + text + "\n", "Windows": strings.ReplaceAll(text, "\n", "\r\n"), "old Macintosh": strings.ReplaceAll(text, "\n", "\r"),
	} {
		cols, err := decode(strings.NewReader(in))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		equal(t, cols, want)
	}
}

func TestDamaged(t *testing.T) {
	head := "@relation r\n@attribute a numeric\n@attribute b {x,y}\n@data\n"
	for text, want := range map[string]string{
		"":                                    "no @attribute",
		head:                                  "no row follows @data",
		head + "1\n":                          "line 5: 1 values, wanted 2",
		head + "1,x,2\n":                      "line 5: 3 values, wanted 2",
		head + "1,x\none,y\n":                 `line 6: a: "one" is no finite number`,
		head + "Inf,x\n":                      `line 5: a: "Inf" is no finite number`,
		head + "1,z\n":                        `line 5: b is "z", none of its categories`,
		head + "{0 1}\n":                      "line 5: rows of sparse form are not read",
		head + "1,'x\n":                       `line 5: "'x" has a quote without an end`,
		head + "1,'x'y\n":                     `line 5: "y" follows a quote`,
		"@attribute a\n":                      `line 1: attribute "a" has no type`,
		"@attribute a date\n":                 `line 1: attribute a has type "date"; numeric, real, integer and {categories} are read`,
		"@attribute a {x\n":                   "line 1: categories of a have no end",
		"@relation r\nhello\n":                `line 2: "hello" is no declaration`,
		"@attribute 'a numeric\n@data\n1\n":   `line 1: "'a numeric" has a quote without an end`,
		"@relation r\n@attribute a numeric\n": "no @data",
		head + "1_0,x\n":                      `line 5: a: "1_0" is no finite number`,
		head + "0x1p-2,x\n":                   `line 5: a: "0x1p-2" is no finite number`,
		head + "1,,x\n":                       "line 5: 3 values, wanted 2",
		head + "1 x\n":                        "line 5: 1 values, wanted 2",
		head + "1,X\n":                        `line 5: b is "X", none of its categories`,
		head + "\xe9,x\n":                     "line 5: byte 0xe9 is not UTF-8; save the file as UTF-8",
		"@attributes a numeric\n":             `line 1: "@attributes a numeric" is no declaration`,
		"@attribute a {x,y,x}\n":              `line 1: category of a: "x" stands twice, as number 1 and 3`,
		"@attribute a {x,,y}\n":               "line 1: category 2 of a is empty",
		"@attribute a real\n@attribute b real\n@attribute 'a' real\n@data\n1,2,3\n": `attribute "a" stands twice, as number 1 and 3`,
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
