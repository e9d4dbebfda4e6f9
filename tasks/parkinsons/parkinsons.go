// Package parkinsons is the suite of the Parkinson's telemonitoring data: two
// clinical scores of a patient from recordings of the voice. Patients are on
// one side of a split each.
package parkinsons

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/numcsv"
	"github.com/mtobench/mtobench/tasks/internal/tabular"
)

// Suite is the suite.
var Suite tasks.Suite = tabular.New(tabular.Suite{
	Name: "parkinsons", Title: "Parkinsons",
	Source: "Tsanas, Little, McSharry, Ramig: Accurate telemonitoring of Parkinson's disease progression by noninvasive speech tests, IEEE Trans. Biomedical Engineering 57, 2010",
	Get:    "parkinsons_updrs.data of https://archive.ics.uci.edu/dataset/189, into parkinsons/ of the data folder",
	Folder: "parkinsons", Names: [][]string{{"parkinsons_updrs.data", "parkinsons_updrs.data.gz"}},
	Read:    func(paths []string) (*tabular.Data, error) { return read(paths[0]) },
	Targets: []tabular.Target{{Name: "motor UPDRS", Unit: "points"}, {Name: "total UPDRS", Unit: "points"}},
	Scores:  []tabular.Score{tabular.NRMSE, tabular.MAE}, Hidden: []int{64, 64},
	Notes: "Split by subject: no subject is on both sides. 42 subjects are few, and an nRMSE about 1 is common for those that were not seen.",
	Seed:  2010, Sizes: sizes.At,
})

// The columns of the file: the subject, what is predicted, the inputs.
var columns = []string{
	"subject#", "motor_UPDRS", "total_UPDRS",
	"age", "sex", "test_time", "Jitter(%)", "Jitter(Abs)", "Jitter:RAP", "Jitter:PPQ5", "Jitter:DDP",
	"Shimmer", "Shimmer(dB)", "Shimmer:APQ3", "Shimmer:APQ5", "Shimmer:APQ11", "Shimmer:DDA", "NHR", "HNR", "RPDE", "DFA", "PPE",
}

func read(path string) (*tabular.Data, error) {
	m, err := numcsv.ReadColumns(path, columns...)
	if err != nil {
		return nil, err
	}
	d := &tabular.Data{Targets: [][]float64{mat.Col(nil, 1, m), mat.Col(nil, 2, m)}}
	for i, v := range mat.Col(nil, 0, m) {
		if v != math.Trunc(v) || math.Abs(v) > math.MaxInt32 {
			return nil, fmt.Errorf("read %s: row %d: %s is %v, no whole number", path, i+1, columns[0], v)
		}
		d.Group = append(d.Group, int(v))
	}
	for j := 3; j < len(columns); j++ {
		d.Columns = append(d.Columns, tabular.Column{Name: columns[j], Values: mat.Col(nil, j, m)})
	}
	return d, nil
}

// sizes are about 28, 6 and 8 of the 42 subjects.
var sizes = tabular.Sizes{Train: 3_700, Val: 800, Test: 1_100, Batch: 64, Quick: 15, Standard: 60, Paper: 200}
