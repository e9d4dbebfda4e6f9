package qm9

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/textfile"
)

// table is the properties of molecules by their number.
type table map[int][properties]float64

// readTable reads gdb9.sdf.csv or a file with such columns: mol_id and the
// properties, wherever they stand.
func readTable(path string) (table, error) {
	return gzfile.Read(path, func(r io.Reader) (table, error) {
		c := textfile.NewCSV(r)
		head, err := c.Head()
		if err != nil {
			return nil, err
		}
		at, err := textfile.Find("column", head, append([]string{"mol_id"}, columns[:]...)...)
		if err != nil {
			return nil, err
		}
		t := table{}
		for {
			row, err := c.Read() // add tells which molecule lacks some
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
// doubt, 3,054 in the published file: a head, a molecule a line, and behind the
// list a line that begins with how many they are.
func readUncharacterized(path string) (map[int]bool, error) {
	return gzfile.Read(path, decodeUncharacterized)
}

func decodeUncharacterized(r io.Reader) (map[int]bool, error) {
	l := newLines(r)
	drop := map[int]bool{}
	last, behind := 0, 0 // lines: the last molecule, the first of what is behind
	for l.Next() {
		fields := strings.Fields(l.Text())
		id, isRow := listed(fields)
		switch {
		case isRow && behind > 0:
			return nil, l.At(fmt.Errorf("a molecule follows line %d, which is none: %.40q", behind, l.Text()))
		case isRow && drop[id]:
			return nil, l.At(fmt.Errorf("molecule %d stands twice", id))
		case isRow:
			drop[id], last = true, l.Number()
		case len(fields) == 0:
		case len(drop) > 0 || total(fields) == 0:
			behind = cmp.Or(behind, l.Number())
			if n := total(fields); n >= 0 && n != len(drop) {
				return nil, l.At(fmt.Errorf("%.40q: the list has %d molecules", l.Text(), len(drop)))
			}
		}
	}
	switch {
	case l.Err() != nil:
		return nil, l.Err()
	case len(drop) > 0 && behind == 0:
		return nil, fmt.Errorf("the file is truncated: line %d is a molecule, and none is behind the list", last)
	case behind == 0:
		return nil, errors.New("no list of molecules: a number, two SMILES and their difference a line")
	}
	return drop, nil
}

// listed is the number of the molecule of a line of the list: a number, two
// SMILES and their difference.
func listed(fields []string) (id int, ok bool) {
	if len(fields) < 4 {
		return 0, false
	}
	id, err := strconv.Atoi(fields[0])
	return id, err == nil && id > 0
}

// total is the number that a line begins with; -1 where it begins with none.
func total(fields []string) int {
	n, err := strconv.Atoi(fields[0])
	if err != nil {
		return -1
	}
	return n
}
