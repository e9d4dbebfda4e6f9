package textfile

import (
	"fmt"
	"strings"
)

// mostListed is how many names an error lists.
const mostListed = 6

// Unique returns an error for a name that stands twice among those of what
// ("column", "attribute").
func Unique(what string, names []string) error {
	at := make(map[string]int, len(names))
	for i, name := range names {
		if first, twice := at[name]; twice {
			return fmt.Errorf("%s %.40q stands twice, as number %d and %d", what, name, first+1, i+1)
		}
		at[name] = i
	}
	return nil
}

// Find is where the wanted names stand among those that there are of what
// ("column", "attribute"), in the order wanted. Names are the same that differ
// in case, blanks and underscores alone. The error tells the name that is
// missing and those that nobody wants, or that two names of the file could be it.
func Find(what string, have []string, wanted ...string) ([]int, error) {
	at := make(map[string]int, len(have))
	twice := map[string]int{}
	for i, name := range have {
		k := key(name)
		if _, known := at[k]; known {
			twice[k] = i
			continue
		}
		at[k] = i
	}
	places := make([]int, len(wanted))
	for i, name := range wanted {
		j, known := at[key(name)]
		if !known {
			return nil, fmt.Errorf("no %s %q%s", what, name, others(have, wanted))
		}
		if second, both := twice[key(name)]; both {
			return nil, fmt.Errorf("both %q and %q could be the %s %q", have[j], have[second], what, name)
		}
		places[i] = j
	}
	return places, nil
}

// key is what names have in common that are the same.
func key(name string) string {
	return strings.Map(func(c rune) rune {
		if c == '_' || c == ' ' || c == '\t' {
			return -1
		}
		return c
	}, strings.ToLower(name))
}

// others lists the names that nobody wanted, for an error, which is one line.
func others(have, wanted []string) string {
	known := make(map[string]bool, len(wanted))
	for _, name := range wanted {
		known[key(name)] = true
	}
	var quoted []string
	more := 0
	for _, name := range have {
		switch {
		case known[key(name)]:
		case len(quoted) == mostListed:
			more++
		default:
			quoted = append(quoted, fmt.Sprintf("%.40q", name))
		}
	}
	switch {
	case len(quoted) == 0:
		return ""
	case more > 0:
		quoted = append(quoted, fmt.Sprintf("%d more", more))
	}
	return "; the others are " + strings.Join(quoted, ", ")
}
