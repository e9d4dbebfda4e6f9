package main

import (
	"fmt"
	"io/fs"
	"path"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/align"
	"github.com/mtobench/mtobench/bench/internal/source"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/synthetic"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/celeba"
	"github.com/mtobench/mtobench/tasks/census"
	"github.com/mtobench/mtobench/tasks/cityscapes"
	"github.com/mtobench/mtobench/tasks/landmine"
	"github.com/mtobench/mtobench/tasks/moleculenet"
	"github.com/mtobench/mtobench/tasks/mtr"
	"github.com/mtobench/mtobench/tasks/multimnist"
	"github.com/mtobench/mtobench/tasks/nyuv2"
	"github.com/mtobench/mtobench/tasks/parkinsons"
	"github.com/mtobench/mtobench/tasks/qm9"
	"github.com/mtobench/mtobench/tasks/sarcos"
	"github.com/mtobench/mtobench/tasks/school"
	"github.com/mtobench/mtobench/tasks/sentiment"
)

// entry is a suite and where its code is, from the module's root; a path that
// ends in a slash is a whole package.
type entry struct {
	tasks.Suite
	code string
	// groups are the names under which it can be chosen together with others.
	groups []string
	// extra says that it runs in the quick profile only when it is named.
	extra bool
}

// The groups of suites.
const (
	groupSynthetic = "synthetic"
	groupVision    = "vision"
	groupTabular   = "tabular"
	groupText      = "text"
	groupMedical   = "medical"
	groupChemistry = "chemistry"
)

// catalogue is what can be run, next to the methods that package methods
// lists.
type catalogue struct {
	suites []entry
	source *source.Tree
}

// defaultCatalogue lists the suites in the order of the report. A new suite
// is one more line here.
func defaultCatalogue() catalogue {
	return catalogue{
		suites: slices.Concat([]entry{
			{Suite: synthetic.Toy, code: "synthetic/toy.go", groups: []string{groupSynthetic}},
			{Suite: synthetic.Tanh, code: "synthetic/tanh.go", groups: []string{groupSynthetic}},
			{Suite: synthetic.Groups, code: "synthetic/groups.go", groups: []string{groupSynthetic}},
			{Suite: synthetic.Molecules, code: "synthetic/moleculesuite.go", groups: []string{groupSynthetic, groupChemistry}},
			{Suite: synthetic.Scenes, code: "synthetic/scenes.go", groups: []string{groupSynthetic, groupVision}},
			{Suite: synthetic.Streets, code: "synthetic/streets.go", groups: []string{groupSynthetic, groupVision}, extra: true},
			{Suite: synthetic.Faces, code: "synthetic/faces.go", groups: []string{groupSynthetic, groupVision}, extra: true},
			{Suite: multimnist.MultiMNIST, code: "tasks/multimnist/", groups: []string{groupVision}},
			{Suite: multimnist.MultiFashion, code: "tasks/multimnist/", groups: []string{groupVision}},
			{Suite: multimnist.FashionMNIST, code: "tasks/multimnist/", groups: []string{groupVision}},
			{Suite: nyuv2.Suite, code: "tasks/nyuv2/", groups: []string{groupVision}, extra: true},
			{Suite: cityscapes.Suite, code: "tasks/cityscapes/", groups: []string{groupVision}, extra: true},
			{Suite: celeba.Suite, code: "tasks/celeba/", groups: []string{groupVision}, extra: true},
			{Suite: sarcos.Suite, code: "tasks/sarcos/", groups: []string{groupTabular}},
			{Suite: parkinsons.Suite, code: "tasks/parkinsons/", groups: []string{groupTabular, groupMedical}},
			{Suite: census.Two, code: "tasks/census/", groups: []string{groupTabular}},
			{Suite: census.Three, code: "tasks/census/", groups: []string{groupTabular}, extra: true},
			{Suite: moleculenet.Tox21, code: "tasks/moleculenet/", groups: []string{groupChemistry, groupMedical}},
			{Suite: moleculenet.SIDER, code: "tasks/moleculenet/", groups: []string{groupChemistry, groupMedical}},
			{Suite: qm9.Suite, code: "tasks/qm9/", groups: []string{groupChemistry}, extra: true},
			{Suite: sentiment.Suite, code: "tasks/sentiment/", groups: []string{groupText}, extra: true},
			{Suite: school.Suite, code: "tasks/school/", groups: []string{groupTabular}, extra: true},
			{Suite: landmine.Suite, code: "tasks/landmine/", groups: []string{groupTabular}},
		}, multiTarget()),
		source: &source.Tree{
			Module: "github.com/mtobench/mtobench",
			Folders: map[string]fs.FS{
				"methods":              methods.Code,
				"align":                align.Code,
				"tasks":                tasks.Code,
				"synthetic":            synthetic.Code,
				"bench/internal/train": train.Code,
			},
			Context: dependencies(),
			Ignore:  []string{"reports/record", "bench/internal/store", "reports/whole", "bench/internal/machine", "bench/internal/spread"},
		},
	}
}

