package sarcos

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/filecache"
	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/internal/matv5"
	"github.com/mtobench/mtobench/tasks/internal/numcsv"
	"github.com/mtobench/mtobench/tasks/nn"
)

// The two files and, without the ending, the variables in them.
const (
	trainName = "sarcos_inv"
	testName  = "sarcos_inv_test"
)

// dataSeed fixes the splits, for all runs.
const dataSeed = 2000

// testRows is the number of rows of the official test file.
const testRows = 4449

// files are the files that are read, the test file first; the training file
// only when it is there. A protocol of more samples than the test file has
// cannot do without.
func files(data string, p tasks.Protocol) ([]string, error) {
	dir := filepath.Join(data, "sarcos")
	test, err := find(dir, testName)
	if err != nil {
		return nil, err
	}
	train, err := find(dir, trainName)
	switch {
	case err == nil:
		return []string{test, train}, nil
	case p.Train+p.Val+p.Test > testRows:
		return nil, err
	}
	return []string{test}, nil
}

// find finds a file as published, or as a table of numbers.
func find(dir, name string) (string, error) {
	return gzfile.Find(dir, name+".mat", name+".csv.gz", name+".csv")
}

// tables shares the files' contents among the cells of a process.
var tables filecache.Cache[*mat.Dense]

// read reads a file: 21 inputs and 7 torques a row.
func read(path string) (*mat.Dense, error) {
	return tables.Get([]string{path}, func() (*mat.Dense, error) {
		m, err := decode(path)
		if err != nil {
			return nil, err
		}
		if _, cols := m.Dims(); cols != inputs+joints {
			return nil, fmt.Errorf("read %s: %d columns, wanted %d", path, cols, inputs+joints)
		}
		return m, nil
	})
}

func decode(path string) (*mat.Dense, error) {
	if variable, ok := strings.CutSuffix(filepath.Base(path), ".mat"); ok {
		return matv5.Read(path, variable)
	}
	return numcsv.ReadColumns(path, columns()...)
}

// columns are the names of a CSV file's columns, in the order of the published
// matrices: positions, velocities, accelerations and torques of the joints.
func columns() []string {
	var names []string
	for _, of := range []string{"q", "qd", "qdd", "tau"} {
		for j := range joints {
			names = append(names, fmt.Sprintf("%s%d", of, j+1))
		}
	}
	return names
}

// samples is the standardised data; it implements nn.Data.
type samples struct{ splits [3]split }

// split is n rows of inputs x and torques y.
type split struct {
	n    int
	x, y []float32
}

// load reads and splits the data in the protocol's sizes.
func load(data string, p tasks.Protocol) (*samples, error) {
	from, err := pools(data, p)
	if err != nil {
		return nil, err
	}
	var rows [3][]int
	for s, want := range [3]struct {
		name string
		n    int
	}{tasks.Train: {"training", p.Train}, tasks.Val: {"validation", p.Val}, tasks.Test: {"test", p.Test}} {
		if rows[s], err = from[s].take(want.n, want.name); err != nil {
			return nil, err
		}
	}
	scale, err := standardise(from[tasks.Train], rows[tasks.Train])
	if err != nil {
		return nil, err
	}
	d := &samples{}
	for s := range d.splits {
		d.splits[s] = scale.split(from[s], rows[s])
	}
	return d, nil
}

// pools are what each split takes its rows from: one file for all, or
// another for training and validation than for the test.
func pools(data string, protocol tasks.Protocol) (from [3]*pool, err error) {
	paths, err := files(data, protocol)
	if err != nil {
		return from, err
	}
	var p *pool
	for _, path := range paths {
		rows, err := read(path)
		if err != nil {
			return from, err
		}
		p = newPool(path, rows)
		if from[tasks.Test] == nil {
			from[tasks.Test] = p
		}
	}
	from[tasks.Train], from[tasks.Val] = p, p
	return from, nil
}

// pool is a file's rows, of which splits take theirs.
type pool struct {
	path string
	rows *mat.Dense
	left []int // rows not taken, in a random order
}

func newPool(path string, rows *mat.Dense) *pool {
	n, _ := rows.Dims()
	return &pool{path, rows, tasks.Rand(dataSeed, "sarcos").Perm(n)}
}

// take takes n rows for the split of that name.
func (p *pool) take(n int, name string) ([]int, error) {
	if n > len(p.left) {
		return nil, fmt.Errorf("sarcos: %d %s samples are more than the %d rows left of %s", n, name, len(p.left), p.path)
	}
	taken := p.left[:n]
	p.left = p.left[n:]
	return taken, nil
}

// scale standardises a row.
type scale struct{ mean, deviation [inputs + joints]float64 }

// standardise measures the columns over rows of a pool.
func standardise(p *pool, rows []int) (s scale, err error) {
	column := make([]float64, len(rows))
	for j := range s.mean {
		for i, r := range rows {
			column[i] = p.rows.At(r, j)
		}
		mean, variance := stat.PopMeanVariance(column, nil)
		if !(variance > 0) {
			return s, fmt.Errorf("%s: column %d does not vary over the %d training rows", p.path, j+1, len(rows))
		}
		s.mean[j], s.deviation[j] = mean, math.Sqrt(variance)
	}
	return s, nil
}

// split standardises rows of a pool.
func (s *scale) split(p *pool, rows []int) split {
	sp := split{n: len(rows)}
	for _, r := range rows {
		for j, v := range p.rows.RawRowView(r) {
			z := float32((v - s.mean[j]) / s.deviation[j])
			if j < inputs {
				sp.x = append(sp.x, z)
			} else {
				sp.y = append(sp.y, z)
			}
		}
	}
	return sp
}

// Len implements nn.Data.
func (d *samples) Len(s tasks.Split) int { return d.splits[s].n }

// Fill implements nn.Data.
func (d *samples) Fill(s tasks.Split, index []int, b *nn.Batch) error {
	sp := &d.splits[s]
	for i, r := range index {
		copy(b.Inputs[0][i*inputs:], sp.x[r*inputs:][:inputs])
		for j := range joints {
			b.Targets[j].Values[i] = sp.y[r*joints+j]
		}
	}
	return nil
}
