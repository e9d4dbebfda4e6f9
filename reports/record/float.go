package record

import "github.com/mtobench/mtobench/tasks/number"

// Float is a number of a record, which may be NaN or infinite.
type Float = number.Float

// Floats is a slice of such numbers.
type Floats = number.Floats