// quickSets are the multi-target sets that run in the quick profile unless
// others are named.
var quickSets = []string{"mtr/enb", "mtr/jura", "mtr/wq"}

// multiTarget are the sets of the Mulan collection.
func multiTarget() []entry {
	var list []entry
	for _, s := range mtr.Suites {
		list = append(list, entry{
			Suite: s, code: "tasks/mtr/", groups: []string{groupTabular}, extra: !slices.Contains(quickSets, s.Info().Name),
		})
	}
	return list
}

// dependencies lists the versions of the modules that compute.
func dependencies() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var list []string
	for _, m := range info.Deps {
		for _, computes := range []string{"gonum.org/v1/gonum", "gorgonia.org/", "golang.org/x/image"} {
			if strings.HasPrefix(m.Path, computes) {
				list = append(list, m.Path+"@"+m.Version)
			}
		}
	}
	return strings.Join(list, " ")
}

// suite finds a suite by name; groups-NAMEVALUE by its parameters too.
func (c catalogue) suite(name string) (entry, error) {
	for _, s := range c.suites {
		if s.Info().Name == name {
			return s, nil
		}
	}
	if s, ok, err := synthetic.ParseGroups(name); err != nil {
		return entry{}, inputError{err}
	} else if ok {
		return entry{Suite: s, code: "synthetic/groups.go", groups: []string{groupSynthetic}}, nil
	}
	return entry{}, badInput("unknown suite %q; valid are %s, the groups %s, patterns such as mtr/*, and all", name,
		strings.Join(c.names(), ", "), strings.Join(c.groups(), ", "))
}

// usual are the suites that run unless others are named.
func (c catalogue) usual(profile tasks.Profile) []entry {
	return slices.DeleteFunc(slices.Clone(c.suites), func(s entry) bool { return s.extra && profile == tasks.Quick })
}

// names are those of the suites.
func (c catalogue) names() []string {
	names := make([]string, len(c.suites))
	for i, s := range c.suites {
		names[i] = s.Info().Name
	}
	return names
}

// groups are the names of the groups, in the order in which suites have them.
func (c catalogue) groups() []string {
	var names []string
	for _, s := range c.suites {
		for _, g := range s.groups {
			if !slices.Contains(names, g) {
				names = append(names, g)
			}
		}
	}
	return names
}

// match finds the suites that a word names: one by its name, or those of a
// group, of a pattern, or all.
func (c catalogue) match(word string) ([]entry, error) {
	var list []entry
	for _, s := range c.suites {
		fits, err := path.Match(word, s.Info().Name)
		if err != nil {
			return nil, badInput("suite pattern %q: it is not well-formed", word)
		}
		if fits || word == "all" || slices.Contains(s.groups, word) {
			list = append(list, s)
		}
	}
	if len(list) > 0 {
		return list, nil
	}
	s, err := c.suite(word)
	return []entry{s}, err
}

// code is the fingerprint of the code behind a method on a suite.
func (c catalogue) code(s entry, method string) (string, error) {
	paths := []string{s.code, "bench/internal/train/"}
	for _, name := range strings.FieldsFunc(method, func(r rune) bool { return r == '(' || r == ')' }) { // a wrapper round METHOD is of both
		if file := path.Join("methods", name+".go"); c.hasFile(file) {
			paths = append(paths, file)
		}
	}
	sum, err := c.source.Fingerprint(paths...)
	if err != nil {
		return "", fmt.Errorf("%s on %s: %w", method, s.Info().Name, err)
	}
	return sum, nil
}

// hasFile tells whether a method has a file of its own name: one that a test
// makes has none.
func (c catalogue) hasFile(file string) bool {
	f, ok := c.source.Folders[path.Dir(file)]
	if !ok {
		return false
	}
	_, err := fs.Stat(f, path.Base(file))
	return err == nil
}
