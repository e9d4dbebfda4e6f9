package qm9

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// sdfReader reads the molecules of an SDF file (V2000) one by one.
type sdfReader struct{ lines }

func newSDF(r io.Reader) sdfReader { return sdfReader{newLines(r)} }

// next reads a molecule; io.EOF at the end, which empty lines may precede. The
// name is there as soon as it was read, whatever the error.
func (r sdfReader) next() (m *molecule, name string, err error) {
	name, err = r.lines.next()
	for err == nil && strings.TrimSpace(name) == "" {
		if name, err = r.lines.next(); err == nil && strings.TrimSpace(name) != "" {
			return nil, "", errors.New("its first line is empty, and should tell a molecule as gdb_7 does")
		}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, "", io.EOF
	}
	if err == nil {
		m, err = r.molecule(name)
	}
	return m, strings.TrimSpace(name), short(err)
}

// molecule reads what follows the name.
func (r sdfReader) molecule(name string) (*molecule, error) {
	id, err := identity(name)
	if err != nil {
		return nil, err
	}
	m := &molecule{id: id, known: true}
	var line string
	for range 3 { // two lines of comment, the third is the counts
		if line, err = r.lines.next(); err != nil {
			return nil, err
		}
	}
	atoms, err1 := column(line, 0)
	bonds, err2 := column(line, 3)
	if err1 != nil || err2 != nil || atoms < 1 || atoms > maxAtoms {
		return nil, fmt.Errorf("no counts of atoms and bonds: %.40q", line)
	}
	for i := range atoms {
		if line, err = r.lines.next(); err != nil {
			return nil, err
		}
		if len(line) < 32 {
			return nil, fmt.Errorf("atom %d of %d is no place and element: %.40q", i+1, atoms, line)
		}
		place := []string{strings.TrimSpace(line[:10]), strings.TrimSpace(line[10:20]), strings.TrimSpace(line[20:30])}
		if err := m.atom(strings.TrimSpace(line[30:min(34, len(line))]), place); err != nil {
			return nil, fmt.Errorf("atom %d: %w", i+1, err)
		}
	}
	for i := range bonds {
		if line, err = r.lines.next(); err != nil {
			return nil, err
		}
		if err := m.readBond(line); err != nil {
			return nil, fmt.Errorf("bond %d of %d: %w", i+1, bonds, err)
		}
	}
	return m, r.skip()
}

// readBond appends the bond of a line.
func (m *molecule) readBond(line string) error {
	a, err1 := column(line, 0)
	b, err2 := column(line, 3)
	k, err3 := column(line, 6)
	n := len(m.z)
	if err1 != nil || err2 != nil || err3 != nil || a < 1 || b < 1 || a > n || b > n || a == b || k < 1 || k > 4 {
		return fmt.Errorf("no two of %d atoms and a kind from 1 to 4: %.40q", n, line)
	}
	c := bond{uint8(min(a, b) - 1), uint8(max(a, b) - 1), kind(k)}
	for _, other := range m.bonds {
		if other.a == c.a && other.b == c.b {
			return fmt.Errorf("atoms %d and %d are bonded twice", c.a+1, c.b+1)
		}
	}
	m.bonds = append(m.bonds, c)
	return nil
}

// column is the whole number in three characters of a line.
func column(line string, at int) (int, error) {
	if len(line) < at+3 {
		return 0, errors.New("short line")
	}
	return strconv.Atoi(strings.TrimSpace(line[at : at+3]))
}

// skip reads to the end of the record. One that ends early has another atom
// or bond where its end should be.
func (r sdfReader) skip() error {
	for {
		line, err := r.lines.next()
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(line, "$$$$"):
			return nil
		case line != "" && line[0] == ' ' && len(strings.Fields(line)) > 3:
			return fmt.Errorf("more atoms or bonds than announced: %.40q", line)
		}
	}
}
