package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mtobench/mtobench/bench/internal/machine"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/bench/internal/workload"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// startSteps is the most steps that a started suite trains before its memory
// is read; an evaluation follows them.
const startSteps = 50

// startTimes is how often a suite is started: a single start may fall into a
// moment in which the machine does something else.
const startTimes = 5

// started is a suite that was started in a process of its own, once or several
// times.
type started struct {
	Suite   string        `json:"suite"`
	First   time.Duration `json:"first_step_ns"` // from the start of the process to the end of the first step: the median,
	Least   time.Duration `json:"least_ns"`      // the shortest
	Longest time.Duration `json:"longest_ns"`    // and the longest
	PeakRSS int64         `json:"peak_rss"`      // the largest
}

// withMLPs adds the MLPs that a list of suites names.
func (c catalogue) withMLPs(names string) (catalogue, error) {
	for _, n := range strings.Split(names, ",") {
		digits, ok := strings.CutPrefix(strings.TrimSpace(n), "mlp")
		if !ok {
			continue
		}
		k, err := strconv.Atoi(digits)
		if err != nil || k < 1 || k > 10000 {
			return c, badInput("suite %s: an MLP is called mlp and its number of tasks, from 1 to 10000", n)
		}
		// No record is kept: any code that there is will do as the suite's.
		c.suites = append(c.suites[:len(c.suites):len(c.suites)], entry{Suite: workload.Suite{K: k}, code: "bench/internal/train/"})
	}
	return c, nil
}

// starts starts the chosen suites, by default all whose data is there.
func (o *costOptions) starts(env *environment) ([]started, error) {
	c, err := env.catalogue.withMLPs(o.suites)
	if err != nil {
		return nil, err
	}
	suites, err := o.chooseSuites(c)
	if err != nil {
		return nil, err
	}
	var all []started
	if env.program == "" {
		return nil, nil
	}
	for _, s := range suites {
		if _, err := s.Files(o.data, s.Protocol(tasks.Quick)); errors.Is(err, tasks.ErrNoData) {
			continue
		}
		fmt.Fprintf(env.stderr, "starting %s\n", s.Info().Name)
		st, err := startsOf(env, s.Info().Name, o.data)
		if err != nil {
			return all, err
		}
		all = append(all, st)
	}
	return all, nil
}

// startsOf starts a suite startTimes times, one after the other.
func startsOf(env *environment, suite, data string) (started, error) {
	var runs []started
	for range startTimes {
		s, err := startOf(env, suite, data)
		if err != nil {
			return s, err
		}
		runs = append(runs, s)
	}
	memory := slices.MaxFunc(runs, func(a, b started) int { return cmp.Compare(a.PeakRSS, b.PeakRSS) }).PeakRSS
	slices.SortFunc(runs, func(a, b started) int { return cmp.Compare(a.First, b.First) })
	return started{suite, runs[startTimes/2].First, runs[0].First, runs[startTimes-1].First, memory}, nil
}

// startOf runs `cost -start` with further arguments and takes the time until
// it tells of its first step.
func startOf(env *environment, suite, data string, args ...string) (started, error) {
	s := started{Suite: suite}
	cmd := exec.CommandContext(env.ctx, env.program, append([]string{"cost", "-start", suite, "-data", data}, args...)...)
	cmd.Stderr = env.stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return s, err
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return s, err
	}
	lines := bufio.NewReader(out)
	if _, err = lines.ReadString('\n'); err == nil {
		s.First = time.Since(begin)
		err = json.NewDecoder(lines).Decode(&s)
	}
	if failed := cmd.Wait(); err != nil || failed != nil {
		if env.ctx.Err() != nil {
			return s, env.ctx.Err()
		}
		return s, fmt.Errorf("starting %s: %w", suite, errors.Join(failed, err))
	}
	return s, nil
}

// peakOf is the peak memory, in bytes, of a fresh process that only trains a
// job for some steps and evaluates; 0 where no process can be started.
func peakOf(env *environment, j train.Job) (int64, error) {
	if env.program == "" {
		return 0, nil
	}
	p := j.Key.Protocol
	args := []string{"-method", j.Key.Method, "-profile", string(j.Key.Profile)}
	if p.Arch != "" {
		args = append(args, "-arch", p.Arch)
	}
	for _, name := range slices.Sorted(maps.Keys(j.Key.Settings)) {
		args = append(args, "-set", j.Key.Method+"."+name+"="+j.Key.Settings[name])
	}
	sizes := []struct {
		name  string
		value int
	}{{"epochs", p.Epochs}, {"steps", p.Steps}}
	if p.Steps == 0 {
		sizes = append(sizes[:1], []struct {
			name  string
			value int
		}{{"batch", p.Batch}, {"train", p.Train}, {"val", p.Val}, {"test", p.Test}}...)
	}
	for _, size := range sizes {
		if size.value > 0 {
			args = append(args, "-set", fmt.Sprintf("%s.%s=%d", j.Key.Suite, size.name, size.value))
		}
	}
	s, err := startOf(env, j.Key.Suite, j.Data, args...)
	return s.PeakRSS, err
}

// startSuite is the process that startOf starts: it writes a line after the
// first step, trains a little and evaluates, and then writes its memory.
func (o *costOptions) startSuite(env *environment) error {
	c, err := env.catalogue.withMLPs(o.start)
	if err != nil {
		return err
	}
	s, err := c.suite(o.start)
	if err != nil {
		return err
	}
	job, err := o.startJob(s)
	if err != nil {
		return err
	}
	if err := train.Start(job, startSteps, func() { tellStep(env) }); err != nil {
		return inputError{err}
	}
	return tellMemory(env)
}

// tellStep writes the line that startOf waits for.
func tellStep(env *environment) { fmt.Fprintln(env.stdout, "first step") }

// tellMemory writes what startOf reads at the end.
func tellMemory(env *environment) error {
	return json.NewEncoder(env.stdout).Encode(map[string]int64{"peak_rss": machine.PeakRSS()})
}

// startJob is what is started: LS, or the one method that is named.
func (o *costOptions) startJob(s entry) (train.Job, error) {
	m, err := methods.Lookup(cmp.Or(o.methods, methods.LS.Name))
	if err != nil {
		return train.Job{}, inputError{err}
	}
	profile, err := o.checkProfile()
	if err != nil {
		return train.Job{}, err
	}
	if err := o.useArch(catalogue{suites: []entry{s}}); err != nil {
		return train.Job{}, err
	}
	info := s.Info()
	key := record.Key{Suite: info.Name, Method: m.Name, Task: tasks.AllTasks, Seed: 1, Profile: profile}
	if key.Protocol, err = o.protocol(s.Suite, profile); err != nil {
		return train.Job{}, err
	}
	key.Settings, err = o.set.method(variant{Info: m}, info)
	return train.Job{Key: key, Suite: s, Method: m, Data: o.data}, err
}

// printStarts writes the table of starts.
func printStarts(w io.Writer, starts []started) error {
	ms := func(t time.Duration) string { return fmt.Sprintf("%.0f", float64(t)/1e6) }
	var rows [][]string
	for _, s := range starts {
		rows = append(rows, []string{s.Suite, fmt.Sprintf("%s (%s to %s)", ms(s.First), ms(s.Least), ms(s.Longest)), fmt.Sprintf("%.0f", float64(s.PeakRSS)/(1<<20))})
	}
	if err := reports.MarkdownTable(w, []string{"suite", "to the first step, ms", "peak memory, MiB"}, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "\nFrom the start of a fresh process to the end of its first training step, in the profile quick: median of", startTimes, "(least to most).")
	return err
}
