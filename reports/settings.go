package reports

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// spell writes settings as "a=1, b=2", sorted by name.
func spell(settings map[string]string) string {
	names := slices.Sorted(maps.Keys(settings))
	for i, name := range names {
		names[i] = name + "=" + settings[name]
	}
	return strings.Join(names, ", ")
}

// identity is what orders the rows of a table.
type identity struct {
	method   string
	year     int
	settings map[string]string
}

func (r *row) id() identity { return identity{r.key.method, r.method.Year, r.settings} }

// compareMethods is the order of a table's rows: the given order of methods,
// then the year, the name and the settings.
func compareMethods(order []string, a, b identity) int {
	return cmp.Or(
		cmp.Compare(place(order, a.method), place(order, b.method)),
		cmp.Compare(a.year, b.year),
		strings.Compare(a.method, b.method),
		compareSettings(a.settings, b.settings))
}

// keyOf is the row that a cell or cost belongs to.
func keyOf(k record.Key) rowKey {
	return rowKey{method: k.Method, settings: spell(k.Settings)}
}

// labelsOf names every row: by its method, and by those of its settings that
// are not the method's defaults on the suite. Where the defaults are not known,
// by those in which settings of the method on some suite differ. A row has one
// name in every suite.
func labelsOf(cells []record.Cell, costs []record.Cost, defaults func(suite, method string) map[string]string) map[rowKey]string {
	labels := map[rowKey]string{}
	differ := differing(cells, costs)
	name := func(k record.Key, title string) {
		title = cmp.Or(title, k.Method)
		var own map[string]string
		if defaults != nil {
			own = defaults(k.Suite, k.Method)
		}
		var parts []string
		for _, p := range slices.Sorted(maps.Keys(k.Settings)) {
			v := k.Settings[p]
			d, known := own[p]
			if known && v != d || !known && slices.Contains(differ[k.Method], p) {
				parts = append(parts, p+"="+v)
			}
		}
		if len(parts) > 0 {
			title += " (" + strings.Join(parts, ", ") + ")"
		}
		if len(title) > len(labels[keyOf(k)]) { // what is a default on one suite may be none on another
			labels[keyOf(k)] = title
		}
	}
	for i := range cells {
		name(cells[i].Key, cells[i].Method.Title)
	}
	for i := range costs {
		name(costs[i].Key, costs[i].Method.Title)
	}
	return labels
}

// differing lists, for each method, the settings that have more than one
// value within one suite.
func differing(cells []record.Cell, costs []record.Cost) map[string][]string {
	type slot struct{ suite, method, name string }
	first := map[slot]string{}
	differ := map[string][]string{}
	see := func(k record.Key) {
		if k.Task != tasks.AllTasks {
			return
		}
		for name, v := range k.Settings {
			s := slot{k.Suite, k.Method, name}
			old, seen := first[s]
			if !seen {
				first[s] = v
			} else if old != v && !slices.Contains(differ[k.Method], name) {
				differ[k.Method] = append(differ[k.Method], name)
			}
		}
	}
	for i := range cells {
		see(cells[i].Key)
	}
	for i := range costs {
		see(costs[i].Key)
	}
	return differ
}

// compareSettings orders settings name by name; values that are numbers by
// size, so that groups=2 comes before groups=10.
func compareSettings(a, b map[string]string) int {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		va, errA := strconv.ParseFloat(a[name], 64)
		vb, errB := strconv.ParseFloat(b[name], 64)
		switch {
		case errA == nil && errB == nil && va != vb:
			if va < vb {
				return -1
			}
			return 1
		case a[name] != b[name]:
			return strings.Compare(a[name], b[name])
		}
	}
	return strings.Compare(spell(a), spell(b))
}
