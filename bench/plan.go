package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// checkpointEvery is the time between checkpoints of a cell: what a killed
// run may lose of a cell at most, an epoch aside.
const checkpointEvery = 30 * time.Second

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
	f.StringVar(&o.suites, "suite", "", "`suites` to run, separated by commas (default every one whose data is there)")
	f.StringVar(&o.methods, "method", "", "`methods` to run, separated by commas (default the default set; \"every\" for every method)")
	f.StringVar(&o.seeds, "seeds", "3", "how many seeds, counted from 1, or a `list` such as 1,4,7")
	f.IntVar(&o.workers, "workers", runtime.NumCPU(), "cells trained at the same time")
	f.Var(&o.set, "set", "`name.parameter=value` of a method, or of a suite's protocol (epochs, batch, lr, train, val, test); repeat for more")
	f.BoolVar(&o.retry, "retry", false, "train failed cells again")
}

// plan is the cells that options choose.
type plan struct {
	profile tasks.Profile
	out     string
	jobs    []train.Job
	missing []reports.Missing
	retry   bool
}

// plan resolves the options against the catalogue.
func (o *options) plan(c catalogue) (*plan, error) {
	profile, err := o.checkProfile()
	if err != nil {
		return nil, err
	}
	if o.workers < 1 {
		return nil, badInput("-workers %d: at least 1 is needed", o.workers)
	}
	seeds, err := parseSeeds(o.seeds)
	if err != nil {
		return nil, err
	}
	chosen, err := o.chooseMethods()
	if err != nil {
		return nil, err
	}
	if err := o.set.check(c); err != nil {
		return nil, err
	}
	p := &plan{profile: profile, out: filepath.Join(o.out, string(profile)), retry: o.retry}
	suites, err := o.chooseSuites(c)
	if err != nil {
		return nil, err
	}
	for _, s := range suites {
		if err := p.add(c, s, chosen, seeds, o); err != nil {
			return nil, err
		}
	}
	return p, nil
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

func (o *options) chooseMethods() ([]methods.Info, error) {
	names := strings.Split(o.methods, ",")
	switch o.methods {
	case "":
		names = methods.DefaultSet
	case "every":
		return methods.All, nil
	}
	var chosen []methods.Info
	for _, n := range names {
		m, err := methods.Lookup(strings.TrimSpace(n))
		if err != nil {
			return nil, inputError{err}
		}
		chosen = append(chosen, m)
	}
	return chosen, nil
}

func (o *options) chooseSuites(c catalogue) ([]entry, error) {
	if o.suites == "" {
		return c.suites, nil
	}
	var chosen []entry
	for _, n := range strings.Split(o.suites, ",") {
		s, err := c.suite(strings.TrimSpace(n))
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, s)
	}
	return chosen, nil
}

// add adds a suite's cells, seed by seed so that what is done early can be
// compared. A suite without its data is left out and listed, or an error
// when it was named.
func (p *plan) add(c catalogue, s entry, chosen []methods.Info, seeds []uint64, o *options) error {
	info := s.Info()
	files, err := s.Files(o.data)
	switch {
	case errors.Is(err, tasks.ErrNoData) && o.suites == "":
		p.missing = append(p.missing, missing(info, err))
		return nil
	case errors.Is(err, tasks.ErrNoData):
		return badInput("suite %s: %w; get it: %s", info.Name, err, info.Data)
	case err != nil:
		return inputError{fmt.Errorf("suite %s: %w", info.Name, err)}
	}
	sum, err := checksum(files)
	if err != nil {
		return inputError{err}
	}
	protocol, err := o.set.protocol(info.Name, s.Protocol(p.profile))
	if err != nil {
		return err
	}
	for _, seed := range seeds {
		for _, m := range chosen {
			key := record.Key{
				Suite: info.Name, Method: m.Name, Task: tasks.AllTasks, Seed: seed,
				Profile: p.profile, Protocol: protocol, Data: sum,
			}
			if key.Settings, err = o.set.method(m, info); err != nil {
				return err
			}
			if key.Code, err = c.code(s, m.Name); err != nil {
				return err
			}
			p.jobs = append(p.jobs, cells(train.Job{Key: key, Suite: s, Method: m, Data: o.data, Every: checkpointEvery})...)
		}
	}
	return nil
}

