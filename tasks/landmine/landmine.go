// Package landmine is the suite of the landmine detection data: whether an
// object in a radar image is a mine, a task for each of 29 fields, whose
// objects are its own (Xue, Liao, Carin, Krishnapuram: Multi-task learning for
// classification with Dirichlet process priors, JMLR 8, 2007).
package landmine

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/tabular"
)

const fields = 29

// Suite is the suite.
var Suite tasks.Suite = tabular.New(tabular.Suite{
	Name: "landmine", Title: "Landmine",
	Source: "Xue, Liao, Carin, Krishnapuram: Multi-task learning for classification with Dirichlet process priors, JMLR 8, 2007",
	Get:    "LandmineData.mat of https://github.com/daizhongxiang/Federated_Bayesian_Optimization, into landmine/ of the data folder",
	Folder: "landmine", Names: [][]string{{"LandmineData.mat", "landmine.csv.gz", "landmine.csv"}},
	Read: func(paths []string) (*tabular.Data, error) {
		return tabular.Streams{Inputs: "feature", Targets: "label", Tasks: fields, Width: 9}.Read(paths[0])
	},
	Targets: targets(), Scores: []tabular.Score{tabular.AUC}, Hidden: []int{32, 32},
	Notes:   "6 % of the objects are mines; every split has its part of them, and a mini-batch has 32 of each field so that few are without.",
	Streams: true, Seed: 2007, Sizes: sizes.At,
})

func targets() []tabular.Target {
	list := make([]tabular.Target, fields)
	for k := range list {
		list[k] = tabular.Target{Name: fmt.Sprintf("field %d", k+1), Kind: tabular.Binary}
	}
	return list
}

// sizes are 50, 20 and 30 per cent of every field's objects, about.
var sizes = tabular.Sizes{Train: 7_410, Val: 2_964, Test: 4_446, Batch: 32 * fields, Quick: 40, Standard: 120, Paper: 300}
