package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/mtobench/mtobench/bench/internal/machine"
	"github.com/mtobench/mtobench/bench/internal/workload"
	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/tasks"
)

// startSteps is the most steps that a started suite trains before its memory
// is read; an evaluation follows them.
const startSteps = 50

// started is a suite that was started in a process of its own.
type started struct {
	Suite   string        `json:"suite"`
	First   time.Duration `json:"first_step_ns"` // from the start of the process to the end of the first step
	PeakRSS int64         `json:"peak_rss"`
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
		c.suites = append(c.suites[:len(c.suites):len(c.suites)], entry{workload.Suite{K: k}, "bench/internal/train/"})
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
	for _, s := range suites {
		if _, err := s.Files(o.data, s.Protocol(tasks.Quick)); errors.Is(err, tasks.ErrNoData) {
			continue
		}
		fmt.Fprintf(env.stderr, "starting %s\n", s.Info().Name)
		st, err := startOf(env, s.Info().Name, o.data)
		if err != nil {
			return nil, err
		}
		all = append(all, st)
	}
	return all, nil
}

// startOf runs `cost -start` and takes the time until it tells of its first
// step.
func startOf(env *environment, suite, data string) (started, error) {
	s := started{Suite: suite}
	program, err := os.Executable()
	if err != nil {
		return s, err
	}
	cmd := exec.CommandContext(env.ctx, program, "cost", "-start", suite, "-data", data)
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
		return s, fmt.Errorf("starting %s: %w", suite, errors.Join(failed, err))
	}
	return s, nil
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
	p, err := s.Open(tasks.Options{Data: o.data, Protocol: s.Protocol(tasks.Quick), Seed: 1, Task: tasks.AllTasks})
	if err != nil {
		return inputError{err}
	}
	if err := p.Epoch(0); err != nil {
		return err
	}
	for i := range min(p.Steps(), startSteps) {
		if err := equalStep(p, len(s.Info().Tasks), s.Protocol(tasks.Quick).Optimizer.LR); err != nil {
			return err
		}
		if i == 0 {
			fmt.Fprintln(env.stdout, "first step")
		}
	}
	if _, err := p.Evaluate(tasks.Test); err != nil {
		return err
	}
	return json.NewEncoder(env.stdout).Encode(map[string]int64{"peak_rss": machine.PeakRSS()})
}

// equalStep is a training step with equal weights.
func equalStep(p tasks.Problem, k int, lr float64) error {
	losses, ones := make([]float64, k), make([]float64, k)
	for i := range ones {
		ones[i] = 1
	}
	if err := p.Next(); err != nil {
		return err
	}
	if err := p.Losses(losses); err != nil {
		return err
	}
	if err := p.Backward(ones); err != nil {
		return err
	}
	return p.Update(lr)
}

// printStarts writes the table of starts.
func printStarts(w io.Writer, starts []started) error {
	var rows [][]string
	for _, s := range starts {
		rows = append(rows, []string{s.Suite, fmt.Sprintf("%.0f", float64(s.First)/1e6), fmt.Sprintf("%.0f", float64(s.PeakRSS)/(1<<20))})
	}
	if err := reports.MarkdownTable(w, []string{"suite", "to the first step, ms", "peak memory, MiB"}, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "\nFrom the start of a fresh process to the end of its first training step, in the profile quick.")
	return err
}
