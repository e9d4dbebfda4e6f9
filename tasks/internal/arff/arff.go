// Package arff reads tables in Weka's attribute-relation file format: attributes
// of numbers or of named categories, rows with a comma or a tab between values,
// "?" where one is missing.
package arff

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/textfile"
)

// Column is an attribute with its value in every row.
type Column struct {
	Name       string
	Categories []string // nil for numbers
	// Values are numbers, or indices of Categories; NaN where missing.
	Values []float64
	index  map[string]int // of Categories
}

// Read reads the file at path, gzip-compressed or not. Its error is one line
// that names the file and, for what is wrong in it, the line.
func Read(path string) ([]Column, error) { return gzfile.Read(path, decode) }

func decode(r io.Reader) ([]Column, error) {
	lines := textfile.NewLines(textfile.NewReader(r), textfile.Longest)
	cols, err := header(lines)
	if err != nil {
		return nil, err
	}
	rows := 0
	for lines.Next() {
		line := strings.TrimSpace(lines.Text())
		if comment(line) {
			continue
		}
		if err := row(cols, line); err != nil {
			return nil, lines.At(err)
		}
		rows++
	}
	if rows == 0 && lines.Err() == nil {
		return nil, errors.New("no row follows @data")
	}
	return cols, lines.Err()
}

// header reads the declarations, down to @data.
func header(lines *textfile.Lines) ([]Column, error) {
	var cols []Column
	var names []string
	for lines.Next() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case comment(line), keyword(line, "@relation"):
		case keyword(line, "@attribute"):
			c, err := attribute(strings.TrimSpace(line[len("@attribute"):]))
			if err != nil {
				return nil, lines.At(err)
			}
			cols, names = append(cols, c), append(names, c.Name)
		case keyword(line, "@data"):
			if len(cols) == 0 {
				return nil, errNone
			}
			return cols, textfile.Unique("attribute", names)
		default:
			return nil, lines.At(fmt.Errorf("%.40q is no declaration", line))
		}
	}
	switch {
	case lines.Err() != nil:
		return nil, lines.Err()
	case len(cols) == 0:
		return nil, errNone
	}
	return nil, errors.New("no @data")
}

var errNone = errors.New("no @attribute")

// comment says that a line has nothing to read.
func comment(line string) bool { return line == "" || line[0] == '%' }

// keyword says whether the first word of a line is this one, in any case.
func keyword(line, word string) bool {
	return len(line) >= len(word) && strings.EqualFold(line[:len(word)], word) &&
		(len(line) == len(word) || line[len(word)] == ' ' || line[len(word)] == '\t')
}

// attribute reads a name, quoted or not, and a type.
func attribute(text string) (Column, error) {
	name, kind, err := word(text, " \t{")
	if err != nil {
		return Column{}, err
	}
	kind = strings.TrimSpace(kind)
	switch {
	case name.text == "" || kind == "":
		return Column{}, fmt.Errorf("attribute %.40q has no type", text)
	case strings.HasPrefix(kind, "{"):
		return categories(name.text, kind[1:])
	case strings.EqualFold(kind, "numeric"), strings.EqualFold(kind, "real"), strings.EqualFold(kind, "integer"):
		return Column{Name: name.text}, nil
	}
	return Column{}, fmt.Errorf("attribute %s has type %.40q; numeric, real, integer and {categories} are read", name.text, kind)
}

// categories is the attribute of a list that ends in a brace.
func categories(name, list string) (Column, error) {
	list, ok := strings.CutSuffix(list, "}")
	if !ok {
		return Column{}, fmt.Errorf("categories of %s have no end", name)
	}
	values, err := fields(list)
	if err != nil {
		return Column{}, err
	}
	c := Column{Name: name, index: map[string]int{}}
	for i, v := range values {
		if v.text == "" && !v.quoted {
			return Column{}, fmt.Errorf("category %d of %s is empty", i+1, name)
		}
		c.Categories, c.index[v.text] = append(c.Categories, v.text), i
	}
	return c, textfile.Unique("category of "+name+":", c.Categories)
}

// field is a value; one in quotes is never that of a missing value.
type field struct {
	text   string
	quoted bool
}

// word cuts off a first word, which may stand in quotes, or else ends before
// one of the bytes of ends.
func word(text, ends string) (first field, rest string, err error) {
	if text == "" || text[0] != '\'' && text[0] != '"' {
		i := strings.IndexAny(text, ends)
		if i < 0 {
			i = len(text)
		}
		return field{text: strings.TrimSpace(text[:i])}, text[i:], nil
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == text[0]:
			return field{b.String(), true}, text[i+1:], nil
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(escaped(text[i]))
		default:
			b.WriteByte(c)
		}
	}
	return first, "", fmt.Errorf("%.40q has a quote without an end", text)
}

// escaped is what a byte behind a backslash in quotes stands for, as in Weka's
// weka.core.Utils.unquote.
func escaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// fields splits at commas and tabs outside quotes, and takes quotes off.
func fields(line string) ([]field, error) {
	var out []field
	for {
		value, rest, err := word(strings.TrimLeft(line, " \t"), ",\t")
		if err != nil {
			return nil, err
		}
		out = append(out, value)
		behind := strings.TrimLeft(rest, " \t")
		switch {
		case behind == "":
			return out, nil
		case behind[0] == ',':
			line = behind[1:]
		case len(behind) < len(rest) && strings.Contains(rest[:len(rest)-len(behind)], "\t"):
			line = behind // a tab alone
		default:
			return nil, fmt.Errorf("%.40q follows a quote", behind)
		}
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

// value is a number or the index of a category; NaN for a question mark.
func (c *Column) value(f field) (float64, error) {
	if f.text == "?" && !f.quoted {
		return math.NaN(), nil
	}
	if c.Categories == nil {
		v, err := textfile.Number(f.text)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", c.Name, err)
		}
		return v, nil
	}
	i, known := c.index[f.text]
	if !known {
		return 0, fmt.Errorf("%s is %.40q, none of its categories", c.Name, f.text)
	}
	return float64(i), nil
}
