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
	"github.com/mtobench/mtobench/tasks/internal/tabular"
)

// set is one of the tables.
type set struct {
	name, title string
	rows        int
	targets     []string
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

// read reads a file whose last attributes are the targets.
func (s set) read(paths []string) (*tabular.Data, error) {
	cols, err := arff.Read(paths[0])
	if err != nil {
		return nil, err
	}
	inputs := len(cols) - len(s.targets)
	if inputs < 1 || len(cols[0].Values) != s.rows {
		return nil, fmt.Errorf("read %s: %d rows of %d attributes, wanted %d rows with %d targets", paths[0], len(cols[0].Values), len(cols), s.rows, len(s.targets))
	}
	d := &tabular.Data{}
	for i, c := range cols {
		if i < inputs {
			d.Columns = append(d.Columns, tabular.Column{Name: c.Name, Values: c.Values, Categories: c.Categories})
			continue
		}
		if c.Categories != nil || slices.ContainsFunc(c.Values, math.IsNaN) {
			return nil, fmt.Errorf("read %s: target %s is not a number in every row", paths[0], c.Name)
		}
		d.Targets = append(d.Targets, c.Values)
	}
	return d, nil
}
