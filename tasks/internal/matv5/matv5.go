// Package matv5 reads numeric matrices out of MATLAB level 5 MAT-files, as
// MATLAB's save writes them with -v6 (plain) and -v7 (compressed).
// Format: MathWorks, MAT-File Format, chapter 1.
package matv5

import (
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
)

// headerSize is the length of a file's header: text, version, byte order.
const headerSize = 128

// Read reads the variable name, a matrix of finite real numbers of any
// numeric class, from the file at path. Its error is one line that names the
// file; for a variable that is not there it lists those that are.
func Read(path, name string) (*mat.Dense, error) {
	return read(path, name, array.dense)
}

// ReadCells reads the variable name, a cell array of such matrices, in the
// order in which MATLAB numbers cells.
func ReadCells(path, name string) ([]*mat.Dense, error) {
	return read(path, name, array.cells)
}

func read[V any](path, name string, as func(array) (V, error)) (v V, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return v, err
	}
	a, err := decode(b, name)
	if err == nil {
		v, err = as(a)
	}
	return v, gzfile.Describe(path, err)
}

// decode finds a variable.
func decode(b []byte, name string) (array, error) {
	order, err := header(b)
	if err != nil {
		return array{}, err
	}
	var names []string
	for rest := (elements{b[headerSize:], order}); len(rest.b) > 0; {
		e, err := rest.next()
		if err != nil {
			return array{}, err
		}
		a, err := e.array(order)
		if err != nil {
			return array{}, err
		}
		if a.name == name {
			return a, nil
		}
		if a.name != "" {
			names = append(names, strconv.Quote(a.name))
		}
	}
	if len(names) == 0 {
		return array{}, fmt.Errorf("no variable %q; it has none", name)
	}
	return array{}, fmt.Errorf("no variable %q; it has %s", name, strings.Join(names, ", "))
}

// header gives the byte order.
func header(b []byte) (binary.ByteOrder, error) {
	if len(b) < headerSize {
		return nil, fmt.Errorf("not a MAT-file: %d bytes, its header alone has %d", len(b), headerSize)
	}
	var order binary.ByteOrder
	switch string(b[126:128]) {
	case "IM":
		order = binary.LittleEndian
	case "MI":
		order = binary.BigEndian
	default:
		return nil, fmt.Errorf("not a level 5 MAT-file: no byte order in its header")
	}
	switch v := order.Uint16(b[124:]); v {
	case 0x0100:
		return order, nil
	case 0x0200:
		return nil, fmt.Errorf("a MAT-file of version 7.3; save it with -v7")
	default:
		return nil, fmt.Errorf("MAT-file of unknown version 0x%04x", v)
	}
}
