package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/tasks"
)

// settings are the -set flags: values by "name.parameter".
type settings map[string]string

// String implements flag.Value.
func (s *settings) String() string {
	var list []string
	for _, k := range slices.Sorted(maps.Keys(*s)) {
		list = append(list, k+"="+(*s)[k])
	}
	return strings.Join(list, " ")
}

// Set implements flag.Value.
func (s *settings) Set(text string) error {
	name, value, ok := strings.Cut(text, "=")
	if owner, param := splitSetting(name); !ok || owner == "" || param == "" {
		return errors.New("it has the form name.parameter=value")
	}
	if *s == nil {
		*s = settings{}
	}
	(*s)[name] = value
	return nil
}

// splitSetting splits at the last dot: a suite's name can have others, as
// groups-overlap0.5 has.
func splitSetting(name string) (owner, param string) {
	dot := max(0, strings.LastIndex(name, "."))
	return name[:dot], name[min(dot+1, len(name)):]
}

// of picks the settings of a method or suite.
func (s settings) of(owner string) map[string]string {
	m := map[string]string{}
	for name, v := range s {
		if o, param := splitSetting(name); o == owner {
			m[param] = v
		}
	}
	return m
}

// check makes sure that every setting names a method or a suite and is valid.
func (s settings) check(c catalogue) error {
	for _, name := range slices.Sorted(maps.Keys(s)) {
		owner, _ := splitSetting(name)
		m, err := methods.Lookup(owner)
		if w, ok := wrapper(owner); ok {
			m, err = w.Info, nil
		}
		if err == nil {
			if _, err := m.Resolve(s.of(owner)); err != nil {
				return inputError{err}
			}
			continue
		}
		suite, err := c.suite(owner)
		if err != nil {
			return badInput("-set %s: no method or suite is named %q", name, owner)
		}
		if own := suite.Info().Name; own != owner {
			return badInput("-set %s: the suite is called %s", name, own)
		}
		if _, err := s.protocol(suite.Suite, tasks.Quick); err != nil {
			return err
		}
	}
	return nil
}

// method resolves a method's hyper-parameters on a suite: the variant's own,
// else what the user set, else the suite's published value, else the method's
// default. Those of agrm(METHOD) are METHOD's, and over them agrm's; so with every wrapper.
func (s settings) method(m variant, info tasks.Info) (map[string]string, error) {
	set := suiteSettings(m.Name, info)
	for _, owner := range owners(m.Name) {
		maps.Copy(set, s.of(owner))
	}
	maps.Copy(set, m.set)
	values, err := m.Resolve(set)
	if err == nil {
		_, err = m.New(methods.Config{
			Tasks: len(info.Tasks), Rand: tasks.Source(0, "method"), LossFloor: info.LossFloor, Values: values,
		})
	}
	if err != nil {
		return nil, inputError{fmt.Errorf("method %s on suite %s: %w", m.Name, info.Name, err)}
	}
	return values, nil
}

// owners are the names under which a method's settings are given, later ones
// over earlier: those of a wrapped METHOD, then its wrapper's, then both's.
func owners(method string) []string {
	w, of, ok := methods.Unwrap(method)
	if !ok {
		return []string{method}
	}
	return append(owners(of), w.Name, method)
}

// wrapper is the one of that name.
func wrapper(name string) (methods.Wrapper, bool) {
	i := slices.IndexFunc(methods.Wrappers, func(w methods.Wrapper) bool { return w.Name == name })
	if i < 0 {
		return methods.Wrapper{}, false
	}
	return methods.Wrappers[i], true
}

// suiteSettings are what a suite's publication sets of a method.
func suiteSettings(method string, info tasks.Info) map[string]string {
	set := map[string]string{}
	for _, owner := range owners(method) {
		maps.Copy(set, settings(info.Settings).of(owner))
	}
	return set
}

// namedParts are the parts of a protocol that a user chooses by name.
var namedParts = []struct {
	name string
	with func(s tasks.Suite, p tasks.Protocol, value string) (tasks.Protocol, error)
}{{"protocol", withProtocol}, {"arch", withArchitecture}, {"average", withAverage}}

