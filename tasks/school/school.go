// Package school is the suite of the ILEA school data: the exam scores of
// 15,362 pupils, a task for each of 139 schools, whose pupils are its own.
package school

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/tabular"
)

const schools = 139

// Suite is the suite.
var Suite tasks.Suite = tabular.New(tabular.Suite{
	Name: "school", Title: "School",
	Source: "Inner London Education Authority, 1985 to 1987; Bakker, Heskes: Task clustering and gating for Bayesian multitask learning, JMLR 4, 2003",
	Get:    "data/school.mat of https://github.com/jiayuzhou/MALSAR, into school/ of the data folder",
	Folder: "school", Names: [][]string{{"school.mat", "school_malsar.mat", "school.csv.gz", "school.csv"}},
	Read: func(paths []string) (*tabular.Data, error) {
		return tabular.Streams{Inputs: "X", Targets: "Y", Tasks: schools, Width: 28}.Read(paths[0])
	},
	Targets: targets(), Scores: []tabular.Score{tabular.NRMSE}, Hidden: []int{32, 32},
	Streams: true, Seed: 1987, Sizes: sizes.At,
})

func targets() []tabular.Target {
	list := make([]tabular.Target, schools)
	for k := range list {
		list[k].Name = fmt.Sprintf("school %d", k+1)
	}
	return list
}

// sizes are 60, 15 and 25 per cent of every school's pupils, about.
var sizes = tabular.Sizes{Train: 9_217, Val: 2_304, Test: 3_841, Batch: 4 * schools, Quick: 10, Standard: 40, Paper: 100}
