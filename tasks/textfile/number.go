package textfile

import (
	"fmt"
	"math"
	"strconv"
)

// Number is the finite number that a field of a data file is, in decimal
// notation: 1, -0.5, +3e-7. What Go alone takes for a number (1_0, 0x1p-2, Inf)
// is none. The error quotes the field.
func Number(field string) (float64, error) {
	v, err := strconv.ParseFloat(field, 64)
	if err != nil || math.IsInf(v, 0) || !decimal(field) {
		return 0, fmt.Errorf("%.40q is no finite number", field)
	}
	return v, nil
}

// decimal says that a field consists of what decimal numbers do.
func decimal(field string) bool {
	for i := range len(field) {
		switch c := field[i]; {
		case '0' <= c && c <= '9', c == '.', c == '+', c == '-', c == 'e', c == 'E':
		default:
			return false
		}
	}
	return true
}
