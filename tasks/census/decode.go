package census

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/mtobench/mtobench/tasks/internal/tabular"
	"github.com/mtobench/mtobench/tasks/textfile"
)

// longest is the most bytes of a line, of which there are some 500.
const longest = 1 << 16

// decode reads at most so many lines: values between commas, which nothing
// quotes.
func decode(r io.Reader, of []int, most int) (*tabular.Data, error) {
	t := newTable(of, min(most, rows))
	lines := textfile.NewLines(textfile.NewReader(r), longest)
	for len(t.targets[0]) < most && lines.Next() {
		if len(bytes.TrimSpace(lines.Bytes())) > 0 {
			if err := t.add(lines.Bytes()); err != nil {
				return nil, lines.At(err)
			}
		}
	}
	if len(t.targets[0]) == 0 && lines.Err() == nil {
		return nil, errors.New("the file is empty")
	}
	return t.data(), lines.Err()
}

// table is the lines that were read.
type table struct {
	of      []int // the columns that are tasks
	inputs  []input
	targets [][]float64
	fields  [columns][]byte // of a line
}

// input is a column that is one.
type input struct {
	at int // column of the file
	tabular.Column
	index  map[string]int // of the categories; nil for amounts
	recent [64]int        // the category that a text of this mark was last
}

// newTable makes room for so many lines.
func newTable(of []int, lines int) *table {
	t := &table{of: of, targets: make([][]float64, len(of))}
	for k := range of {
		t.targets[k] = make([]float64, 0, lines)
	}
	for j := range columns {
		if j == weight || j == income || slices.Contains(of, j) {
			continue
		}
		in := input{at: j, Column: tabular.Column{Name: fmt.Sprintf("column %d", j+1), Values: make([]float64, 0, lines)}}
		if !slices.Contains(numeric, j) {
			in.index = map[string]int{}
		}
		t.inputs = append(t.inputs, in)
	}
	return t
}

// add adds a line.
func (t *table) add(text []byte) error {
	if n := t.split(text); n != columns {
		return fmt.Errorf("%d values, wanted %d", n, columns)
	}
	for j := range t.inputs {
		in := &t.inputs[j]
		v, err := in.value(t.fields[in.at])
		if err != nil {
			return fmt.Errorf("column %d: %w", in.at+1, err)
		}
		in.Values = append(in.Values, v)
	}
	for k, j := range t.of {
		yes, err := positive(j, t.fields[j])
		if err != nil {
			return fmt.Errorf("column %d: %w", j+1, err)
		}
		t.targets[k] = append(t.targets[k], yes)
	}
	return nil
}

// split cuts a line into fields and gives their number, which may be larger
// than there is room for.
func (t *table) split(text []byte) int {
	for n := 0; ; n++ {
		field, rest, more := bytes.Cut(text, []byte{','})
		if n < columns {
			t.fields[n] = bytes.TrimSpace(field)
		}
		if text = rest; !more {
			return n + 1
		}
	}
}

// value is an amount, or the index of a category; NaN for a question mark.
func (in *input) value(text []byte) (float64, error) {
	switch {
	case string(text) == "?":
		return math.NaN(), nil
	case in.index != nil:
		return float64(in.category(text)), nil
	}
	return textfile.Number(string(text))
}

// category is the index of a category, which is added when it is new. A column
// has few that are frequent: most are found by a mark of their text, without
// the map.
func (in *input) category(text []byte) int {
	mark := len(text)
	if mark > 0 {
		mark += 7*int(text[0]) + 29*int(text[mark-1])
	}
	last := &in.recent[mark%len(in.recent)]
	if *last < len(in.Categories) && in.Categories[*last] == string(text) {
		return *last
	}
	i, known := in.index[string(text)]
	if !known {
		i = len(in.Categories)
		in.Categories = append(in.Categories, string(text))
		in.index[in.Categories[i]] = i
	}
	*last = i
	return i
}

// data is the table as its suite takes it.
func (t *table) data() *tabular.Data {
	d := &tabular.Data{Targets: t.targets}
	for _, in := range t.inputs {
		d.Columns = append(d.Columns, in.Column)
	}
	return d
}
