package qm9

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// readXYZ reads a molecule of dsgdb9nsd.xyz: the number of atoms; "gdb", its
// number and 15 properties; an atom a line: element, place in Angstrom and
// partial charge; the frequencies, 3 an atom less 6, or less 5 of a linear one.
// What follows (SMILES, InChI) is not read.
func readXYZ(r io.Reader) (*molecule, error) {
	l := newLines(r)
	n, err := atomCount(l)
	if err != nil {
		return nil, err
	}
	line, err := l.next()
	if err != nil {
		return nil, short(err)
	}
	fields := strings.Fields(line)
	if len(fields) < 2 || fields[0] != "gdb" {
		return nil, fmt.Errorf("line 2 does not begin with gdb and a number: %.40q", line)
	}
	m := &molecule{}
	if m.id, err = identity("gdb " + fields[1]); err != nil {
		return nil, err
	}
	if have := len(fields) - 2; have != u0Atom {
		return nil, fmt.Errorf("line 2 has %d properties, wanted %d", have, u0Atom)
	}
	if err := numbers(fields[2:], m.prop[:u0Atom]); err != nil {
		return nil, fmt.Errorf("properties: %w", err)
	}
	if err := m.readAtoms(l, n); err != nil {
		return nil, err
	}
	if err := checkFrequencies(l, n); err != nil {
		return nil, err
	}
	m.atomise()
	return m, nil
}

// checkFrequencies reads the line behind n atoms, which tells whether it was
// all of them.
func checkFrequencies(l lines, n int) error {
	line, err := l.next()
	if err != nil {
		return short(err)
	}
	fields := strings.Fields(line)
	if _, err := number(append(fields, "")[0]); err != nil {
		return fmt.Errorf("%d atoms are announced, and no line of frequencies follows them: %.40q", n, line)
	}
	if have := len(fields); have != 3*n-6 && have != 3*n-5 {
		return fmt.Errorf("%d frequencies of %d atoms", have, n)
	}
	return nil
}

// readExtended reads a molecule of extended XYZ: number of atoms, a header
// that is not read, and an atom a line. It has no properties.
func readExtended(r io.Reader) (*molecule, error) {
	l := newLines(r)
	n, err := atomCount(l)
	if err != nil {
		return nil, err
	}
	if _, err := l.next(); err != nil {
		return nil, short(err)
	}
	m := &molecule{}
	if err := m.readAtoms(l, n); err != nil {
		return nil, err
	}
	rest, err := l.next()
	switch {
	case err == nil && strings.TrimSpace(rest) != "":
		return nil, fmt.Errorf("%d atoms are announced, and a line more follows: %.40q", n, rest)
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, err
	}
	return m, nil
}

// atomCount reads the first line.
func atomCount(l lines) (int, error) {
	line, err := l.next()
	if err != nil {
		return 0, short(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || n < 1 || n > maxAtoms {
		return 0, fmt.Errorf("line 1 is no number of atoms from 1 to %d: %.40q", maxAtoms, line)
	}
	return n, nil
}

// readAtoms reads n lines of an element and a place.
func (m *molecule) readAtoms(l lines, n int) error {
	for i := range n {
		line, err := l.next()
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("%d atoms are announced, the text ends after %d", n, i)
		}
		if err != nil {
			return err
		}
		fields := strings.Fields(line)
		if len(fields) < 4 || !unicode.IsLetter(rune(fields[0][0])) {
			return fmt.Errorf("atom %d of %d is no element and place: %.40q", i+1, n, line)
		}
		if err := m.atom(fields[0], fields[1:4]); err != nil {
			return fmt.Errorf("atom %d: %w", i+1, err)
		}
	}
	return nil
}

// atom appends an atom.
func (m *molecule) atom(symbol string, place []string) error {
	z, err := element(symbol)
	if err != nil {
		return err
	}
	var at [3]float64
	if err := numbers(place, at[:]); err != nil {
		return err
	}
	m.z, m.at = append(m.z, z), append(m.at, at)
	return nil
}