// protocol is a suite's protocol, changed as the user set it: what is chosen by
// name first, and numbers over it.
func (s settings) protocol(of tasks.Suite, profile tasks.Profile) (tasks.Protocol, error) {
	own, set := of.Protocol(profile), s.of(of.Info().Name)
	p := own
	for _, part := range namedParts {
		if value, has := set[part.name]; has {
			var err error
			if p, err = part.with(of, p, value); err != nil {
				return p, err
			}
			delete(set, part.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if err := setNumber(&p, of.Info().Name, name, set[name]); err != nil {
			return p, err
		}
	}
	if p.Schedule.Name == "step" { // at the same share of the epochs
		p.Schedule.Every = max(1, own.Schedule.Every*p.Epochs/own.Epochs)
	}
	return p, nil
}

// setNumber sets a number of a suite's protocol.
func setNumber(p *tasks.Protocol, suite, name, value string) error {
	whole := wholeNumbers(p)
	if n := whole[name]; n != nil {
		v, err := strconv.Atoi(value)
		if err != nil || v < 1 {
			return badInput("-set %s.%s=%s: it takes a whole number from 1", suite, name, value)
		}
		*n = v
		return nil
	}
	if name != "lr" {
		return badInput("-set %s.%s: the protocol of %s has %s, lr", suite, name, suite, strings.Join(slices.Sorted(maps.Keys(whole)), ", "))
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || !(v > 0 && v < 1e6) {
		return badInput("-set %s.lr=%s: it takes a number above 0", suite, value)
	}
	p.Optimizer.LR = v
	return nil
}

// wholeNumbers are the whole numbers of a protocol that a user can set.
func wholeNumbers(p *tasks.Protocol) map[string]*int {
	counts := map[string]*int{"epochs": &p.Epochs}
	if p.Steps > 0 {
		counts["steps"] = &p.Steps
	} else {
		maps.Copy(counts, map[string]*int{"batch": &p.Batch, "train": &p.Train, "val": &p.Val, "test": &p.Test})
	}
	if p.Schedule.Name == "plateau" {
		counts["patience"] = &p.Schedule.Patience
	}
	for _, size := range []struct {
		name string
		n    *int
	}{{"units", &p.Units}, {"height", &p.Height}, {"width", &p.Width}, {"channels", &p.Channels}, {"stages", &p.Stages}} {
		if *size.n > 0 { // the suite has a choice
			counts[size.name] = size.n
		}
	}
	return counts
}

// withProtocol is the protocol as another one of the suite has it.
func withProtocol(s tasks.Suite, p tasks.Protocol, name string) (tasks.Protocol, error) {
	suite := s.Info().Name
	of, ok := s.(tasks.Protocoler)
	if !ok {
		return p, badInput("-set %s.protocol=%s: %s has its own protocol only", suite, name, suite)
	}
	var valid []string
	for _, q := range of.Protocols() {
		if valid = append(valid, q.Name); q.Name == name {
			return of.WithProtocol(p, name), nil
		}
	}
	return p, badInput("-set %s.protocol=%s: valid are %s", suite, name, strings.Join(valid, ", "))
}

// withAverage is the protocol with another way to average the metrics of
// pixels.
func withAverage(s tasks.Suite, p tasks.Protocol, value string) (tasks.Protocol, error) {
	suite, a := s.Info().Name, tasks.Average(value)
	switch {
	case p.Average == "":
		return p, badInput("-set %s.average=%s: %s has no metrics of pixels", suite, value, suite)
	case a != tasks.OverPixels && a != tasks.OverBatches:
		return p, badInput("-set %s.average=%s: valid are %s and %s", suite, value, tasks.OverPixels, tasks.OverBatches)
	}
	p.Average = a
	return p, nil
}

// withArchitecture is the protocol with a network of another architecture.
func withArchitecture(s tasks.Suite, p tasks.Protocol, arch string) (tasks.Protocol, error) {
	name := s.Info().Name
	a, ok := s.(tasks.Architect)
	if !ok {
		return p, badInput("-set %s.arch=%s: %s has its own architecture only", name, arch, name)
	}
	if !slices.Contains(a.Architectures(), arch) {
		return p, badInput("-set %s.arch=%s: valid are %s", name, arch, strings.Join(a.Architectures(), ", "))
	}
	return a.WithArchitecture(p, arch), nil
}
