// Package textfile reads the text files that data comes in, whichever program
// wrote them: byte order marks, line ends, encodings, columns by name, numbers.
// It is the only place that knows of these; every reader of text is built on it.
package textfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// NewReader gives the text of r as UTF-8 without a byte order mark and with
// "\n" at the end of lines, which may end in "\r\n" or "\r" in r. UTF-16 is
// read where a mark tells it. The reader's error names the line of a zero byte,
// and of a byte that is not UTF-8.
func NewReader(r io.Reader) io.Reader { return newReader(r, false) }

// NewLatin1 is NewReader for formats that are defined as Latin-1: it leaves
// bytes above 127 as they are.
func NewLatin1(r io.Reader) io.Reader { return newReader(r, true) }

// chunk is how many bytes are read at once.
const chunk = 1 << 16

func newReader(r io.Reader, latin1 bool) *reader {
	size := chunk
	if small, ok := r.(interface{ Len() int }); ok {
		size = min(size, small.Len()+utf8.UTFMax)
	}
	return &reader{in: r, latin1: latin1, buf: make([]byte, max(size, 16))}
}

// reader implements io.Reader.
type reader struct {
	in     io.Reader
	latin1 bool
	begun  bool
	cr     bool   // the last byte was "\r", which became "\n"
	lines  int    // complete ones so far
	buf    []byte // a chunk
	rest   []byte // of buf: the beginning of a character that the next chunk ends
	out    []byte // of buf: to be handed out
	err    error  // comes after out
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	for len(r.out) == 0 && r.err == nil {
		if !r.begun {
			r.begun = true
			if r.err = r.begin(); r.err != nil {
				break
			}
		}
		r.fill()
	}
	n := copy(p, r.out)
	if r.out = r.out[n:]; n > 0 {
		return n, nil
	}
	return 0, r.err
}

var (
	markUTF8    = []byte("\xef\xbb\xbf")
	markLittle  = []byte("\xff\xfe")
	markBig     = []byte("\xfe\xff")
	markUTF32   = []byte("\xff\xfe\x00\x00")
	markUTF32BE = []byte("\x00\x00\xfe\xff")
)

// begin looks at the byte order mark.
func (r *reader) begin() error {
	b := bufio.NewReaderSize(r.in, 16)
	mark, _ := b.Peek(4)
	r.in = b
	switch {
	case bytes.Equal(mark, markUTF32), bytes.Equal(mark, markUTF32BE):
		return errors.New("the text is UTF-32; save it as UTF-8")
	case bytes.HasPrefix(mark, markUTF8):
		_, _ = b.Discard(len(markUTF8))
	case bytes.HasPrefix(mark, markLittle), bytes.HasPrefix(mark, markBig):
		r.in = transform.NewReader(b, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	}
	return nil
}

// fill reads a chunk.
func (r *reader) fill() {
	kept := copy(r.buf, r.rest)
	n, err := r.in.Read(r.buf[kept:])
	b := r.buf[:kept+n]
	whole := len(b)
	bad := r.bad(b, err != nil)
	switch {
	case bad >= 0:
		whole = bad
	case err == nil && !r.latin1:
		whole -= unfinished(b)
	}
	r.rest = b[whole:]
	r.out = r.unify(b[:whole])
	r.lines += bytes.Count(r.out, []byte{'\n'})
	if bad >= 0 {
		err = r.complaint(b[bad])
	}
	r.err = err
}

// bad is where the first byte stands that is no text, or -1.
func (r *reader) bad(b []byte, last bool) int {
	at := bytes.IndexByte(b, 0)
	if r.latin1 || utf8.Valid(b) {
		return at
	}
	for i := 0; i < len(b) && (at < 0 || i < at); {
		c, size := utf8.DecodeRune(b[i:])
		if c == utf8.RuneError && size == 1 {
			if !last && !utf8.FullRune(b[i:]) {
				return at
			}
			return i
		}
		i += size
	}
	return at
}

// complaint is the error for a byte in the line that follows those so far.
func (r *reader) complaint(c byte) error {
	if c == 0 {
		return fmt.Errorf("line %d holds a zero byte: it is no text, damaged, or UTF-16 without a byte order mark; save it as UTF-8", r.lines+1)
	}
	return fmt.Errorf("line %d: byte 0x%02x is not UTF-8; save the file as UTF-8", r.lines+1, c)
}

// unfinished is the number of bytes at the end that begin a character.
func unfinished(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// unify makes all line ends "\n", in place.
func (r *reader) unify(b []byte) []byte {
	if r.cr && len(b) > 0 {
		r.cr = false
		if b[0] == '\n' {
			b = b[1:]
		}
	}
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	out, before := b[:0], byte(0)
	for _, c := range b {
		if c == '\n' && before == '\r' {
			before = c
			continue
		}
		if before = c; c == '\r' {
			c = '\n'
		}
		out = append(out, c)
	}
	r.cr = before == '\r'
	return out
}
