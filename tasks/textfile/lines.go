package textfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Longest is the most bytes of a line, and of a record of a CSV file, unless a
// format says less: 16 MiB.
const Longest = 1 << 24

// Lines gives a text line by line.
type Lines struct {
	s       *bufio.Scanner
	longest int
	number  int
	ended   bool // by "\n", not by the end of the text
}

// NewLines reads lines of at most so many bytes from r, a Reader of this
// package.
func NewLines(r io.Reader, longest int) *Lines {
	l := &Lines{s: bufio.NewScanner(r), longest: longest}
	l.s.Buffer(nil, longest+1)
	l.s.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		advance, line, err := bufio.ScanLines(data, atEOF)
		l.ended = advance > len(line)
		return advance, line, err
	})
	return l
}

// Next goes on to the next line; false at the end and at an error, which takes
// the line that it cuts with it.
func (l *Lines) Next() bool {
	if !l.s.Scan() || !l.ended && l.s.Err() != nil {
		return false
	}
	l.number++
	return true
}

// Bytes is the line without its end, valid until Next.
func (l *Lines) Bytes() []byte { return l.s.Bytes() }

// Text is the line without its end.
func (l *Lines) Text() string { return l.s.Text() }

// Number is the line's number, from 1.
func (l *Lines) Number() int { return l.number }

// Err is the error that ended the text; nil at its end.
func (l *Lines) Err() error {
	if errors.Is(l.s.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d: longer than %d bytes", l.number+1, l.longest)
	}
	return l.s.Err()
}

// At says in which line an error is; nil for nil.
func (l *Lines) At(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("line %d: %w", l.number, err)
}
