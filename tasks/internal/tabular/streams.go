package tabular

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks/internal/matv5"
	"github.com/mtobench/mtobench/tasks/internal/numcsv"
)

// ReadStreams reads a table whose rows belong to one of several tasks each:
// either a MATLAB file with a cell a task of inputs, and one of targets, or a
// table with the task, counted from 0, the target and then the inputs.
func ReadStreams(path, inputs, targets string, tasks int) (*Data, error) {
	var rows []stream
	var err error
	if strings.HasSuffix(path, ".mat") {
		rows, err = readCells(path, inputs, targets)
	} else {
		rows, err = readTable(path, tasks)
	}
	if err != nil {
		return nil, err
	}
	if len(rows) != tasks {
		return nil, fmt.Errorf("read %s: %d tasks, wanted %d", path, len(rows), tasks)
	}
	return join(path, rows)
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

func readTable(path string, tasks int) ([]stream, error) {
	t, err := numcsv.Read(path)
	if err != nil {
		return nil, err
	}
	n, cols := t.Rows.Dims()
	if cols < 3 {
		return nil, fmt.Errorf("read %s: %d columns; task, target and inputs are wanted", path, cols)
	}
	out := make([]stream, tasks)
	values := make([][]float64, tasks)
	for i := range n {
		row := t.Rows.RawRowView(i)
		k := int(row[0])
		if row[0] != math.Trunc(row[0]) || k < 0 || k >= tasks {
			return nil, fmt.Errorf("read %s: row %d is of task %v of %d", path, i+1, row[0], tasks)
		}
		out[k].y = append(out[k].y, row[1])
		values[k] = append(values[k], row[2:]...)
	}
	for k, v := range values {
		if len(v) > 0 {
			out[k].x = mat.NewDense(len(v)/(cols-2), cols-2, v)
		}
	}
	return out, nil
}

// join makes one table.
func join(path string, rows []stream) (*Data, error) {
	total := 0
	for k, s := range rows {
		if s.x == nil {
			return nil, fmt.Errorf("read %s: task %d has no row", path, k+1)
		}
		n, cols := s.x.Dims()
		if _, first := rows[0].x.Dims(); cols != first {
			return nil, fmt.Errorf("read %s: task %d has %d inputs, the first %d", path, k+1, cols, first)
		}
		total += n
	}
	_, cols := rows[0].x.Dims()
	d := &Data{Targets: StreamTargets(len(rows), total), Stream: make([]int, 0, total)}
	for j := range cols {
		values := make([]float64, 0, total)
		for _, s := range rows {
			n, _ := s.x.Dims()
			for i := range n {
				values = append(values, s.x.At(i, j))
			}
		}
		d.Columns = append(d.Columns, Column{Name: fmt.Sprintf("x%d", j+1), Values: values})
	}
	for k, s := range rows {
		copy(d.Targets[k][len(d.Stream):], s.y)
		for range s.y {
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
