// Package mtr holds the multi-target regression sets of the Mulan collection:
// small tables of two to sixteen targets, with missing values and categories
// (Spyromitros-Xioufis, Tsoumakas, Groves, Vlahavas: Multi-target regression
// via input space expansion, Machine Learning 104, 2016).
package mtr

import (
	"fmt"
	"math"
	"slices"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/arff"
	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/internal/tabular"
	"github.com/mtobench/mtobench/tasks/textfile"
)

// set is one of the tables.
type set struct {
	name, title      string
	rows, attributes int
	targets          []string
	named            []string // the targets in the file; nil where they have the same names
}

// most is the largest number of rows that are cross-validated; larger sets are
// split once.
const most = 2000

// Suites are the sets as suites mtr/NAME, in the order of their names.
var Suites = func() []tasks.Suite {
	list := make([]tasks.Suite, len(sets))
	for i, s := range sets {
		list[i] = s.suite()
	}
	return list
}()

func (s set) suite() tasks.Suite {
	spec := tabular.Suite{
		Name: "mtr/" + s.name, Title: s.title,
		Source: "Spyromitros-Xioufis, Tsoumakas, Groves, Vlahavas: Multi-target regression via input space expansion, Machine Learning 104, 2016",
		Get:    "data/multi-target/" + s.name + ".arff of https://github.com/tsoumakas/mulan, into mtr/ of the data folder",
		Folder: "mtr", Names: [][]string{{s.name + ".arff", s.name + ".arff.gz"}},
		Read: s.read, Scores: []tabular.Score{tabular.NRMSE}, Hidden: []int{64, 64}, Folds: 5, Seed: 2016,
		Sizes: s.sizes().At,
	}
	if s.rows > most {
		spec.Folds, spec.Hidden = 0, []int{128, 128}
	}
	for _, name := range s.targets {
		spec.Targets = append(spec.Targets, tabular.Target{Name: name})
	}
	return tabular.New(spec)
}

// sizes takes a fifth of the rows for the test and an eighth for validation.
func (s set) sizes() tabular.Sizes {
	out := tabular.Sizes{Test: s.rows / 5, Val: s.rows / 8, Batch: 32, Quick: 40, Standard: 100, Paper: 300}
	out.Train = s.rows - out.Test - out.Val
	if s.rows > most {
		out.Batch = 128
	}
	return out
}

// read reads a file, whose targets are found by name. The collection's own files
// have them last, but other copies of the sets do not.
func (s set) read(paths []string) (*tabular.Data, error) {
	cols, err := arff.Read(paths[0])
	if err != nil {
		return nil, err
	}
	d, err := s.data(cols)
	return d, gzfile.Describe(paths[0], err)
}

// data makes targets of the attributes that are, and inputs of the others.
func (s set) data(cols []arff.Column) (*tabular.Data, error) {
	if len(cols) != s.attributes || len(cols[0].Values) != s.rows {
		return nil, fmt.Errorf("%d rows of %d attributes, wanted %d of %d", len(cols[0].Values), len(cols), s.rows, s.attributes)
	}
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = c.Name
	}
	wanted := s.named
	if wanted == nil {
		wanted = s.targets
	}
	at, err := textfile.Find("attribute", names, wanted...)
	if err != nil {
		return nil, err
	}
	d := &tabular.Data{Targets: make([][]float64, len(at))}
	for i, c := range cols {
		k := slices.Index(at, i)
		if k < 0 {
			d.Columns = append(d.Columns, tabular.Column{Name: c.Name, Values: c.Values, Categories: c.Categories})
			continue
		}
		if c.Categories != nil {
			return nil, fmt.Errorf("target %s has categories, and should have numbers", c.Name)
		}
		if row := slices.IndexFunc(c.Values, math.IsNaN); row >= 0 {
			return nil, fmt.Errorf("target %s is missing in row %d", c.Name, row+1)
		}
		d.Targets[k] = c.Values
	}
	return d, nil
}
