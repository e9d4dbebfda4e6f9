package methods

import (
	"fmt"
	"strings"
)

// All lists the methods in the order of the tables: single-task baseline and
// plain sum first, then by the paper's year, GO4Align last. A new method is
// one more line here.
var All = []Info{
	LS,
}

// Lookup finds a method by name. The error of an unknown one lists the names
// that are valid.
func Lookup(name string) (Info, error) {
	names := make([]string, len(All))
	for i, in := range All {
		if in.Name == name {
			return in, nil
		}
		names[i] = in.Name
	}
	return Info{}, fmt.Errorf("unknown method %q; valid are %s", name, strings.Join(names, ", "))
}
