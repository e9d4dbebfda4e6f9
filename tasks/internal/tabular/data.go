// Package tabular makes suites of tables: rows of numbers, categories and
// sparse features, with a target for each task, some of which may be missing.
// A suite says how its files are read; splitting, standardising, the network
// and the metrics are here, one for all.
package tabular

import (
	"errors"
	"fmt"
	"math"

	"github.com/mtobench/mtobench/tasks"
)

// Data is a table as it was read. It is not changed.
type Data struct {
	Columns []Column
	// Sparse are further features of each row, of SparseWidth: those that are
	// not zero, taken as they are. Nil for none.
	Sparse      [][]Entry
	SparseWidth int
	// Targets are each task's value in every row: a number, a class counted
	// from 0, 0 or 1 of a binary task; NaN where missing.
	Targets [][]float64
	// Stream is the task that a row is of, where each task has rows of its
	// own; nil where the rows are of all tasks.
	Stream []int
	// Group is what rows must stay together by, such as their subject; nil for
	// none.
	Group []int
	// Test says which rows are the official test split; nil where there is
	// none.
	Test []bool
}

// Column is an input.
type Column struct {
	Name string
	// Values has a number a row, or of a column of categories its index in
	// them; NaN where missing.
	Values     []float64
	Categories []string // nil for numbers
}

// Entry is a feature that is not zero.
type Entry struct {
	At    int32
	Value float32
}

// rows is the number of rows.
func (d *Data) rows() int { return len(d.Targets[0]) }

// rowsOf picks the rows of a stream, as a table of one task.
func (d *Data) rowsOf(task int) *Data {
	out := &Data{SparseWidth: d.SparseWidth, Targets: make([][]float64, 1)}
	var keep []int
	for i, s := range d.Stream {
		if s == task {
			keep = append(keep, i)
		}
	}
	for _, c := range d.Columns {
		out.Columns = append(out.Columns, Column{c.Name, pick(c.Values, keep), c.Categories})
	}
	out.Targets[0] = pick(d.Targets[task], keep)
	if d.Sparse != nil {
		out.Sparse = pick(d.Sparse, keep)
	}
	if d.Test != nil {
		out.Test = pick(d.Test, keep)
	}
	return out
}

// pick are the elements at the indices.
func pick[T any](v []T, at []int) []T {
	out := make([]T, len(at))
	pickTo(out, v, at)
	return out
}

// pickTo writes them to dst.
func pickTo[T any](dst, v []T, at []int) {
	dst = dst[:len(at)]
	for i, j := range at {
		dst[i] = v[j]
	}
}

// check returns an error for a table whose parts do not fit.
func (d *Data) check(targets []Target) error {
	if len(d.Targets) != len(targets) {
		return fmt.Errorf("%d targets, wanted %d", len(d.Targets), len(targets))
	}
	if len(d.Columns) == 0 && d.Sparse == nil {
		return errors.New("no input beside the targets")
	}
	n := d.rows()
	for _, c := range d.Columns {
		if len(c.Values) != n {
			return fmt.Errorf("column %s has %d rows, wanted %d", c.Name, len(c.Values), n)
		}
		for i, v := range c.Values {
			if math.IsInf(v, 0) {
				return fmt.Errorf("column %s: row %d is %v", c.Name, i+1, v)
			}
		}
	}
	for k, t := range targets {
		for i, v := range d.Targets[k] {
			if !math.IsNaN(v) && !t.valid(v) {
				return fmt.Errorf("target %s: %v in row %d is none of %s", t.Name, v, i+1, t.range_())
			}
		}
	}
	return nil
}

// split are the rows of each split, in random order.
type split [3][]int

// split divides the rows: as many as the protocol says, or about as many, in its
// proportions in each stream, and within one in each class of binary tasks. Part
// turns the rows of a cross-validation. Streams have no fewer rows than the protocol says.
func (d *Data) split(p tasks.Protocol, seed uint64, part, parts int) (split, error) {
	if d.Group != nil {
		return d.splitGroups(p, seed)
	}
	want := [3]int{tasks.Train: p.Train, tasks.Val: p.Val, tasks.Test: p.Test}
	if d.Stream != nil && d.rows() < p.Train+p.Val+p.Test {
		return split{}, fmt.Errorf("%d rows do not make %d training, %d validation and %d test samples", d.rows(), p.Train, p.Val, p.Test)
	}
	var out split
	free := d.rows() - d.official()
	for b, rows := range d.buckets() {
		perm := pick(rows, tasks.Rand(seed, "split", uint64(b)).Perm(len(rows)))
		if parts > 1 {
			at := part * len(perm) / parts
			perm = append(perm[at:len(perm):len(perm)], perm[:at]...)
		}
		d.divide(&out, perm, free, want)
	}
	return out, d.checkSplit(out, want)
}

