package main

import (
	"fmt"
	"io/fs"
	"path"
	"runtime/debug"
	"strings"

	"github.com/mtobench/mtobench/align"
	"github.com/mtobench/mtobench/bench/internal/source"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/synthetic"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/multimnist"
	"github.com/mtobench/mtobench/tasks/sarcos"
)

// entry is a suite and where its code is, from the module's root; a path that
// ends in a slash is a whole package.
type entry struct {
	tasks.Suite
	code string
}

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
		suites: []entry{
			{synthetic.Toy, "synthetic/toy.go"},
			{synthetic.Tanh, "synthetic/tanh.go"},
			{synthetic.Groups, "synthetic/groups.go"},
			{multimnist.MultiMNIST, "tasks/multimnist/"},
			{multimnist.MultiFashion, "tasks/multimnist/"},
			{multimnist.FashionMNIST, "tasks/multimnist/"},
			{sarcos.Suite, "tasks/sarcos/"},
		},
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
			Ignore:  []string{"reports/record", "bench/internal/store", "bench/internal/machine", "bench/internal/spread"},
		},
	}
}

// dependencies lists the versions of the modules that compute.
func dependencies() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var list []string
	for _, m := range info.Deps {
		if strings.HasPrefix(m.Path, "gonum.org/v1/gonum") || strings.HasPrefix(m.Path, "gorgonia.org/") {
			list = append(list, m.Path+"@"+m.Version)
		}
	}
	return strings.Join(list, " ")
}

// suite finds a suite by name; groups-NAMEVALUE by its parameters too.
func (c catalogue) suite(name string) (entry, error) {
	names := make([]string, len(c.suites))
	for i, s := range c.suites {
		names[i] = s.Info().Name
		if names[i] == name {
			return s, nil
		}
	}
	if s, ok, err := synthetic.ParseGroups(name); err != nil {
		return entry{}, inputError{err}
	} else if ok {
		return entry{s, "synthetic/groups.go"}, nil
	}
	return entry{}, badInput("unknown suite %q; valid are %s", name, strings.Join(names, ", "))
}

// code is the fingerprint of the code behind a method on a suite.
func (c catalogue) code(s entry, method string) (string, error) {
	paths := []string{s.code, "bench/internal/train/"}
	for _, name := range strings.FieldsFunc(method, func(r rune) bool { return r == '(' || r == ')' }) { // agrm(METHOD) is of both
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
