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
	help: `Writes report.md, its tables as CSV and its pictures beside the records of a
profile. It needs the records only.

Examples:
  go run ./bench report
  go run ./bench report -profile standard -out results`,
	run: runReport,
}

func runReport(env *environment, args []string) error {
	var o options
	o.folders(env.flags)
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
	return writeReport(env, profile, dir, st, o.absent(env.catalogue))
}

// absent lists the suites whose data is not there.
func (o *options) absent(c catalogue) []reports.Missing {
	var list []reports.Missing
	for _, s := range c.suites {
		if _, err := s.Files(o.data); errors.Is(err, tasks.ErrNoData) {
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
	cells, left := store.Current(st.Cells())
	if len(cells) == 0 {
		return badInput("no records in %s: run `go run ./bench all` first", dir)
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
	if err := reports.Write(dir, in); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := reports.Summary(env.stdout, in); err != nil {
		return err
	}
	fmt.Fprintf(env.stdout, "\nreport: %s\n", filepath.Join(dir, "report.md"))
	return nil
}
