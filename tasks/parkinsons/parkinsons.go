// Package parkinsons is the suite of the Parkinson's telemonitoring data: two
// clinical scores of a patient from recordings of the voice. Patients are on
// one side of a split each.
package parkinsons

import (
	"fmt"
	"slices"

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

// The columns that are no inputs.
const (
	subject = "subject#"
	motor   = "motor_UPDRS"
	total   = "total_UPDRS"
)

func read(path string) (*tabular.Data, error) {
	t, err := numcsv.Read(path)
	if err != nil {
		return nil, err
	}
	d := &tabular.Data{Targets: make([][]float64, 2)}
	for _, name := range []string{subject, motor, total} {
		if !slices.Contains(t.Columns, name) {
			return nil, fmt.Errorf("read %s: no column %s", path, name)
		}
	}
	n, _ := t.Rows.Dims()
	for j, name := range t.Columns {
		values := make([]float64, n)
		for i := range values {
			values[i] = t.Rows.At(i, j)
		}
		switch name {
		case subject:
			for _, v := range values {
				d.Group = append(d.Group, int(v))
			}
		case motor:
			d.Targets[0] = values
		case total:
			d.Targets[1] = values
		default:
			d.Columns = append(d.Columns, tabular.Column{Name: name, Values: values})
		}
	}
	return d, nil
}

// sizes are about 28, 6 and 8 of the 42 subjects.
var sizes = tabular.Sizes{Train: 3_700, Val: 800, Test: 1_100, Batch: 64, Quick: 15, Standard: 60, Paper: 200}
