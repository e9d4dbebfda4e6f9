package mtr

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func TestDescribe(t *testing.T) {
	if len(Suites) != 16 {
		t.Errorf("%d sets", len(Suites))
	}
	for _, s := range Suites {
		suitetest.Describe(t, s)
	}
}

func TestRead(t *testing.T) {
	s := set{"tiny", "Tiny", 2, 4, []string{"y one", "z"}, nil}
	const head = "@relation r\n@attribute a numeric\n@attribute b {p,q}\n@attribute Y_One numeric\n@attribute z numeric\n@data\n"
	const first = "@attribute z real\n@attribute Y_one real\n@attribute b {p,q}\n@attribute a real\n@data\n"
	path := filepath.Join(t.TempDir(), "tiny.arff")
	for text, want := range map[string]string{
		head + "1,p,3,4\n?,q,5,6\n":                               "",
		first + "4,3,p,1\n6,5,q,?":                                "", // targets are found where they stand
		head + "1,p,3,4\n":                                        "1 rows of 4 attributes, wanted 2 of 4",
		head + "1,p,3,4\n1,p,?,4\n":                               "target Y_One is missing in row 2",
		head + "1,p,3,4\n1,p,3\n":                                 "line 8: 3 values, wanted 4",
		head + "1,p,3,4\n1,p,3,4\n1,p,3,4\n\n":                    "3 rows of 4 attributes, wanted 2 of 4",
		"@attribute c real\n" + head + "0,1,p,3,4\n0,?,q,5,6\n":   "2 rows of 5 attributes, wanted 2 of 4",
		strings.Replace(head, "z", "w", 1) + "1,p,3,4\n?,q,5,6\n": `no attribute "z"; the others are "a", "b", "w"`,
		strings.Replace(head, "attribute a", "attribute yone", 1) + "1,p,3,4\n?,q,5,6\n": `both "yone" and "Y_One" could be the attribute "y one"`,
		strings.Replace(head, "z numeric", "z {4,6}", 1) + "1,p,3,4\n?,q,5,6\n":          "target z has categories, and should have numbers",
		strings.Replace(head, "attribute a", "attribute z", 1) + "1,p,3,4\n?,q,5,6\n":    `attribute "z" stands twice, as number 1 and 4`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		d, err := s.read([]string{path})
		if want != "" {
			if err == nil || !strings.Contains(err.Error(), path) || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%q: %v, want %s", text, err, want)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		names := d.Columns[0].Name + d.Columns[1].Name
		if len(d.Columns) != 2 || names != "ab" && names != "ba" || !slices.Equal(d.Targets[0], []float64{3, 5}) || !slices.Equal(d.Targets[1], []float64{4, 6}) {
			t.Errorf("%q: %+v", text, d)
		}
	}
}

// Every set opens at every profile in each of its folds, and one learns.
func TestPublished(t *testing.T) {
	data := golden.Data(t)
	for _, s := range Suites {
		suitetest.OpenAll(t, s, data)
	}
	if mean := suitetest.Learn(t, Suites[4], data, 60); mean > 0.3 {
		t.Errorf("enb: nRMSE %v; the mean predictor has 1", mean)
	}
}
