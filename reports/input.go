// Package reports turns the records of a benchmark into what a researcher
// reads: paper-style tables with mean, deviation, mean rank and delta-m, the
// same tables as CSV, and pictures. It needs records only: neither the data
// nor the methods.
package reports

import (
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// Input is what a report is made from. The order of Cells and Costs does not
// matter: the same records give the same bytes.
type Input struct {
	Profile tasks.Profile
	// Cells are the trained cells, in any order. A cell whose Key.Task is
	// not tasks.AllTasks is a part of its suite's single-task baseline. The
	// cells of one suite share one protocol and one version of the data.
	Cells []record.Cell
	// Costs are the measured step times. Where one setting of a method has
	// several, the tables take the one with the most pairs.
	Costs []record.Cost
	// Missing are the suites that were not run for lack of data.
	Missing []Missing
	// Published adds what papers print to the tables of the suites that they
	// print tables of, marked as such.
	Published bool
	// Landscapes are the loss surfaces of the suites of two parameters.
	Landscapes map[string]Landscape
	// Order holds the names of the methods in the order of the tables; the
	// last is the one that the pictures bring out. Methods that it does not
	// name follow by year.
	Order []string
	// Defaults are the settings that a method has on a suite unless others are
	// given; nil for a method that is not known. In the name of a row they are
	// not spelled out, and all others are. Without it those are spelled out in
	// which rows of a method differ.
	Defaults func(suite, method string) map[string]string
	// Tolerances are the distances from its best, relative to it, within which a
	// task counts as converged; DefaultTolerances where there are none.
	Tolerances []float64
	// Suites holds the names of the suites in the order of the report; those
	// that it does not name follow by name.
	Suites []string
}

// Missing is a suite whose data is not there.
type Missing struct {
	Name  string
	Title string
	Why   string // what is missing
	Get   string // the command or address that gets it
}

// Landscape is the loss surface of a problem of two parameters.
type Landscape struct {
	Losses func(x, y float64) []float64 // the task losses at a point
	Front  [][2]float64                 // the Pareto front, a line of points
	X, Y   [2]float64                   // the range to plot
}
