package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/synthetic"
	"github.com/mtobench/mtobench/tasks"
)

var reportCommand = command{
	name:    "report",
	args:    "[flags]",
	summary: "write the report from the records",
	help: `Writes report.md, its tables as CSV, JSON and LaTeX, its pictures and what they
were made from beside the records of a profile. It needs the records only.
-verify makes everything anew and compares it with what is on disk: it prints
the files that differ and then ends with exit status 1.

Examples:
  go run ./bench report
  go run ./bench report -profile standard -out results
  go run ./bench report -verify`,
	run: runReport,
}

func runReport(env *environment, args []string) error {
	var o options
	o.folders(env.flags)
	verify := env.flags.Bool("verify", false, "compare the report on disk with what its records give")
	if err := env.parse(args, 0); err != nil {
		return err
	}
	profile, err := o.checkProfile()
	if err != nil {
		return err
	}
	dir := filepath.Join(o.out, string(profile))
	st, err := store.Read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return badInput("no records in %s: run `go run ./bench all` first", dir)
	}
	if err != nil {
		return inputError{err}
	}
	if *verify {
		return verifyReport(env, profile, dir, st)
	}
	return writeReport(env, profile, dir, st, o.absent(env.catalogue, profile))
}

// errMismatch says that a report is not what its records give.
var errMismatch = errors.New("the report does not match its records")

// verifyReport compares the report on disk with what its records give.
func verifyReport(env *environment, profile tasks.Profile, dir string, st *store.Store) error {
	in, err := reportInput(env, profile, dir, st, nil)
	if err != nil {
		return err
	}
	lines, err := reports.Verify(dir, in)
	if errors.Is(err, fs.ErrNotExist) {
		return badInput("no report in %s: run `go run ./bench report` first", dir)
	}
	if err != nil {
		return err
	}
	for _, line := range lines {
		fmt.Fprintln(env.stdout, line)
	}
	if len(lines) > 0 {
		return fmt.Errorf("%s: %w in %d files", dir, errMismatch, len(lines))
	}
	fmt.Fprintf(env.stdout, "%s: every file is what its records give\n", dir)
	return nil
}

// absent lists the suites whose data is not there.
func (o *options) absent(c catalogue, profile tasks.Profile) []reports.Missing {
	var list []reports.Missing
	for _, s := range c.suites {
		if _, err := s.Files(o.data, s.Protocol(profile)); errors.Is(err, tasks.ErrNoData) {
			list = append(list, missing(s.Info(), err))
		}
	}
	return list
}

func missing(info tasks.Info, err error) reports.Missing {
	return reports.Missing{Name: info.Name, Title: info.Title, Why: why(err), Get: info.Data}
}

// why is what an error that wraps tasks.ErrNoData says beyond it.
func why(err error) string {
	return strings.TrimPrefix(err.Error(), tasks.ErrNoData.Error()+": ")
}

// writeReport writes the report of a folder's records, and its summary to
// standard output.
func writeReport(env *environment, profile tasks.Profile, dir string, st *store.Store, absent []reports.Missing) error {
	in, err := reportInput(env, profile, dir, st, absent)
	if err != nil {
		return err
	}
	if err := reports.Write(dir, in); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := reports.Summary(env.stdout, in); err != nil {
		return err
	}
	fmt.Fprintf(env.stdout, "\nreport: %s\n", filepath.Join(dir, "report.md"))
	return nil
}

// reportInput is what the report of a folder's records is made from.
func reportInput(env *environment, profile tasks.Profile, dir string, st *store.Store, absent []reports.Missing) (reports.Input, error) {
	cells, left := store.Current(st.Cells())
	if len(cells) == 0 {
		return reports.Input{}, badInput("no records in %s: run `go run ./bench all` first", dir)
	}
	if left > 0 {
		fmt.Fprintf(env.stderr, "%d older records of other configurations are left out of the report\n", left)
	}
	in := reports.Input{
		Profile:    profile,
		Cells:      cells,
		Costs:      store.CurrentCosts(st.Costs(), cells),
		Missing:    withoutCells(absent, cells),
		Order:      methods.Names(),
		Landscapes: map[string]reports.Landscape{synthetic.Toy.Info().Name: toyLandscape()},
	}
	for _, s := range env.catalogue.suites {
		in.Suites = append(in.Suites, s.Info().Name)
	}
	return in, nil
}
