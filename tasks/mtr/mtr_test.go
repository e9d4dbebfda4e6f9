package mtr

import (
	"os"
	"path/filepath"
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
	s := set{"tiny", "Tiny", 2, []string{"y", "z"}}
	head := "@relation r\n@attribute a numeric\n@attribute b {p,q}\n@attribute y numeric\n@attribute z numeric\n@data\n"
	path := filepath.Join(t.TempDir(), "tiny.arff")
	for text, want := range map[string]string{
		"1,p,3,4\n?,q,5,6\n":            "",
		"1,p,3,4\n":                     "1 rows of 4 attributes, wanted 2 rows with 2 targets",
		"1,p,3,4\n1,p,?,4\n":            "target y is not a number in every row",
		"1,p,3,4\n1,p,3\n":              "line 8: 3 values, wanted 4",
		"1,p,3,4\n1,p,3,4\n1,p,3,4\n\n": "3 rows of 4 attributes, wanted 2 rows with 2 targets",
	} {
		if err := os.WriteFile(path, []byte(head+text), 0o666); err != nil {
			t.Fatal(err)
		}
		d, err := s.read([]string{path})
		if want != "" {
			if err == nil || !strings.Contains(err.Error(), path) || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%q: %v, want %s", text, err, want)
			}
			continue
		}
		if err != nil || len(d.Columns) != 2 || d.Columns[1].Categories[1] != "q" || d.Targets[1][1] != 6 {
			t.Errorf("%q: %+v, %v", text, d, err)
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
