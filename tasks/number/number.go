// Package number writes float64 to JSON and reads it back, NaN and the
// infinities included.
package number

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Float is a float64 whose JSON form also holds NaN and the infinities, as
// the strings "NaN", "Inf" and "-Inf".
type Float float64

// Equal says whether two numbers are the same, NaN and NaN included.
func (f Float) Equal(g Float) bool {
	return f == g || f != f && g != g
}

// MarshalJSON implements json.Marshaler.
func (f Float) MarshalJSON() ([]byte, error) {
	v := float64(f)
	switch {
	case math.IsNaN(v):
		return []byte(`"NaN"`), nil
	case math.IsInf(v, 1):
		return []byte(`"Inf"`), nil
	case math.IsInf(v, -1):
		return []byte(`"-Inf"`), nil
	}
	return json.Marshal(v)
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *Float) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		switch s := string(b); s {
		case `"NaN"`, `"Inf"`, `"-Inf"`:
			v, err := strconv.ParseFloat(s[1:len(s)-1], 64)
			*f = Float(v)
			return err
		default:
			return fmt.Errorf("%s is no number", s)
		}
	}
	return json.Unmarshal(b, (*float64)(f))
}

// Floats is a slice of float64 in the JSON form of Float.
type Floats []float64

// MarshalJSON implements json.Marshaler.
func (fs Floats) MarshalJSON() ([]byte, error) {
	if fs == nil {
		return []byte("null"), nil
	}
	v := make([]Float, len(fs))
	for i, f := range fs {
		v[i] = Float(f)
	}
	return json.Marshal(v)
}

// UnmarshalJSON implements json.Unmarshaler.
func (fs *Floats) UnmarshalJSON(b []byte) error {
	var v []Float
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	if v == nil {
		*fs = nil
		return nil
	}
	*fs = make(Floats, len(v))
	for i, f := range v {
		(*fs)[i] = float64(f)
	}
	return nil
}
