package textfile

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// CSV reads comma-separated values as RFC 4180 defines them. Blanks and tabs
// beside commas do not count.
type CSV struct {
	in    *csv.Reader
	limit *limited
	line  int
}

// NewCSV reads the table in r, of any encoding that NewReader takes.
func NewCSV(r io.Reader) *CSV {
	limit := &limited{r: NewReader(r)}
	c := csv.NewReader(limit)
	c.FieldsPerRecord, c.TrimLeadingSpace, c.ReuseRecord = -1, true, true
	return &CSV{in: c, limit: limit}
}

// Read is the next record, valid until the next call; empty lines are none. At
// the end the error is io.EOF.
func (c *CSV) Read() ([]string, error) {
	c.limit.most = c.in.InputOffset() + Longest
	fields, err := c.in.Read()
	if errors.Is(err, errLong) {
		return nil, fmt.Errorf("line %d: a record of more than %d bytes; is a quote without an end?", c.line+1, Longest)
	}
	if err != nil {
		return nil, err
	}
	c.line, _ = c.in.FieldPos(0)
	for i, f := range fields {
		fields[i] = strings.TrimSpace(f)
	}
	return fields, nil
}

// Line is the line on which the last record begins, from 1.
func (c *CSV) Line() int { return c.line }

// Head reads the names of the columns, each of which stands once.
func (c *CSV) Head() ([]string, error) {
	fields, err := c.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, errors.New("the file is empty")
	case err != nil:
		return nil, err
	case len(fields) == 1 && strings.ContainsAny(fields[0], ";\t"):
		return nil, fmt.Errorf("line %d: columns are separated by something else than commas: %.40q", c.line, fields[0])
	}
	names := append([]string(nil), fields...)
	if err := Unique("column", names); err != nil {
		return nil, fmt.Errorf("line %d: %w", c.line, err)
	}
	return names, nil
}

// Row reads a record that has a field for each name of the head.
func (c *CSV) Row(head []string) ([]string, error) {
	fields, err := c.Read()
	if err == nil && len(fields) != len(head) {
		return nil, fmt.Errorf("line %d: %d values, wanted %d", c.line, len(fields), len(head))
	}
	return fields, err
}

// errLong is the error of a record that is too long.
var errLong = errors.New("too long")

// limited gives as many bytes as a record may have.
type limited struct {
	r          io.Reader
	read, most int64
}

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	if l.read >= l.most {
		return 0, errLong
	}
	n, err := l.r.Read(p)
	l.read += int64(n)
	return n, err
}
