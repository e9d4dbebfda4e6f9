// Package census is the suite of the Census-Income data with the tasks on
// which mixtures of experts were shown: income and marital status, and as a
// third education (Ma, Zhao, Yi, Chen, Hong, Chi: Modeling task relationships
// in multi-task learning with multi-gate mixture-of-experts, KDD 2018).
package census

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/internal/tabular"
)

// Two and Three are the suites of two and of three tasks.
var (
	Two   tasks.Suite = suite("census", "Census", income, marital)
	Three tasks.Suite = suite("census3", "Census, 3 tasks", income, marital, education)
)

// rows is the number of lines of the file.
const rows = 99_762

// The columns, counted from 0, that tasks are made of, and the weight of a
// line in the census, which is no input.
const (
	columns   = 42
	education = 4
	marital   = 7
	weight    = 24
	income    = 41
)

// numeric are the columns that are amounts; the others are categories, also
// where they are written as numbers.
var numeric = []int{0, 5, 16, 17, 18, 30, 39}

// names are those of the tasks.
var names = map[int]string{income: "income", marital: "never married", education: "college"}

// statuses are the values of marital status, the positive one first.
var statuses = []string{
	"Never married", "Divorced", "Married-A F spouse present", "Married-civilian spouse present", "Married-spouse absent", "Separated", "Widowed",
}

// schools are the levels of education below some college, colleges those from
// there on.
var schools = []string{
	"Children", "Less than 1st grade", "1st 2nd 3rd or 4th grade", "5th or 6th grade", "7th and 8th grade", "9th grade", "10th grade", "11th grade",
	"12th grade no diploma", "High school graduate",
}

var colleges = []string{
	"Some college but no degree", "Associates degree-occup /vocational", "Associates degree-academic program",
	"Bachelors degree(BA AB BS)", "Masters degree(MA MS MEng MEd MSW MBA)", "Prof school degree (MD DDS DVM LLB JD)", "Doctorate degree(PhD EdD)",
}

func suite(name, title string, of ...int) tasks.Suite {
	s := tabular.Suite{
		Name: name, Title: title,
		Source: "UCI Census-Income (KDD); tasks of Ma, Zhao, Yi, Chen, Hong, Chi: Modeling task relationships in multi-task learning with multi-gate mixture-of-experts, KDD 2018",
		Get:    "census-income.test.gz of https://archive.ics.uci.edu/dataset/117, into census/ of the data folder",
		Folder: "census", Names: [][]string{{"census-income.test.gz", "census-income.test"}},
		ReadFirst: func(paths []string, rows int) (*tabular.Data, error) { return read(paths[0], of, rows) },
		Scores:    []tabular.Score{tabular.AUC, tabular.AveragePrecision}, Hidden: []int{64, 32}, Seed: 2018, Sizes: sizes,
		Notes: "Of the published files the test part alone, split anew. Tasks: income above 50,000 dollars (6 %); never married (43 %); with three, also education of some college or more. " +
			"A column that a task is made of is no input. Categories are embedded: the first layer has a weight vector each.",
	}
	for _, c := range of {
		s.Targets = append(s.Targets, tabular.Target{Name: names[c], Kind: tabular.Binary})
	}
	return tabular.New(s)
}

func sizes(p tasks.Profile) tasks.Protocol {
	s := tabular.Sizes{
		Train: 59_762, Val: 20_000, Test: 20_000, Batch: 256, Quick: 4, Standard: 10, Paper: 30,
		Note: "the paper trains on the larger of the two published files, which this suite does not need",
	}
	if p == tasks.Quick {
		s.Train, s.Val, s.Test = 12_000, 3_000, 6_000
	}
	return s.At(p)
}

// read reads the first lines of the file, with these columns as tasks.
func read(path string, of []int, most int) (*tabular.Data, error) {
	return gzfile.Read(path, func(r io.Reader) (*tabular.Data, error) { return decode(r, of, most) })
}

// positive says whether a task's column is a yes. A value that the published
// file does not have is an error, not a no.
func positive(column int, text []byte) (float64, error) {
	var yes, known bool
	switch column {
	case income:
		text = bytes.TrimSuffix(text, []byte("."))
		yes = string(text) == "50000+"
		known = yes || string(text) == "- 50000"
	case marital:
		yes = string(text) == statuses[0]
		known = slices.Contains(statuses, string(text))
	case education:
		yes = slices.Contains(colleges, string(text))
		known = yes || slices.Contains(schools, string(text))
	}
	switch {
	case !known:
		return 0, fmt.Errorf("%.40q is no value of the task %q", text, names[column])
	case yes:
		return 1, nil
	}
	return 0, nil
}
