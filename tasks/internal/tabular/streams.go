package tabular

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/internal/matv5"
	"github.com/mtobench/mtobench/tasks/internal/numcsv"
)

// Streams is how a table lies in a file whose rows belong to one of several
// tasks each: a MATLAB file with a cell a task of inputs and one of targets, or
// a CSV file with the columns task, counted from 0, the target and x1, x2 and
// so on.
type Streams struct {
	Inputs, Targets string // the variables; Targets is also the column
	Tasks, Width    int    // Width is the number of inputs
}

// Read reads the file at path.
func (s Streams) Read(path string) (*Data, error) {
	var rows []stream
	var err error
	if strings.HasSuffix(path, ".mat") {
		rows, err = readCells(path, s.Inputs, s.Targets)
	} else {
		rows, err = s.readTable(path)
	}
	if err != nil {
		return nil, err
	}
	d, err := s.join(rows)
	return d, gzfile.Describe(path, err)
}

// stream is the rows of a task.
type stream struct {
	x *mat.Dense
	y []float64
}

func readCells(path, inputs, targets string) ([]stream, error) {
	x, err := matv5.ReadCells(path, inputs)
	if err != nil {
		return nil, err
	}
	y, err := matv5.ReadCells(path, targets)
	if err != nil {
		return nil, err
	}
	if len(x) != len(y) {
		return nil, fmt.Errorf("read %s: %d cells of inputs, %d of targets", path, len(x), len(y))
	}
	out := make([]stream, len(x))
	for k := range x {
		n, _ := x[k].Dims()
		rows, cols := y[k].Dims()
		if rows*cols != n {
			return nil, fmt.Errorf("read %s: task %d has %d rows of inputs and %d targets", path, k+1, n, rows*cols)
		}
		out[k] = stream{x[k], y[k].RawMatrix().Data} // a row or a column
	}
	return out, nil
}

func (s Streams) readTable(path string) ([]stream, error) {
	names := []string{"task", s.Targets}
	for j := range s.Width {
		names = append(names, inputName(j))
	}
	m, err := numcsv.ReadColumns(path, names...)
	if err != nil {
		return nil, err
	}
	out := make([]stream, s.Tasks)
	values := make([][]float64, s.Tasks)
	n, _ := m.Dims()
	for i := range n {
		row := m.RawRowView(i)
		k := int(row[0])
		if row[0] != math.Trunc(row[0]) || row[0] < 0 || row[0] >= float64(s.Tasks) {
			return nil, fmt.Errorf("read %s: row %d is of task %v of %d", path, i+1, row[0], s.Tasks)
		}
		out[k].y = append(out[k].y, row[1])
		values[k] = append(values[k], row[2:]...)
	}
	for k, v := range values {
		if len(v) > 0 {
			out[k].x = mat.NewDense(len(v)/s.Width, s.Width, v)
		}
	}
	return out, nil
}

// inputName is the name of input j, counted from 0.
func inputName(j int) string { return fmt.Sprintf("x%d", j+1) }

// join makes one table.
func (s Streams) join(rows []stream) (*Data, error) {
	if len(rows) != s.Tasks {
		return nil, fmt.Errorf("%d tasks, wanted %d", len(rows), s.Tasks)
	}
	total := 0
	for k, r := range rows {
		if r.x == nil {
			return nil, fmt.Errorf("task %d has no row", k+1)
		}
		n, cols := r.x.Dims()
		if cols != s.Width {
			return nil, fmt.Errorf("task %d has %d inputs, wanted %d", k+1, cols, s.Width)
		}
		total += n
	}
	d := &Data{Targets: StreamTargets(len(rows), total), Stream: make([]int, 0, total)}
	for j := range s.Width {
		values := make([]float64, 0, total)
		for _, r := range rows {
			n, _ := r.x.Dims()
			for i := range n {
				values = append(values, r.x.At(i, j))
			}
		}
		d.Columns = append(d.Columns, Column{Name: inputName(j), Values: values})
	}
	for k, r := range rows {
		copy(d.Targets[k][len(d.Stream):], r.y)
		for range r.y {
			d.Stream = append(d.Stream, k)
		}
	}
	return d, nil
}

// StreamTargets are the targets of so many tasks in so many rows, all missing:
// of those, a row has its own task's.
func StreamTargets(tasks, rows int) [][]float64 {
	targets := make([][]float64, tasks)
	for k := range targets {
		targets[k] = make([]float64, rows)
		for i := range targets[k] {
			targets[k][i] = math.NaN()
		}
	}
	return targets
}

// checkStreams returns an error where a task whose rows are its own has none
// in a split.
func (d *Data) checkStreams(s split, targets []Target) error {
	if d.Stream == nil {
		return nil
	}
	for i, rows := range s {
		own := make([]int, len(targets))
		for _, r := range rows {
			own[d.Stream[r]]++
		}
		if k := slices.Index(own, 0); k >= 0 {
			return fmt.Errorf("task %s has no %s sample: too few rows of the table are its own", targets[k].Name, splitNames[i])
		}
	}
	return nil
}
