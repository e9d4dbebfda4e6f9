// Package arff reads tables in Weka's attribute-relation file format: attributes
// of numbers or of named categories, rows with a comma between values, "?" where
// one is missing.
package arff

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
)

// Column is an attribute with its value in every row.
type Column struct {
	Name       string
	Categories []string // nil for numbers
	// Values are numbers, or indices of Categories; NaN where missing.
	Values []float64
}

// Read reads the file at path, gzip-compressed or not. Its error is one line
// that names the file and, for what is wrong in it, the line.
func Read(path string) ([]Column, error) { return gzfile.Read(path, decode) }

func decode(r io.Reader) ([]Column, error) {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 1<<16), 1<<24)
	var cols []Column
	number, inData, rows := 0, false, 0
	for s.Scan() {
		number++
		line := strings.TrimSpace(s.Text())
		if line == "" || line[0] == '%' {
			continue
		}
		var err error
		switch {
		case inData:
			rows++
			err = row(cols, line)
		case keyword(line, "@attribute"):
			var c Column
			c, err = attribute(strings.TrimSpace(line[len("@attribute"):]))
			cols = append(cols, c)
		case keyword(line, "@data"):
			inData = true
		case !keyword(line, "@relation"):
			err = fmt.Errorf("%q is no declaration", short(line))
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	switch {
	case s.Err() != nil:
		return nil, fmt.Errorf("line %d: %w", number+1, s.Err())
	case len(cols) == 0:
		return nil, errors.New("no @attribute")
	case rows == 0:
		return nil, errors.New("no row follows @data")
	}
	return cols, nil
}

// keyword says whether a line begins with a word, in any case.
func keyword(line, word string) bool {
	return len(line) >= len(word) && strings.EqualFold(line[:len(word)], word)
}

func short(text string) string {
	if len(text) > 40 {
		return text[:40] + "..."
	}
	return text
}

// attribute reads a name, quoted or not, and a type.
func attribute(text string) (Column, error) {
	name, kind, err := word(text)
	if err != nil {
		return Column{}, err
	}
	kind = strings.TrimSpace(kind)
	switch {
	case name == "" || kind == "":
		return Column{}, fmt.Errorf("attribute %q has no type", short(text))
	case strings.HasPrefix(kind, "{"):
		list, ok := strings.CutSuffix(kind[1:], "}")
		if !ok {
			return Column{}, fmt.Errorf("categories of %s have no end", name)
		}
		values, err := fields(list)
		return Column{Name: name, Categories: values}, err
	case strings.EqualFold(kind, "numeric"), strings.EqualFold(kind, "real"), strings.EqualFold(kind, "integer"):
		return Column{Name: name}, nil
	}
	return Column{}, fmt.Errorf("attribute %s has type %q; numeric, real, integer and {categories} are read", name, short(kind))
}

// word cuts off a first word, which may stand in quotes.
func word(text string) (first, rest string, err error) {
	if text == "" || text[0] != '\'' && text[0] != '"' {
		if i := strings.IndexAny(text, " \t"); i >= 0 {
			return text[:i], text[i:], nil
		}
		return text, "", nil
	}
	end := strings.IndexByte(text[1:], text[0])
	if end < 0 {
		return "", "", fmt.Errorf("%q has a quote without an end", short(text))
	}
	return text[1 : 1+end], text[end+2:], nil
}

// fields splits at commas outside quotes, and takes quotes off.
func fields(line string) ([]string, error) {
	var out []string
	for {
		line = strings.TrimLeft(line, " \t")
		if line != "" && (line[0] == '\'' || line[0] == '"') {
			value, rest, err := word(line)
			if err != nil {
				return nil, err
			}
			out = append(out, value)
			rest = strings.TrimSpace(rest)
			if rest == "" {
				return out, nil
			}
			if rest[0] != ',' {
				return nil, fmt.Errorf("%q follows a quote", short(rest))
			}
			line = rest[1:]
			continue
		}
		value, rest, more := strings.Cut(line, ",")
		out = append(out, strings.TrimSpace(value))
		if !more {
			return out, nil
		}
		line = rest
	}
}

// row adds a line of values to the columns.
func row(cols []Column, line string) error {
	if line[0] == '{' {
		return errors.New("rows of sparse form are not read")
	}
	values, err := fields(line)
	if err != nil {
		return err
	}
	if len(values) != len(cols) {
		return fmt.Errorf("%d values, wanted %d", len(values), len(cols))
	}
	for j := range cols {
		v, err := cols[j].value(values[j])
		if err != nil {
			return err
		}
		cols[j].Values = append(cols[j].Values, v)
	}
	return nil
}

func (c *Column) value(text string) (float64, error) {
	if text == "?" {
		return math.NaN(), nil
	}
	if c.Categories == nil {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("%s is %q, no number", c.Name, short(text))
		}
		return v, nil
	}
	for i, name := range c.Categories {
		if name == text {
			return float64(i), nil
		}
	}
	return 0, fmt.Errorf("%s is %q, none of its categories", c.Name, short(text))
}
