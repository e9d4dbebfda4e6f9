package reports

import (
	"strings"
	"unicode"
)

var escaper = strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "`", "\\`", "[", `\[`, "]", `\]`,
	"~", `\~`, "<", "&lt;", ">", "&gt;", "&", "&amp;")

// escape makes text stand for itself in Markdown, tables included. An
// underscore within a word needs no help.
func escape(text string) string {
	runes := []rune(escaper.Replace(text))
	var b strings.Builder
	for i, r := range runes {
		if r == '_' && !(i > 0 && wordy(runes[i-1]) && i+1 < len(runes) && wordy(runes[i+1])) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
