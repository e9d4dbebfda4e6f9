package textfile

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Text is text as UTF-16 with its byte order mark.
func utf16Text(text string, little bool) string {
	var b strings.Builder
	for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(text))...) {
		hi, lo := byte(u>>8), byte(u)
		if little {
			hi, lo = lo, hi
		}
		b.WriteByte(hi)
		b.WriteByte(lo)
	}
	return b.String()
}

func TestNewReader(t *testing.T) {
	for name, c := range map[string]struct{ in, want, err string }{
		"plain":             {"a,b\n1,2\n", "a,b\n1,2\n", ""},
		"no end":            {"a\nb", "a\nb", ""},
		"empty":             {"", "", ""},
		"mark":              {"\ufeffa\n", "a\n", ""},
		"mark alone":        {"\ufeff", "", ""},
		"a mark inside":     {"a\ufeff\n", "a\ufeff\n", ""},
		"Windows":           {"a\r\nb\r\n", "a\nb\n", ""},
		"old Macintosh":     {"a\rb\r", "a\nb\n", ""},
		"all ends":          {"a\r\r\nb\n\rc\r", "a\n\nb\n\nc\n", ""},
		"characters":        {"größe €\n𝄞\n", "größe €\n𝄞\n", ""},
		"UTF-16 little":     {utf16Text("gr€ 𝄞\r\nb", true), "gr€ 𝄞\nb", ""},
		"UTF-16 big":        {utf16Text("gr€ 𝄞\r\nb", false), "gr€ 𝄞\nb", ""},
		"UTF-16, no mark":   {utf16Text("ab\n", true)[2:], "a", "line 1 holds a zero byte"},
		"UTF-32":            {"\xff\xfe\x00\x00a\x00\x00\x00", "", "UTF-32; save it as UTF-8"},
		"Latin-1":           {"a\r\nb\r\nca\xe9d\n", "a\nb\nca", "line 3: byte 0xe9 is not UTF-8"},
		"a character's end": {"a\nb\xe2\x82", "a\nb", "line 2: byte 0xe2 is not UTF-8"},
		"zeros":             {"a\nb\n\x00\x00", "a\nb\n", "line 3 holds a zero byte"},
	} {
		for way, r := range map[string]io.Reader{
			"whole": strings.NewReader(c.in), "byte by byte": iotest.OneByteReader(strings.NewReader(c.in)), "with the error": iotest.DataErrReader(strings.NewReader(c.in)),
		} {
			got, err := io.ReadAll(NewReader(r))
			if string(got) != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s, %s: %q, %v; want %q, %q", name, way, got, err, c.want, c.err)
			}
		}
	}
	if got, err := io.ReadAll(NewLatin1(strings.NewReader("caf\xe9\r\n\xe2\x82"))); string(got) != "caf\xe9\n\xe2\x82" || err != nil {
		t.Errorf("Latin-1: %q, %v", got, err)
	}
}

// An error cuts no line that is taken for a whole one.
func TestCut(t *testing.T) {
	broken := errors.New("broken")
	r := func() io.Reader {
		return NewReader(io.MultiReader(strings.NewReader("1,2\n3,4"), iotest.ErrReader(broken)))
	}
	l := NewLines(r(), Longest)
	if !l.Next() || l.Text() != "1,2" || l.Next() || !errors.Is(l.Err(), broken) {
		t.Errorf("%q, %v", l.Text(), l.Err())
	}
	c := NewCSV(r())
	_, err := c.Read()
	if row, cut := c.Read(); err != nil || row != nil || !errors.Is(cut, broken) {
		t.Errorf("%v; %q, %v", err, row, cut)
	}
}

// Chunks end anywhere, also within a character and between "\r" and "\n".
func TestNewReaderChunks(t *testing.T) {
	for shift := range 4 {
		in := strings.Repeat("x", shift) + strings.Repeat("€\r\n", chunk/4)
		want := strings.ReplaceAll(in, "\r", "")
		for _, r := range []io.Reader{strings.NewReader(in), io.MultiReader(strings.NewReader(in)), iotest.HalfReader(strings.NewReader(in))} {
			if got, err := io.ReadAll(NewReader(r)); string(got) != want || err != nil {
				t.Fatalf("shift %d: %d bytes, %v; want %d", shift, len(got), err, len(want))
			}
		}
	}
}

func TestLines(t *testing.T) {
	l := NewLines(NewReader(strings.NewReader("one\r\n\r\nthree")), 5)
	for i, want := range []string{"one", "", "three"} {
		if !l.Next() || l.Text() != want || l.Number() != i+1 {
			t.Fatalf("line %d: %q", l.Number(), l.Text())
		}
	}
	if l.Next() || l.Err() != nil {
		t.Error(l.Err())
	}
	l = NewLines(strings.NewReader("one\nlonger\n"), 5)
	for l.Next() {
	}
	if err := l.Err(); err == nil || err.Error() != "line 2: longer than 5 bytes" {
		t.Error(err)
	}
}

