package matv5

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// The data types of elements.
const (
	miINT8       = 1
	miUINT8      = 2
	miINT16      = 3
	miUINT16     = 4
	miINT32      = 5
	miUINT32     = 6
	miSINGLE     = 7
	miDOUBLE     = 9
	miINT64      = 12
	miUINT64     = 13
	miMATRIX     = 14
	miCOMPRESSED = 15
	miUTF8       = 16
)

// element is a data element: its type and its bytes.
type element struct {
	typ  uint32
	data []byte
}

// elements is a sequence of data elements.
type elements struct {
	b     []byte
	order binary.ByteOrder
}

// next takes the first element off.
func (s *elements) next() (element, error) {
	if len(s.b) < 8 {
		return element{}, fmt.Errorf("the file is truncated: %d bytes where an element should begin", len(s.b))
	}
	first := s.order.Uint32(s.b)
	if n := first >> 16; n != 0 { // the small format: sizes up to 4, data within the tag
		if n > 4 {
			return element{}, fmt.Errorf("a small element of %d bytes", n)
		}
		e := element{first & 0xffff, s.b[4 : 4+n]}
		s.b = s.b[8:]
		return e, nil
	}
	n := int64(s.order.Uint32(s.b[4:]))
	if have := int64(len(s.b)) - 8; n > have {
		return element{}, fmt.Errorf("the file is truncated: an element promises %d bytes, %d are left", n, have)
	}
	e := element{first, s.b[8 : 8+n]}
	if e.typ != miCOMPRESSED {
		n = (n + 7) &^ 7 // elements begin at multiples of 8
	}
	s.b = s.b[min(8+n, int64(len(s.b))):]
	return e, nil
}

// typed takes the first element off, which must be of a given type.
func (s *elements) typed(what string, types ...uint32) (element, error) {
	e, err := s.next()
	if err != nil {
		return element{}, err
	}
	for _, t := range types {
		if e.typ == t {
			return e, nil
		}
	}
	return element{}, fmt.Errorf("%s has data type %d", what, e.typ)
}

// inflate gives the element inside a compressed one.
func (e element) inflate(order binary.ByteOrder) (element, error) {
	z, err := zlib.NewReader(bytes.NewReader(e.data))
	if err != nil {
		return element{}, fmt.Errorf("a compressed element: %w", err)
	}
	var tag [8]byte
	if _, err := io.ReadFull(z, tag[:]); err != nil {
		return element{}, fmt.Errorf("a compressed element: %w", err)
	}
	// ReadAll grows with what is really there; the byte more makes it reach
	// the end and check the checksum.
	n := int64(order.Uint32(tag[4:]))
	data, err := io.ReadAll(io.LimitReader(z, n+1))
	if err != nil {
		return element{}, fmt.Errorf("a compressed element: %w", err)
	}
	if int64(len(data)) != n {
		return element{}, fmt.Errorf("a compressed element promises %d bytes and holds another number", n)
	}
	return element{order.Uint32(tag[:]), data}, nil
}

// size is the number of bytes of a number of this type, 0 if it is none.
func (e element) size() int {
	switch e.typ {
	case miINT8, miUINT8:
		return 1
	case miINT16, miUINT16:
		return 2
	case miINT32, miUINT32, miSINGLE:
		return 4
	case miDOUBLE, miINT64, miUINT64:
		return 8
	}
	return 0
}

// float is number i of an element of numbers.
func (e element) float(i int, order binary.ByteOrder) float64 {
	b := e.data[i*e.size():]
	switch e.typ {
	case miINT8:
		return float64(int8(b[0]))
	case miUINT8:
		return float64(b[0])
	case miINT16:
		return float64(int16(order.Uint16(b)))
	case miUINT16:
		return float64(order.Uint16(b))
	case miINT32:
		return float64(int32(order.Uint32(b)))
	case miUINT32:
		return float64(order.Uint32(b))
	case miSINGLE:
		return float64(math.Float32frombits(order.Uint32(b)))
	case miINT64:
		return float64(int64(order.Uint64(b)))
	case miUINT64:
		return float64(order.Uint64(b))
	}
	return math.Float64frombits(order.Uint64(b))
}
