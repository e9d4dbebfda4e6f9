package reports

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// columnsThatFit is the largest number of columns that is not scaled down.
const columnsThatFit = 6

// latex writes the table as a LaTeX table for the package booktabs, its
// source as a comment. Methods of one kind form a block.
func (t *table) latex(caption, label string, from source) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%% %s\n%% records: %s\n", from, strings.Join(append(from.Cells, from.Costs...), " "))
	align := strings.Repeat("r", len(t.head)-1)
	if t.words {
		align = strings.Repeat("l", len(t.head)-1)
	}
	fit, end := "", ""
	if len(t.head) > columnsThatFit {
		b.WriteString("% needs the package graphicx: scaled to the width of the text\n")
		fit, end = "\\resizebox{\\textwidth}{!}{%\n", "}"
	}
	fmt.Fprintf(&b, "\\begin{table}\n\\centering\n\\caption{%s}\n\\label{%s}\n%s\\begin{tabular}{l%s}\n\\toprule\n", latexEscape(caption), label, fit, align)
	lines := headLines(t.head)
	for i, line := range lines {
		b.WriteString(latexHead(line, i+1 < len(lines)))
	}
	for _, block := range t.blocks() {
		b.WriteString("\\midrule\n")
		if block.kind != "" {
			fmt.Fprintf(&b, "\\multicolumn{%d}{l}{\\emph{%s}} \\\\\n", len(t.head), latexEscape(block.kind))
		}
		for _, i := range block.rows {
			texts := make([]string, len(t.rows[i]))
			for j, c := range t.rows[i] {
				texts[j] = c.latex()
			}
			b.WriteString(strings.Join(texts, " & ") + " \\\\\n")
		}
	}
	fmt.Fprintf(&b, "\\bottomrule\n\\end{tabular}%s\n\\end{table}\n", end)
	return b.Bytes()
}

func (c cell) latex() string {
	text := latexEscape(c.text)
	switch {
	case c.best:
		return `\textbf{` + text + `}`
	case c.second:
		return `\underline{` + text + `}`
	}
	return text
}

// headLines splits the headings into lines, aligned at the bottom.
func headLines(head []string) [][]string {
	var parts [][]string
	depth := 0
	for _, h := range head {
		lines := strings.Split(h, "\n")
		parts = append(parts, lines)
		depth = max(depth, len(lines))
	}
	out := make([][]string, depth)
	for i := range out {
		out[i] = make([]string, len(head))
		for j, lines := range parts {
			if k := i - (depth - len(lines)); k >= 0 {
				out[i][j] = lines[k]
			}
		}
	}
	return out
}

// latexHead is a line of the head. Where it joins, neighbours of the same
// words, such as the metrics of a task, share them over a rule.
func latexHead(texts []string, joins bool) string {
	var cells []string
	rules := ""
	for i := 0; i < len(texts); {
		n := i + 1
		for joins && n < len(texts) && texts[i] != "" && texts[n] == texts[i] {
			n++
		}
		text := latexEscape(texts[i])
		if n > i+1 {
			text = fmt.Sprintf("\\multicolumn{%d}{c}{%s}", n-i, text)
			rules += fmt.Sprintf("\\cmidrule(lr){%d-%d}", i+1, n)
		}
		cells = append(cells, text)
		i = n
	}
	line := strings.Join(cells, " & ") + " \\\\\n"
	if rules != "" {
		line += rules + "\n"
	}
	return line
}

var latexEscaper = strings.NewReplacer(`\`, `\textbackslash{}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`,
	"{", `\{`, "}", `\}`, "~", `$\sim$`, "^", `\textasciicircum{}`, "<", "$<$", ">", "$>$", "|", "$|$",
	"Δ", `$\Delta$`, "χ", `$\chi$`, "↑", `$\uparrow$`, "↓", `$\downarrow$`, "±", `$\pm$`, "×", `$\times$`, "−", "$-$", "–", "--",
	"∞", `$\infty$`, "≈", `$\approx$`, "≠", `$\neq$`, "²", "$^2$", "°", `$^\circ$`, "·", `$\cdot$`, "†", `$\dagger$`, "…", `\ldots{}`, "’", "'", "“", "``", "”", "''")

// negative is a number's hyphen, which stands for a minus.
var negative = regexp.MustCompile(`(^|[ (])-([0-9.∞])`)

// latexEscape makes text stand for itself in LaTeX.
func latexEscape(text string) string {
	return latexEscaper.Replace(negative.ReplaceAllString(text, "${1}−${2}"))
}
