package reports

import (
	"fmt"
	"io"
	"math"
)

// Text writes the comparison for a terminal, a table for each suite.
func (c *Comparison) Text(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "A: %s\nB: %s\n\n", c.A, c.B); err != nil {
		return err
	}
	for i := 0; i < len(c.Lines); {
		n := i
		for n < len(c.Lines) && c.Lines[n].Suite == c.Lines[i].Suite && c.Lines[n].What == c.Lines[i].What {
			n++
		}
		if err := printTable(w, c.Lines[i].title+", "+c.Lines[i].What+direction(c.Lines[i]), compareTable(c.Lines[i:n])); err != nil {
			return err
		}
		i = n
	}
	for _, note := range c.Notes {
		if _, err := fmt.Fprintf(w, "%s\n", note); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%d better, %d worse, %d not to be told apart (~), %d the same.\n", c.Count(Better), c.Count(Worse), c.Count(Unsure), c.Count(Same))
	return err
}

// Count is the number of lines of a verdict.
func (c *Comparison) Count(v Verdict) int {
	n := 0
	for _, l := range c.Lines {
		if l.Verdict == v {
			n++
		}
	}
	return n
}

func direction(l ComparedLine) string { return arrow(l.higher) }

// compareTable has a row for each line.
func compareTable(lines []ComparedLine) *table {
	t := &table{head: []string{"Method", "A", "B", "B − A", "p\n(Holm)", ""}}
	for _, l := range lines {
		t.add(plain(l.Method, l.A.text(l.digits), l.B.text(l.digits), fixed(value(l.Change), l.digits), fixed(value(l.P), 3), string(l.Verdict))...)
	}
	return t
}

// text prints the side with its spread and how many seeds it is over.
func (s Side) text(digits int) string {
	text := fixed(value(s.Value), digits)
	switch {
	case s.Low != nil:
		text += fmt.Sprintf(" (%s to %s)", fixed(*s.Low, digits), fixed(*s.High, digits))
	case s.SD != nil:
		text += " ± " + fixed(*s.SD, digits)
	}
	if s.N > 0 {
		text += fmt.Sprintf("  n=%d", s.N)
	}
	if s.Bad > 0 {
		text += fmt.Sprintf("  %d went wrong", s.Bad)
	}
	return text
}

// value is the number, NaN for nil.
func value(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}
