package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/tasks"
)

// options are the flags that choose cells.
type options struct {
	profile string
	suites  string
	methods string
	seeds   string
	workers int
	data    string
	out     string
	set     settings
	arch    string
	retry   bool
}

// folders declares the flags that say where things are.
func (o *options) folders(f *flag.FlagSet) {
	f.StringVar(&o.profile, "profile", string(tasks.Quick), "`size` of the run: quick, standard or paper")
	f.StringVar(&o.out, "out", "results", "`folder` for records and reports")
	o.dataFlag(f)
}

func (o *options) dataFlag(f *flag.FlagSet) {
	def := os.Getenv("MTO_DATA")
	if def == "" {
		def = "data"
	}
	f.StringVar(&o.data, "data", def, "`folder` of the data sets (default also from MTO_DATA)")
}

// cells declares the flags that choose cells.
func (o *options) cells(f *flag.FlagSet) {
	o.folders(f)
	f.StringVar(&o.suites, "suite", "", "`suites` to run, separated by commas: names, groups such as tabular, patterns such as mtr/*, or all (default every one whose data is there, in the quick profile the smaller ones)")
	f.StringVar(&o.methods, "method", "", "`methods` to run, separated by commas, such as ls,go4align[groups=3],agrm(famo) (default the default set; \"every\" for every method)")
	f.StringVar(&o.seeds, "seeds", "3", "how many seeds, counted from 1, or a `list` such as 1,4,7")
	f.IntVar(&o.workers, "workers", runtime.NumCPU(), "cells trained at the same time")
	o.setFlag(f)
	f.BoolVar(&o.retry, "retry", false, "train failed cells again")
}

func (o *options) setFlag(f *flag.FlagSet) {
	f.StringVar(&o.arch, "arch", "", "`architecture` of the suites that have several: mmoe, cgc, ple or cross-stitch, of images segnet (default hard sharing of one trunk, of images MTAN); list suites tells which")
	f.Var(&o.set, "set", "`name.parameter=value` of a method, or of a suite's protocol (epochs, batch, lr, train, val, test; some have more); repeat for more")
}

// protocol is a suite's protocol as the options have it, in the sizes of the
// data that is there.
func (o *options) protocol(s tasks.Suite, profile tasks.Profile) (tasks.Protocol, error) {
	p, err := o.set.protocol(s, profile)
	f, ok := s.(tasks.Fitter)
	if err != nil || !ok {
		return p, err
	}
	if _, err := s.Files(o.data, p); err != nil {
		return p, nil // whoever reads the files tells
	}
	if p, err = f.Fit(p, o.data); err != nil {
		return p, inputError{fmt.Errorf("suite %s: %w", s.Info().Name, err)}
	}
	return p, nil
}

// folder is where the records of a profile are.
func (o *options) folder(p tasks.Profile) (string, error) {
	if o.out == "" {
		return "", badInput("-out is empty: name a folder")
	}
	return filepath.Join(o.out, string(p)), nil
}

func (o *options) checkProfile() (tasks.Profile, error) {
	if p := tasks.Profile(o.profile); slices.Contains(tasks.Profiles, p) {
		return p, nil
	}
	return "", badInput("unknown profile %q; valid are quick, standard, paper", o.profile)
}

// parseSeeds reads "3" as seeds 1 to 3 and "1,4,7" as a list.
func parseSeeds(s string) ([]uint64, error) {
	if n, err := strconv.Atoi(s); err == nil && n >= 1 && n <= 10000 {
		seeds := make([]uint64, n)
		for i := range seeds {
			seeds[i] = uint64(i + 1)
		}
		return seeds, nil
	}
	var seeds []uint64
	for _, f := range strings.Split(s, ",") {
		n, err := strconv.ParseUint(strings.TrimSpace(f), 10, 32)
		if err != nil || !strings.Contains(s, ",") {
			return nil, badInput("-seeds %q: give a number from 1 to 10000, or a list such as 1,4,7", s)
		}
		if slices.Contains(seeds, n) {
			return nil, badInput("-seeds %q: seed %d stands twice", s, n)
		}
		seeds = append(seeds, n)
	}
	return seeds, nil
}

// chooseMethods reads -method.
func (o *options) chooseMethods() ([]variant, error) {
	switch o.methods {
	case "":
		return parseVariants("-method", strings.Join(methods.DefaultSet, ","))
	case "every":
		return plainVariants(methods.All), nil
	}
	return parseVariants("-method", o.methods)
}

// chooseSuites reads -suite: names, groups and patterns. Where a group or a
// pattern names a suite again it counts once.
func (o *options) chooseSuites(c catalogue) ([]entry, error) {
	if o.suites == "" {
		return c.usual(tasks.Profile(o.profile)), nil
	}
	var chosen []entry
	for _, n := range strings.Split(o.suites, ",") {
		list, err := c.match(strings.TrimSpace(n))
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			again := slices.ContainsFunc(chosen, func(c entry) bool { return c.Info().Name == s.Info().Name })
			if again && len(list) == 1 {
				return nil, badInput("-suite %s: %s stands twice", o.suites, s.Info().Name)
			}
			if !again {
				chosen = append(chosen, s)
			}
		}
	}
	return chosen, nil
}

// named says that a suite was named itself, not by a group or a pattern.
func (o *options) named(suite string) bool {
	return slices.ContainsFunc(strings.Split(o.suites, ","), func(word string) bool { return strings.TrimSpace(word) == suite })
}

// useArch makes -arch settings of the suites that have the architecture; one
// that was named and has not is an error.
func (o *options) useArch(c catalogue) error {
	if o.arch == "" {
		return nil
	}
	used := false
	for _, s := range c.suites {
		name := s.Info().Name
		a, ok := s.Suite.(tasks.Architect)
		switch {
		case ok && slices.Contains(a.Architectures(), o.arch):
			used = true
			if _, set := o.set[name+".arch"]; !set {
				if err := o.set.Set(name + ".arch=" + o.arch); err != nil {
					return err
				}
			}
		case o.named(name):
			return badInput("-arch %s: suite %s has no such architecture, but %s", o.arch, name, architectures(s.Suite))
		}
	}
	if !used {
		return badInput("-arch %s: no suite has such an architecture", o.arch)
	}
	return nil
}

// architectures names those that -arch may choose for a suite.
func architectures(s tasks.Suite) string {
	if a, ok := s.(tasks.Architect); ok {
		return strings.Join(a.Architectures(), ", ")
	}
	return "its own only"
}
