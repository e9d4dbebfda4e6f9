package matv5

import (
	"encoding/binary"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// others names the array classes below the numeric ones.
var others = [mxDOUBLE]string{"array of class 0", "cell array", "struct", "object", "text", "sparse matrix"}

// The numeric classes, double to uint64, are those in between, inclusive.
const (
	mxCELL   = 1
	mxDOUBLE = 6
	mxUINT64 = 15
)

// array is a variable.
type array struct {
	name    string // empty for the kinds of which the format is not published
	class   uint32
	complex bool
	dims    []int64
	values  elements // what follows the name
}

// array reads the head of a variable.
func (e element) array(order binary.ByteOrder) (a array, err error) {
	if e.typ == miCOMPRESSED {
		if e, err = e.inflate(order); err != nil {
			return a, err
		}
	}
	if e.typ != miMATRIX {
		return a, nil
	}
	a.values = elements{e.data, order}
	flags, err := a.values.typed("a variable's flags", miUINT32)
	if err != nil {
		return a, err
	}
	if len(flags.data) != 8 {
		return a, fmt.Errorf("a variable's flags have %d bytes", len(flags.data))
	}
	word := order.Uint32(flags.data)
	a.class, a.complex = word&0xff, word&0x800 != 0
	if a.class > mxUINT64 {
		return a, nil
	}
	dims, err := a.values.typed("a variable's sizes", miINT32)
	if err != nil {
		return a, err
	}
	for i := range len(dims.data) / 4 {
		a.dims = append(a.dims, int64(int32(order.Uint32(dims.data[4*i:]))))
	}
	name, err := a.values.typed("a variable's name", miINT8, miUTF8)
	a.name = string(name.data)
	return a, err
}

// dense is the variable as a matrix. MATLAB stores columns, Dense rows.
func (a array) dense() (*mat.Dense, error) {
	e, err := a.numbers()
	if err != nil {
		return nil, err
	}
	rows, cols := int(a.dims[0]), int(a.dims[1])
	m := mat.NewDense(rows, cols, nil)
	for j := range cols {
		for i := range rows {
			v := e.float(j*rows+i, a.values.order)
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("variable %s, row %d, column %d is %v", a.name, i+1, j+1, v)
			}
			m.Set(i, j, v)
		}
	}
	return m, nil
}

// cells is the variable's cells, each a matrix.
func (a array) cells() ([]*mat.Dense, error) {
	if a.class != mxCELL {
		return nil, fmt.Errorf("variable %s is no cell array", a.name)
	}
	var out []*mat.Dense
	for rest := a.values; len(rest.b) > 0; {
		e, err := rest.next()
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", a.name, err)
		}
		c, err := e.array(rest.order)
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", a.name, err)
		}
		c.name = fmt.Sprintf("%s{%d}", a.name, len(out)+1)
		m, err := c.dense()
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	if want := a.dims; len(want) != 2 || want[0]*want[1] != int64(len(out)) {
		return nil, fmt.Errorf("variable %s has sizes %v but %d cells", a.name, want, len(out))
	}
	return out, nil
}

// numbers is the element with the variable's numbers, as many as its sizes
// say.
func (a array) numbers() (element, error) {
	if a.class < mxDOUBLE {
		return element{}, fmt.Errorf("variable %s is no numeric matrix: %s", a.name, others[a.class])
	}
	if a.complex {
		return element{}, fmt.Errorf("variable %s is complex", a.name)
	}
	if len(a.dims) != 2 || a.dims[0] < 1 || a.dims[1] < 1 {
		return element{}, fmt.Errorf("variable %s has sizes %v; a matrix with elements is wanted", a.name, a.dims)
	}
	values := a.values
	e, err := values.next()
	if err != nil {
		return element{}, fmt.Errorf("variable %s: %w", a.name, err)
	}
	if e.size() == 0 {
		return element{}, fmt.Errorf("variable %s holds data of type %d, no numbers", a.name, e.typ)
	}
	if have, want := int64(len(e.data)/e.size()), a.dims[0]*a.dims[1]; have != want {
		return element{}, fmt.Errorf("variable %s has sizes %v but %d numbers", a.name, a.dims, have)
	}
	return e, nil
}