func TestNumber(t *testing.T) {
	for field, want := range map[string]float64{"1": 1, "-2.5": -2.5, "+3e-7": 3e-7, ".5": .5, "5.": 5, "3.38e-005": 3.38e-5, "1E3": 1000} {
		if v, err := Number(field); v != want || err != nil {
			t.Errorf("%q: %v, %v", field, v, err)
		}
	}
	for _, field := range []string{"", " 1", "1_0", "0x1p-2", "0x10", "Inf", "-inf", "infinity", "nan", "1e999", "1,5", "1.2.3", "1e", "--1", "1d5", "½", "٣"} {
		if v, err := Number(field); err == nil || !strings.Contains(err.Error(), "is no finite number") {
			t.Errorf("%q: %v, %v", field, v, err)
		}
	}
}

func TestFind(t *testing.T) {
	have := []string{"Target_2", "target 1", "x"}
	if at, err := Find("column", have, "Target 1", "Target 2"); err != nil || at[0] != 1 || at[1] != 0 {
		t.Errorf("%v, %v", at, err)
	}
	if _, err := Find("column", have, "y"); err == nil || err.Error() != `no column "y"; the others are "Target_2", "target 1", "x"` {
		t.Error(err)
	}
	if _, err := Find("column", have, "X", "y", "target1", "target2"); err == nil || err.Error() != `no column "y"` {
		t.Error(err)
	}
	if _, err := Find("column", []string{"a_b", "AB"}, "a b"); err == nil || err.Error() != `both "a_b" and "AB" could be the column "a b"` {
		t.Error(err)
	}
}

func TestCSV(t *testing.T) {
	c := NewCSV(strings.NewReader("\ufeffa , \t\"b, \"\"c\"\"\"\r\n1,\t2\r\n\r\n\"3\n4\",5"))
	head, err := c.Head()
	if err != nil || len(head) != 2 || head[0] != "a" || head[1] != `b, "c"` {
		t.Fatalf("%q, %v", head, err)
	}
	for _, want := range []struct {
		line int
		a, b string
	}{{2, "1", "2"}, {4, "3\n4", "5"}} {
		row, err := c.Row(head)
		if err != nil || row[0] != want.a || row[1] != want.b || c.Line() != want.line {
			t.Errorf("line %d: %q, %v; want %v", c.Line(), row, err, want)
		}
	}
	if _, err := c.Row(head); err != io.EOF {
		t.Error(err)
	}
}

func TestCSVErrors(t *testing.T) {
	for in, want := range map[string]string{
		"":                 "the file is empty",
		"a,b,a\n":          `line 1: column "a" stands twice, as number 1 and 3`,
		"a;b\n1;2\n":       `line 1: columns are separated by something else than commas: "a;b"`,
		"a\tb\n1\t2\n":     `line 1: columns are separated by something else than commas: "a\tb"`,
		"a,b\n1\n":         "line 2: 1 values, wanted 2",
		"a,b\n1,2,3\n":     "line 2: 3 values, wanted 2",
		"a,b\n1,\"2\n":     `parse error on line 2, column 6: extraneous or missing " in quoted-field`,
		"a,b\n1,2\n\xe9,3": "line 3: byte 0xe9 is not UTF-8; save the file as UTF-8",
		"a,b\n1,2\n3,\"" + strings.Repeat("x\n", Longest/2+chunk): "line 3: a record of more than 16777216 bytes; is a quote without an end?",
	} {
		c := NewCSV(strings.NewReader(in))
		head, err := c.Head()
		for err == nil {
			_, err = c.Row(head)
		}
		if err.Error() != want {
			t.Errorf("%.20q: %v, want %s", in, err, want)
		}
	}
}

// Whatever the bytes, what comes out is text.
func FuzzNewReader(f *testing.F) {
	f.Add([]byte("\ufeffa,b\r\n1,2\r"))
	f.Add([]byte("\xff\xfea\x00\n\x00"))
	f.Add([]byte("caf\xe9"))
	f.Fuzz(func(t *testing.T, in []byte) {
		whole, err := io.ReadAll(NewReader(bytes.NewReader(in)))
		if !utf8.Valid(whole) || bytes.ContainsAny(whole, "\r\x00") {
			t.Errorf("%q", whole)
		}
		parts, err2 := io.ReadAll(NewReader(iotest.OneByteReader(bytes.NewReader(in))))
		if err == nil && (err2 != nil || !bytes.Equal(whole, parts)) {
			t.Errorf("%q at once, %q byte by byte (%v)", whole, parts, err2)
		}
	})
}
