package textfile

import (
	"fmt"
	"strings"
)

// mostListed is how many names an error lists.
const mostListed = 12

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
// missing, or that two names of the file could be.
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
			return nil, fmt.Errorf("no %s %q; there are %s", what, name, list(have))
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

// list is names for an error, which is one line.
func list(names []string) string {
	var quoted []string
	for i, name := range names {
		if i == mostListed {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(names)-i))
			break
		}
		quoted = append(quoted, fmt.Sprintf("%.40q", name))
	}
	return strings.Join(quoted, ", ")
}
