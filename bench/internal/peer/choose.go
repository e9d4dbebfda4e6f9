package peer

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Choose gives the workloads that a list of words names, in the order of
// Workloads: names, groups, patterns such as mlp*, or all. An empty list is
// those that are not slow.
func Choose(list string) ([]Workload, error) {
	words := strings.Split(list, ",")
	found := make([]bool, len(words))
	var chosen []Workload
	for _, w := range Workloads {
		fits := list == "" && !w.Slow
		for i, word := range words {
			is, err := w.is(strings.TrimSpace(word))
			if err != nil {
				return nil, err
			}
			fits, found[i] = fits || is, found[i] || is
		}
		if fits {
			chosen = append(chosen, w)
		}
	}
	if i := slices.Index(found, false); i >= 0 && list != "" {
		return nil, fmt.Errorf("unknown workload %q; valid are %s, %s, patterns such as mlp*, and all",
			strings.TrimSpace(words[i]), namesOf(func(w Workload) string { return w.Name }), Groups())
	}
	return chosen, nil
}

// is says whether a word names the workload.
func (w Workload) is(word string) (bool, error) {
	fits, err := path.Match(word, w.Name)
	if err != nil {
		return false, fmt.Errorf("workload pattern %q: it is not well-formed", word)
	}
	return fits || word == w.Group || word == "all", nil
}

// namesOf are different names, in the order of Workloads.
func namesOf(name func(Workload) string) string {
	var names []string
	for _, w := range Workloads {
		if n := name(w); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// Groups names the groups of workloads.
func Groups() string { return "the groups " + namesOf(func(w Workload) string { return w.Group }) }

// List is a line for each workload: its name and what it is.
func List() string {
	var b strings.Builder
	for _, w := range Workloads {
		slow := ""
		if w.Slow {
			slow = " (slow: only if chosen)"
		}
		fmt.Fprintf(&b, "  %-16s %s%s\n", w.Name, w.Title, slow)
	}
	return b.String()
}
