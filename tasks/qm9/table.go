package qm9

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
)

// table is the properties of molecules by their number.
type table map[int][properties]float64

// readTable reads gdb9.sdf.csv or a file with such columns: mol_id and the
// properties, wherever they stand.
func readTable(path string) (table, error) {
	return gzfile.Read(path, func(r io.Reader) (table, error) {
		c := csv.NewReader(r)
		c.ReuseRecord = true
		c.FieldsPerRecord = -1 // add tells which molecule lacks some
		head, err := c.Read()
		if err != nil {
			return nil, err
		}
		head = slices.Clone(head)
		at, err := places(head)
		if err != nil {
			return nil, err
		}
		t := table{}
		for {
			row, err := c.Read()
			if errors.Is(err, io.EOF) {
				return t, nil
			}
			if err != nil {
				return nil, err
			}
			if err := t.add(row, at, len(head)); err != nil {
				return nil, err
			}
		}
	})
}

// places are the columns of mol_id and of the properties.
func places(head []string) ([]int, error) {
	at := []int{slices.Index(head, "mol_id")}
	for _, name := range columns {
		at = append(at, slices.Index(head, name))
	}
	if i := slices.Index(at, -1); i >= 0 {
		return nil, fmt.Errorf("no column %q", append([]string{"mol_id"}, columns[:]...)[i])
	}
	return at, nil
}

// add adds a row, which should have this many fields.
func (t table) add(row []string, at []int, fields int) error {
	id, err := identity(row[min(at[0], len(row)-1)])
	if err != nil {
		return err
	}
	if len(row) != fields {
		return fmt.Errorf("molecule gdb_%d: %d fields, wanted %d", id, len(row), fields)
	}
	if _, twice := t[id]; twice {
		return fmt.Errorf("molecule gdb_%d stands twice", id)
	}
	var p [properties]float64
	for i := range p {
		field := row[at[1+i]]
		if field == "" {
			return fmt.Errorf("molecule gdb_%d: no property %s", id, columns[i])
		}
		if p[i], err = number(field); err != nil {
			return fmt.Errorf("molecule gdb_%d: property %s: %w", id, columns[i], err)
		}
	}
	t[id] = p
	return nil
}

// complete gives a molecule its properties.
func (t table) complete(m *molecule) error {
	p, ok := t[m.id]
	if !ok {
		return errors.New("the table of properties has no such molecule")
	}
	m.prop = p
	return nil
}

// readUncharacterized reads the numbers of the molecules whose geometry is in
// doubt, 3,054 in the published file: nine lines before them and one behind,
// which tells that it is all of them.
func readUncharacterized(path string) (map[int]bool, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	all := strings.Split(strings.ReplaceAll(string(b), "\r", ""), "\n")
	if len(all) < 11 {
		return nil, fmt.Errorf("read %s: %d lines, wanted nine before the list and one behind", path, len(all))
	}
	if last := len(all) - 2; isRow(all[last]) {
		return nil, fmt.Errorf("read %s: the file is truncated: line %d is a molecule, and none is behind the list", path, last+1)
	}
	drop := map[int]bool{}
	for i, line := range all[9 : len(all)-2] {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		id, err := strconv.Atoi(fields[0])
		if err != nil || id < 1 {
			return nil, fmt.Errorf("read %s: line %d does not begin with the number of a molecule: %.40q", path, i+10, line)
		}
		drop[id] = true
	}
	return drop, nil
}

// isRow says that a line is one of the list of uncharacterized.txt: a number,
// two SMILES and their difference.
func isRow(line string) bool {
	fields := strings.Fields(line)
	if len(fields) < 4 {
		return false
	}
	_, err := strconv.Atoi(fields[0])
	return err == nil
}
