package reports

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// jsonRows writes a table in full precision as JSON: its source and its lines
// as objects whose members follow the columns. A column all of whose fields
// are numbers, or true and false, holds those; an empty field is null.
func jsonRows(rows [][]string, from source) ([]byte, error) {
	head, lines := rows[0], rows[1:]
	literal := make([]bool, len(head))
	for j := range head {
		literal[j] = isLiteral(lines, j)
	}
	var b bytes.Buffer
	origin, err := json.MarshalIndent(from, "  ", "  ")
	if err != nil {
		return nil, err
	}
	b.WriteString("{\n  \"source\": ")
	b.Write(origin)
	b.WriteString(",\n  \"rows\": [")
	for i, line := range lines {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    {")
		for j, field := range line {
			if j > 0 {
				b.WriteString(", ")
			}
			b.Write(quote(head[j]))
			b.WriteString(": ")
			b.Write(member(field, literal[j]))
		}
		b.WriteByte('}')
	}
	b.WriteString("\n  ]\n}\n")
	return b.Bytes(), nil
}

// isLiteral says that every field of a column that is not empty is a JSON
// number, true or false, and that there is one.
func isLiteral(lines [][]string, column int) bool {
	seen := false
	for _, line := range lines {
		field := line[column]
		if field == "" || infinite(field) {
			continue
		}
		seen = true
		if _, err := strconv.ParseFloat(field, 64); (err != nil || !json.Valid([]byte(field))) && field != "true" && field != "false" {
			return false
		}
	}
	return seen
}

func infinite(field string) bool { return field == "+Inf" || field == "-Inf" }

// member is a field as JSON; an infinity, for which there is no number, stays
// a string.
func member(field string, literal bool) []byte {
	switch {
	case literal && field == "":
		return []byte("null")
	case literal && !infinite(field):
		return []byte(field)
	}
	return quote(field)
}

// quote is text as a JSON string.
func quote(text string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic("reports: " + err.Error()) // a string always has a JSON form
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