// buckets are rows that are divided in the same proportions: those of a stream
// and, where each row has one binary target, of a class.
func (d *Data) buckets() [][]int {
	if d.Stream == nil {
		all := make([]int, d.rows())
		for i := range all {
			all[i] = i
		}
		return [][]int{all}
	}
	buckets := make([][]int, 2*len(d.Targets))
	for i, s := range d.Stream {
		class := 0
		if d.Targets[s][i] == 1 {
			class = 1
		}
		buckets[2*s+class] = append(buckets[2*s+class], i)
	}
	return buckets
}

// divide adds rows to the splits: the first to the test, then to validation,
// the others to training. An official test split stays as it is; free is how many
// rows of all are not in it.
func (d *Data) divide(out *split, rows []int, free int, want [3]int) {
	total := want[0] + want[1] + want[2]
	share := func(n, of, all int) int { return int(math.Round(float64(n) * float64(of) / float64(all))) }
	if d.Test != nil {
		rest := rows[:0:0]
		for _, i := range rows {
			if d.Test[i] {
				out[tasks.Test] = append(out[tasks.Test], i)
			} else {
				rest = append(rest, i)
			}
		}
		rows, total, want[tasks.Test] = rest, total-want[tasks.Test], 0
	}
	n := len(rows) // a protocol may want fewer rows than there are
	if d.Stream != nil {
		n = share(total, n, free)
	} else if d.Test == nil {
		n = min(n, total)
	}
	test, val := share(n, want[tasks.Test], total), share(n, want[tasks.Val], total)
	train := n - test - val
	if d.Test != nil && d.Stream == nil {
		train = min(train, want[tasks.Train])
	}
	out[tasks.Test] = append(out[tasks.Test], rows[:test]...)
	out[tasks.Val] = append(out[tasks.Val], rows[test:test+val]...)
	out[tasks.Train] = append(out[tasks.Train], rows[test+val:test+val+train]...)
}

// official is the number of rows of an official test split.
func (d *Data) official() int {
	n := 0
	for _, test := range d.Test {
		if test {
			n++
		}
	}
	return n
}

// checkSplit returns an error for splits that lack rows.
func (d *Data) checkSplit(s split, want [3]int) error {
	if d.Stream == nil && d.Test == nil {
		for i, name := range splitNames {
			if len(s[i]) < want[i] {
				return fmt.Errorf("%d %s samples of the %d rows that there are cannot be had", want[i], name, d.rows())
			}
		}
	}
	return nil
}

// splitNames are those of errors.
var splitNames = [3]string{tasks.Train: "training", tasks.Val: "validation", tasks.Test: "test"}

// checkClasses returns an error where a task's metrics cannot be told for want
// of a class in validation or test.
func (d *Data) checkClasses(s split, targets []Target) error {
	for k, t := range targets {
		if t.Kind != Binary {
			continue
		}
		for _, part := range []struct {
			name string
			rows []int
		}{{"validation", s[tasks.Val]}, {"test", s[tasks.Test]}} {
			var seen [2]int
			for _, i := range part.rows {
				if v := d.Targets[k][i]; !math.IsNaN(v) {
					seen[int(v)]++
				}
			}
			if len(part.rows) > 0 && min(seen[0], seen[1]) == 0 {
				return fmt.Errorf("task %s has not both classes among its %d %s rows", t.Name, seen[0]+seen[1], part.name)
			}
		}
	}
	return nil
}

// splitGroups divides whole groups, until a split has the rows that the
// protocol says, or more.
func (d *Data) splitGroups(p tasks.Protocol, seed uint64) (split, error) {
	rows := map[int][]int{}
	var groups []int
	for i, g := range d.Group {
		if rows[g] == nil {
			groups = append(groups, g)
		}
		rows[g] = append(rows[g], i)
	}
	perm := pick(groups, tasks.Rand(seed, "split").Perm(len(groups)))
	var out split
	to := [3]tasks.Split{tasks.Test, tasks.Val, tasks.Train}
	want := [3]int{p.Test, p.Val, p.Train}
	at := 0
	for _, g := range perm {
		for at < 2 && len(out[to[at]]) >= want[at] {
			at++
		}
		out[to[at]] = append(out[to[at]], rows[g]...)
	}
	if train := out[tasks.Train]; len(train) > p.Train {
		out[tasks.Train] = pick(train, tasks.Rand(seed, "training rows").Perm(len(train))[:p.Train])
	}
	if len(out[tasks.Train]) == 0 || len(out[tasks.Val]) == 0 || len(out[tasks.Test]) == 0 {
		return out, fmt.Errorf("%d groups of %d rows do not make %d, %d and %d samples", len(groups), d.rows(), p.Train, p.Val, p.Test)
	}
	return out, nil
}
