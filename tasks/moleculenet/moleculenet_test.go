package moleculenet

import (
	"math"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func TestDescribe(t *testing.T) {
	suitetest.Describe(t, Tox21)
	suitetest.Describe(t, SIDER)
}

func TestDecode(t *testing.T) {
	for _, text := range []string{
		"smiles,a,b\nCCO,1,\nc1ccccc1,0.0,1\n",
		"\ufeffB,mol_id,A,Smiles\r\n ,TOX1,\t1,CCO\r\n1,TOX2,0.0,c1ccccc1", // as DeepChem has them
	} {
		d, err := decode(strings.NewReader(text), []string{"a", "b"})
		if err != nil {
			t.Fatal(err)
		}
		if d.Targets[0][0] != 1 || d.Targets[0][1] != 0 || !math.IsNaN(d.Targets[1][0]) || d.Targets[1][1] != 1 || len(d.Sparse) != 2 || len(d.Sparse[0]) != 9 {
			t.Errorf("%q: %+v", text, d)
		}
	}
	for text, want := range map[string]string{
		"":                              "the file is empty",
		"smiles,a,b\n":                  "no molecule",
		"smiles,a,c\nC,0,1\n":           `line 1: no column "b"; the others are "c"`,
		"smiles,a,b\nC,0,1\nC(,0,1":     `line 3: SMILES "C(": a branch has no end`,
		"smiles,a,b\nC,0,2\n":           `line 2, column b: "2" is none of 0, 1 and nothing`,
		"smiles,a,b\nC(,0,1\nC,0,2\n":   `line 2: SMILES "C(": a branch has no end`,
		"smiles,a,b\nC,0,1\nC\"C,0,1\n": `parse error on line 3, column 2: bare " in non-quoted-field`,
		"smiles,a,b\nC,0\n":             "line 2: 2 values, wanted 3",
		"smiles,a,b,a\nC,0,1,1\n":       `line 1: column "a" stands twice, as number 2 and 4`,
	} {
		if _, err := decode(strings.NewReader(text), []string{"a", "b"}); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// The sets have the molecules and the part of missing labels that their source
// states, open at every profile, and are learnt.
func TestPublished(t *testing.T) {
	data := golden.Data(t)
	for _, c := range []struct {
		suite     tasks.Suite
		molecules int
		missing   float64
	}{{Tox21, 7_831, 0.171}, {SIDER, 1_427, 0}} {
		info := c.suite.Info()
		d, err := read(golden.Data(t, "moleculenet", info.Name+".csv"), info.Tasks)
		if err != nil {
			t.Fatal(err)
		}
		missing := 0.0
		for _, column := range d.Targets {
			for _, v := range column {
				if math.IsNaN(v) {
					missing += 1 / float64(len(column)*len(d.Targets))
				}
			}
		}
		if len(d.Sparse) != c.molecules || math.Abs(missing-c.missing) > 0.0005 {
			t.Errorf("%s: %d molecules, %.3f of the labels missing", info.Name, len(d.Sparse), missing)
		}
		suitetest.OpenAll(t, c.suite, data)
	}
	if mean := suitetest.Learn(t, Tox21, data, 4); mean < 65 {
		t.Errorf("Tox21: mean AUC %.1f", mean)
	}
}
