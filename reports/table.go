package reports

import (
	"bytes"
	"fmt"
	"io"
	"math"
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
}

// MarkdownTable writes a table of words in GitHub's Markdown.
func MarkdownTable(w io.Writer, head []string, rows [][]string) error {
	t := &table{head: head, words: true}
	for _, r := range rows {
		t.add(plain(r...)...)
	}
	return t.markdown(w)
}

// cell is plain text, best when it is to be brought out.
type cell struct {
	text string
	best bool
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

// markBest brings out the best of a column: the rows that print the same as
// the best eligible value do, unless all do. values holds one value a row,
// NaN for rows that do not compete.
func (t *table) markBest(column int, values []float64, higher bool) {
	best := -1
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		if best < 0 || higher && v > values[best] || !higher && v < values[best] {
			best = i
		}
	}
	if best < 0 {
		return
	}
	want, _, _ := strings.Cut(t.rows[best][column].text, " ± ")
	var tied, others []int
	for i, v := range values {
		got, _, _ := strings.Cut(t.rows[i][column].text, " ± ")
		switch {
		case math.IsNaN(v):
		case got == want:
			tied = append(tied, i)
		default:
			others = append(others, i)
		}
	}
	for _, i := range tied {
		t.rows[i][column].best = len(others) > 0
	}
}

// markdown writes the table in GitHub's Markdown.
func (t *table) markdown(w io.Writer) error {
	head := make([]string, len(t.head))
	for i, h := range t.head {
		head[i] = strings.ReplaceAll(escape(h), "\n", "<br>")
	}
	return t.render(w, head, func(column int, c cell) string {
		if c.best {
			return "**" + escape(c.text) + "**"
		}
		return escape(c.text)
	}, tablewriter.WithRenderer(renderer.NewMarkdown()))
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
	}, tablewriter.WithRendition(terminal))
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
// wrapping and locale-dependent widths turned off.
func (t *table) render(w io.Writer, head []string, spell func(int, cell) string, how tablewriter.Option) error {
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
	for _, row := range t.rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = spell(i, c)
		}
		if err := out.Append(cells); err != nil {
			return err
		}
	}
	return out.Render()
}
