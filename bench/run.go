package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mtobench/mtobench/bench/internal/sched"
	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/tasks"
)

var runCommand = command{
	name:    "run",
	args:    "[flags]",
	summary: "train chosen cells",
	help: `Trains the chosen cells (suite x method x seed) that are not done and keeps
their records. Interrupt it at will: the same command goes on from there.

Examples:
  go run ./bench run -suite tanh -method ls,go4align -seeds 5
  go run ./bench run -suite multifashion -profile standard -data ~/data
  go run ./bench run -suite tanh -method go4align -set go4align.groups=3
  go run ./bench run -suite sarcos -set sarcos.epochs=50 -set sarcos.lr=3e-4`,
	keeps: true,
	run:   runRun,
}

func runRun(env *environment, args []string) error {
	var o options
	o.cells(env.flags)
	if err := env.parse(args, 0); err != nil {
		return err
	}
	p, st, err := o.prepare(env.catalogue)
	if err != nil {
		return err
	}
	return p.train(env, st, o.workers)
}

// prepare plans the cells and opens the records of earlier runs. What is
// wrong with these is the user's to mend.
func (o *options) prepare(c catalogue) (*plan, *store.Store, error) {
	p, err := o.plan(c)
	if err != nil {
		return nil, nil, err
	}
	if p.out, err = o.folder(p.profile); err != nil {
		return nil, nil, err
	}
	st, err := store.Open(p.out)
	if err != nil {
		return nil, nil, inputError{err}
	}
	return p, st, nil
}

// train trains the cells that are not done.
func (p *plan) train(env *environment, st *store.Store, workers int) error {
	for _, m := range p.missing {
		fmt.Fprintf(env.stderr, "%s: no data: %s; get it: %s\n", m.Name, m.Why, m.Get)
	}
	for _, name := range p.idle {
		owner, _ := splitSetting(name)
		fmt.Fprintf(env.stderr, "-set %s changes nothing: no cell to run is of %s\n", name, owner)
	}
	jobs := p.missingCells(st)
	if done := len(p.jobs) - len(jobs); done > 0 {
		fmt.Fprintf(env.stderr, "%d of %d cells are done already\n", done, len(p.jobs))
	}
	res, err := sched.Run(env.ctx, st, jobs, workers, sched.NewProgress(env.stderr, st.Cells()))
	if err != nil {
		return err
	}
	p.drop(res.Errors)
	if len(res.Errors) > 0 {
		return inputError{joined(res.Errors)}
	}
	if n := p.failed(st); n > 0 {
		return fmt.Errorf("%d %w: their records and the report say why; -retry trains them again", n, errFailed)
	}
	return nil
}

// idle are those of the named settings that are of no method and no suite of
// the jobs: they change nothing.
func idle(names []string, jobs []train.Job) []string {
	used := map[string]bool{}
	for _, j := range jobs {
		used[j.Key.Suite] = true
		for _, owner := range owners(j.Key.Method) {
			used[owner] = true
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		owner, _ := splitSetting(name)
		return used[owner]
	})
}

// reportable says that what was trained can be reported in spite of an error:
// of cells that failed, or of data that proved unreadable.
func reportable(err error) bool {
	var input inputError
	return err == nil || errors.Is(err, errFailed) || errors.As(err, &input)
}

// interrupted tells the error of a user's interrupt from others.
func interrupted(err error) bool { return errors.Is(err, context.Canceled) }

// joined is the errors of several suites, in the suites' order, each with the
// suite's name, which a suite's own errors have already.
func joined(errs map[string]error) error {
	var list []error
	for _, s := range slices.Sorted(maps.Keys(errs)) {
		err := errs[s]
		if !strings.HasPrefix(err.Error(), s+": ") {
			err = fmt.Errorf("%s: %w", s, err)
		}
		list = append(list, err)
	}
	return errors.Join(list...)
}

// costBudget is the time spent on measuring one method on one suite.
var costBudget = map[tasks.Profile]time.Duration{
	tasks.Quick:    time.Second,
	tasks.Standard: 5 * time.Second,
	tasks.Paper:    20 * time.Second,
}

// measure measures the step times of the planned methods that are not
// measured yet, one after the other with nothing else running.
func (p *plan) measure(env *environment, st *store.Store) error {
	seen := map[string]bool{}
	for _, j := range p.jobs {
		j.Key.Seed = 1
		id := train.CostID(j)
		if _, done := st.Cost(id); done || seen[id] || j.Key.Task != tasks.AllTasks {
			continue
		}
		seen[id] = true
		fmt.Fprintf(env.stderr, "measuring the step of %s on %s\n", j.MethodName(), j.Key.Suite)
		c, err := train.Cost(env.ctx, j, methods.LS, costBudget[p.profile])
		if interrupted(err) {
			return err
		}
		if err != nil {
			fmt.Fprintf(env.stderr, "no step time of %s on %s: %v\n", j.MethodName(), j.Key.Suite, err)
			continue
		}
		if c.PeakRSS, err = peakOf(env, j); interrupted(err) {
			return err
		} else if err != nil {
			fmt.Fprintf(env.stderr, "no memory of %s on %s: %v\n", j.MethodName(), j.Key.Suite, err)
		}
		if err := st.PutCost(c); err != nil {
			return err
		}
	}
	return nil
}
