package reports

import (
	"html/template"
	"regexp"
	"strings"
)

// inlineTokens are what the report's own Markdown uses within a line.
var inlineTokens = regexp.MustCompile("\\\\[\\\\|*`\\[\\]~_]|\\*\\*|\\*|`[^`]*`|\\[[^\\]]*\\]\\([^)]*\\)|&(?:lt|gt|amp);|</?ins>")

// inline turns a line of the report's Markdown into HTML: escapes, strong and
// emphasised text, code and links. Anything else stands for itself.
func inline(line string) template.HTML {
	var b strings.Builder
	open := map[string]bool{}
	at := 0
	for _, m := range inlineTokens.FindAllStringIndex(line, -1) {
		b.WriteString(template.HTMLEscapeString(line[at:m[0]]))
		b.WriteString(inlineToken(line[m[0]:m[1]], open))
		at = m[1]
	}
	b.WriteString(template.HTMLEscapeString(line[at:]))
	return template.HTML(b.String())
}

// inlineToken is a token in HTML; open says which marks are open.
func inlineToken(token string, open map[string]bool) string {
	switch {
	case token == "**" || token == "*":
		name := map[string]string{"**": "strong", "*": "em"}[token]
		open[token] = !open[token]
		if open[token] {
			return "<" + name + ">"
		}
		return "</" + name + ">"
	case token[0] == '\\':
		return template.HTMLEscapeString(token[1:])
	case token[0] == '`':
		return "<code>" + template.HTMLEscapeString(token[1:len(token)-1]) + "</code>"
	case token[0] == '[':
		text, address, _ := strings.Cut(token[1:len(token)-1], "](")
		return `<a href="` + template.HTMLEscapeString(address) + `">` + template.HTMLEscapeString(text) + "</a>"
	}
	return token // an entity, or the mark of an underline
}

func inlineAll(lines []string) []template.HTML {
	out := make([]template.HTML, len(lines))
	for i, line := range lines {
		out[i] = inline(line)
	}
	return out
}
