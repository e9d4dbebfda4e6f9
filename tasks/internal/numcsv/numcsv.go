// Package numcsv reads tables of numbers: comma-separated, a line of column
// names first, gzip-compressed or not.
package numcsv

import (
	"errors"
	"fmt"
	"io"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/textfile"
)

// Table is a table of finite numbers.
type Table struct {
	Columns []string   // each once
	Rows    *mat.Dense // one row a line, one column a name
}

// Read reads the file at path. Its error is one line that names the file
// and, for a bad number, the line and the column.
func Read(path string) (Table, error) { return gzfile.Read(path, decode) }

// ReadColumns is Read with the columns of these names, in this order, in
// whichever order the file has them. Another column is an error.
func ReadColumns(path string, names ...string) (*mat.Dense, error) {
	t, err := Read(path)
	if err != nil {
		return nil, err
	}
	m, err := t.columns(names)
	return m, gzfile.Describe(path, err)
}

func (t Table) columns(names []string) (*mat.Dense, error) {
	at, err := textfile.Find("column", t.Columns, names...)
	if err != nil {
		return nil, err
	}
	if len(t.Columns) > len(names) {
		wanted := make([]bool, len(t.Columns))
		for _, j := range at {
			wanted[j] = true
		}
		for j, name := range t.Columns {
			if !wanted[j] {
				return nil, fmt.Errorf("column %.40q is none of this set's; take it out", name)
			}
		}
	}
	n, _ := t.Rows.Dims()
	m := mat.NewDense(n, len(at), nil)
	for i := range n {
		from, to := t.Rows.RawRowView(i), m.RawRowView(i)
		for j, c := range at {
			to[j] = from[c]
		}
	}
	return m, nil
}

func decode(r io.Reader) (Table, error) {
	c := textfile.NewCSV(r)
	columns, err := c.Head()
	if err != nil {
		return Table{}, err
	}
	if allNumbers(columns) {
		return Table{}, errors.New("line 1 holds numbers where the column names should be")
	}
	data, err := rows(c, columns)
	switch {
	case err != nil:
		return Table{}, err
	case len(data) == 0:
		return Table{}, errors.New("no line follows the column names")
	}
	return Table{columns, mat.NewDense(len(data)/len(columns), len(columns), data)}, nil
}

// rows reads the lines after the first, all of as many fields as it has.
func rows(c *textfile.CSV, columns []string) ([]float64, error) {
	var data []float64
	for {
		record, err := c.Row(columns)
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		for i, field := range record {
			v, err := textfile.Number(field)
			if err != nil {
				return nil, fmt.Errorf("line %d, column %s: %w", c.Line(), columns[i], err)
			}
			data = append(data, v)
		}
	}
}

func allNumbers(fields []string) bool {
	for _, f := range fields {
		if _, err := textfile.Number(f); err != nil {
			return false
		}
	}
	return true
}
