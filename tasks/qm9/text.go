package qm9

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/tasks/textfile"
)

// longest is the most bytes of a line, of which there are some 600.
const longest = 1 << 16

// lines reads a text line by line.
type lines struct{ *textfile.Lines }

func newLines(r io.Reader) lines {
	return lines{textfile.NewLines(textfile.NewReader(r), longest)}
}

// next is the next line without its end. At the end of the text the error is
// io.ErrUnexpectedEOF.
func (l lines) next() (string, error) {
	switch {
	case l.Next():
		return l.Text(), nil
	case l.Err() != nil:
		return "", l.Err()
	}
	return "", io.ErrUnexpectedEOF
}

// number parses a number, also as Mathematica writes them: 6.2198*^-6.
func number(s string) (float64, error) {
	v, err := textfile.Number(strings.Replace(s, "*^", "e", 1))
	if err != nil {
		return 0, fmt.Errorf("%.40q is no finite number", s)
	}
	return v, nil
}

// numbers parses numbers into dst.
func numbers(fields []string, dst []float64) (err error) {
	for i := range dst {
		if dst[i], err = number(fields[i]); err != nil {
			return err
		}
	}
	return nil
}

// identity is the number of a molecule called "gdb_7", "gdb 7", "gdb_7.xyz"
// or "dsgdb9nsd_000007.xyz".
func identity(name string) (int, error) {
	s := strings.TrimSuffix(strings.TrimSpace(name), ".xyz")
	at := strings.LastIndexAny(s, "_ \t")
	id, err := strconv.Atoi(s[at+1:])
	if at < 0 || err != nil || id < 1 || id > math.MaxInt32 {
		return 0, fmt.Errorf("%.40q does not tell a molecule as gdb_7 does", name)
	}
	return id, nil
}

// short says of a text that ends too early what is wrong.
func short(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the text ends within the molecule")
	}
	return err
}
