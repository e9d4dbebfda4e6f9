// Package numcsv reads tables of numbers: comma-separated, a line of column
// names first, gzip-compressed or not.
package numcsv

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
)

// Table is a table of finite numbers.
type Table struct {
	Columns []string
	Rows    *mat.Dense // one row a line, one column a name
}

// Read reads the file at path. Its error is one line that names the file
// and, for a bad number, the line and the column.
func Read(path string) (Table, error) { return gzfile.Read(path, decode) }

func decode(r io.Reader) (Table, error) {
	c := csv.NewReader(r)
	columns, err := c.Read()
	if errors.Is(err, io.EOF) {
		return Table{}, errors.New("the file is empty")
	}
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
func rows(c *csv.Reader, columns []string) ([]float64, error) {
	c.ReuseRecord = true
	var data []float64
	for {
		record, err := c.Read()
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		for i, field := range record {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				line, _ := c.FieldPos(i)
				return nil, fmt.Errorf("line %d, column %s: %.40q is no finite number", line, columns[i], field)
			}
			data = append(data, v)
		}
	}
}

func allNumbers(fields []string) bool {
	for _, f := range fields {
		if _, err := strconv.ParseFloat(f, 64); err != nil {
			return false
		}
	}
	return true
}
