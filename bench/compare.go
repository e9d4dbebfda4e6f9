package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/tasks"
)

var compareCommand = command{
	name:    "compare",
	args:    "[flags] A B",
	summary: "two result folders side by side",
	help: `Sets two result folders side by side: for every suite and method delta-m, or the
metrics where there is no baseline, with a paired test over the seeds that both
have, and the step time relative to LS. A folder is one of a profile, such as
results/quick, or one above it. With -fail the exit status is 1 when anything
is worse in B than in A.

Examples:
  go run ./bench compare before/quick results/quick
  go run ./bench compare -profile standard -fail before results`,
	run: runCompare,
}

// errWorse says that the second folder is worse than the first.
var errWorse = errors.New("worse than before")

func runCompare(env *environment, args []string) error {
	var o options
	env.flags.StringVar(&o.profile, "profile", string(tasks.Quick), "`size` of the run, where a folder is above that of a profile: quick, standard or paper")
	asJSON := env.flags.Bool("json", false, "print JSON")
	fail := env.flags.Bool("fail", false, "exit with status 1 when anything is worse")
	if err := env.parse(args, 2); err != nil {
		return err
	}
	if env.flags.NArg() < 2 {
		return badInput("compare: name two result folders")
	}
	var in [2]reports.Input
	for i := range in {
		var err error
		if in[i], err = o.resultFolder(env, env.flags.Arg(i)); err != nil {
			return err
		}
	}
	c, err := reports.Compare(in[0], in[1], env.flags.Arg(0), env.flags.Arg(1))
	if err != nil {
		return inputError{err}
	}
	if *asJSON {
		err = printJSON(env.stdout, c)
	} else {
		err = c.Text(env.stdout)
	}
	if err != nil {
		return err
	}
	if n := c.Count(reports.Worse); *fail && n > 0 {
		return fmt.Errorf("%s: %d figures are %w", env.flags.Arg(1), n, errWorse)
	}
	return nil
}

// resultFolder reads the records of a profile's folder, or of the profile's
// below the one named.
func (o *options) resultFolder(env *environment, dir string) (reports.Input, error) {
	o.out = dir
	profile, err := o.checkProfile()
	if err != nil {
		return reports.Input{}, err
	}
	if _, err := os.Stat(filepath.Join(dir, "cells")); errors.Is(err, fs.ErrNotExist) {
		dir = filepath.Join(dir, o.profile)
	}
	st, err := store.Read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return reports.Input{}, badInput("no records in %s", dir)
	}
	if err != nil {
		return reports.Input{}, inputError{err}
	}
	if cells := st.Cells(); len(cells) > 0 {
		profile = cells[0].Key.Profile
	}
	wanted, err := o.wanted(env.catalogue, profile)
	if err != nil {
		return reports.Input{}, err
	}
	return folder{profile: profile, dir: dir, st: st, wanted: wanted}.input(env)
}
