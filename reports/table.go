package reports

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// table is a table to read, in Markdown or on a terminal. The first column
// is a name, the others are numbers unless words is set.
type table struct {
	head []string // a line break splits a heading
	rows [][]cell
	// words says that the other columns are text too: flush left.
	words bool
	// kinds names, for each row, the block that it belongs to; nil when there
	// is one block only. Rows of no block have "".
	kinds []string
}

// block is rows of one kind.
type block struct {
	kind string
	rows []int
}

// blocks are the rows of each kind, in the order in which kinds appear.
func (t *table) blocks() []block {
	var out []block
	for i := range t.rows {
		kind := ""
		if t.kinds != nil {
			kind = t.kinds[i]
		}
		k := slices.IndexFunc(out, func(b block) bool { return b.kind == kind })
		if k < 0 {
			k, out = len(out), append(out, block{kind: kind})
		}
		out[k].rows = append(out[k].rows, i)
	}
	return out
}

// MarkdownTable writes a table of words in GitHub's Markdown.
func MarkdownTable(w io.Writer, head []string, rows [][]string) error {
	t := &table{head: head, words: true}
	for _, r := range rows {
		t.add(plain(r...)...)
	}
	return t.markdown(w)
}

// cell is plain text, best or second when it is to be brought out.
type cell struct {
	text         string
	best, second bool
}

func (t *table) add(cells ...cell) { t.rows = append(t.rows, cells) }

// plain makes cells of texts.
func plain(texts ...string) []cell {
	cells := make([]cell, len(texts))
	for i, s := range texts {
		cells[i].text = s
	}
	return cells
}

// markBest brings out the best and the second best of a column: the rows that
// print the same as the best eligible value do, unless all do, and those that
// print the same as the best of the others. values holds one value a row, NaN
// for rows that do not compete.
func (t *table) markBest(column int, values []float64, higher bool) {
	left := slices.Clone(values)
	best := t.takeBest(column, left, higher)
	if allNaN(left) {
		return // there is no other to be better than
	}
	for _, i := range best {
		t.rows[i][column].best = true
	}
	for _, i := range t.takeBest(column, left, higher) {
		t.rows[i][column].second = true
	}
}

// takeBest lists the rows that print the same as the best of values does, and
// takes them out of values.
func (t *table) takeBest(column int, values []float64, higher bool) []int {
	best := -1
	for i, v := range values {
		if !math.IsNaN(v) && (best < 0 || higher && v > values[best] || !higher && v < values[best]) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	var tied []int
	want, _, _ := strings.Cut(t.rows[best][column].text, " ± ")
	for i, v := range values {
		if got, _, _ := strings.Cut(t.rows[i][column].text, " ± "); !math.IsNaN(v) && got == want {
			tied = append(tied, i)
			values[i] = math.NaN()
		}
	}
	return tied
}

// markdown writes the table in GitHub's Markdown.
func (t *table) markdown(w io.Writer) error {
	head := make([]string, len(t.head))
	for i, h := range t.head {
		head[i] = strings.ReplaceAll(escape(h), "\n", "<br>")
	}
	return t.render(w, head, func(column int, c cell) string {
		switch {
		case c.best:
			return "**" + escape(c.text) + "**"
		case c.second:
			return "<ins>" + escape(c.text) + "</ins>"
		}
		return escape(c.text)
	}, true, tablewriter.WithRenderer(renderer.NewMarkdown()))
}

// text writes the table for a terminal; a star follows what is best.
func (t *table) text(w io.Writer) error {
	starred := make([]bool, len(t.head))
	for _, row := range t.rows {
		for i, c := range row {
			starred[i] = starred[i] || c.best
		}
	}
	var b bytes.Buffer
	err := t.render(&b, t.head, func(column int, c cell) string {
		switch {
		case c.best:
			return c.text + "*"
		case starred[column]:
			return c.text + "\u00a0"
		}
		return c.text
	}, false, tablewriter.WithRendition(terminal))
	if err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		line = strings.ReplaceAll(line, "\u00a0", " ")
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// terminal is a table with a line under its head and nothing else.
var terminal = tw.Rendition{
	Borders: tw.BorderNone,
	Symbols: tw.NewSymbols(tw.StyleLight),
	Settings: tw.Settings{
		Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
		Lines:      tw.Lines{ShowHeaderLine: tw.On, ShowTop: tw.Off, ShowBottom: tw.Off},
	},
}

// render writes the table through tablewriter, its habits of upper case,
// wrapping and locale-dependent widths turned off. With blocks, the rows of
// each kind stand together below a row that names it.
func (t *table) render(w io.Writer, head []string, spell func(int, cell) string, blocks bool, how tablewriter.Option) error {
	align := make([]tw.Align, len(head))
	for i := range align {
		align[i] = tw.AlignRight
		if i == 0 || t.words {
			align[i] = tw.AlignLeft
		}
	}
	as := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
		Alignment:  tw.CellAlignment{PerColumn: align},
	}
	out := tablewriter.NewTable(w, tablewriter.WithConfig(tablewriter.Config{Header: as, Row: as}),
		tablewriter.WithEastAsian(tw.Off), how)
	out.Header(head)
	for _, row := range t.spelled(spell, blocks) {
		if err := out.Append(row); err != nil {
			return err
		}
	}
	return out.Render()
}

// spelled are the texts of the rows, with blocks those between them that name
// a block.
func (t *table) spelled(spell func(int, cell) string, blocks bool) [][]string {
	list := []block{{rows: upTo(len(t.rows))}}
	if blocks {
		list = t.blocks()
	}
	var out [][]string
	for _, b := range list {
		if b.kind != "" {
			out = append(out, make([]string, len(t.head)))
			out[len(out)-1][0] = "*" + escape(b.kind) + "*"
		}
		for _, r := range b.rows {
			cells := make([]string, len(t.rows[r]))
			for i, c := range t.rows[r] {
				cells[i] = spell(i, c)
			}
			out = append(out, cells)
		}
	}
	return out
}