// cells is the cells of a job: one, or one a task for the single-task
// baseline, none where a suite has no baseline.
func cells(j train.Job) []train.Job {
	if j.Method.Kind != methods.Baseline {
		return []train.Job{j}
	}
	info := j.Suite.Info()
	if info.NoBaseline {
		return nil
	}
	jobs := make([]train.Job, len(info.Tasks))
	for k := range jobs {
		jobs[k] = j
		jobs[k].Key.Task = k
	}
	return jobs
}

// missingCells are the jobs whose cells are not in the store.
func (p *plan) missingCells(st *store.Store) []train.Job {
	var jobs []train.Job
	for _, j := range p.jobs {
		c, ok := st.Cell(j.Key.ID())
		if ok && !(p.retry && c.Status == record.Failed) {
			continue
		}
		j.Checkpoint = st.Partial(j.Key.ID())
		jobs = append(jobs, j)
	}
	return jobs
}

// checksum is the SHA-256 of files, names included; empty for no files.
func checksum(files []string) (string, error) {
	if len(files) == 0 {
		return "", nil
	}
	h := sha256.New()
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s\x00", filepath.Base(name))
		_, err = io.Copy(h, f)
		f.Close()
		if err != nil {
			return "", fmt.Errorf("read %s: %w", name, err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

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
	if owner, param, dot := strings.Cut(name, "."); !ok || !dot || owner == "" || param == "" {
		return errors.New("it has the form name.parameter=value")
	}
	if *s == nil {
		*s = settings{}
	}
	(*s)[name] = value
	return nil
}

// of picks the settings of a method or suite.
func (s settings) of(owner string) map[string]string {
	m := map[string]string{}
	for name, v := range s {
		if param, ok := strings.CutPrefix(name, owner+"."); ok {
			m[param] = v
		}
	}
	return m
}

// check makes sure that every setting names a method or a suite and is valid.
func (s settings) check(c catalogue) error {
	for _, name := range slices.Sorted(maps.Keys(s)) {
		owner, _, _ := strings.Cut(name, ".")
		if m, err := methods.Lookup(owner); err == nil {
			if _, err := m.Resolve(s.of(owner)); err != nil {
				return inputError{err}
			}
			continue
		}
		suite, err := c.suite(owner)
		if err != nil {
			return badInput("-set %s: no method or suite is named %q", name, owner)
		}
		if _, err := s.protocol(owner, suite.Protocol(tasks.Quick)); err != nil {
			return err
		}
	}
	return nil
}

// method resolves a method's hyper-parameters on a suite: what the user set,
// else the suite's published value, else the method's default.
func (s settings) method(m methods.Info, info tasks.Info) (map[string]string, error) {
	set := settings(info.Settings).of(m.Name)
	maps.Copy(set, s.of(m.Name))
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

// protocol changes a suite's protocol as the user set it.
func (s settings) protocol(suite string, p tasks.Protocol) (tasks.Protocol, error) {
	counts := map[string]*int{"epochs": &p.Epochs, "batch": &p.Batch, "train": &p.Train, "val": &p.Val, "test": &p.Test}
	set := s.of(suite)
	for _, name := range slices.Sorted(maps.Keys(set)) {
		value := set[name]
		if n := counts[name]; n != nil {
			v, err := strconv.Atoi(value)
			if err != nil || v < 1 {
				return p, badInput("-set %s.%s=%s: it takes a whole number from 1", suite, name, value)
			}
			*n = v
			continue
		}
		if name != "lr" {
			return p, badInput("-set %s.%s: a protocol has epochs, batch, lr, train, val, test", suite, name)
		}
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || !(v > 0 && v < 1e6) {
			return p, badInput("-set %s.lr=%s: it takes a number above 0", suite, value)
		}
		p.Optimizer.LR = v
	}
	return p, nil
}
