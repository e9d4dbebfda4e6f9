package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/synthetic"
	"github.com/mtobench/mtobench/tasks"
)

var reportCommand = command{
	name:    "report",
	args:    "[flags]",
	summary: "write the report from the records",
	help: `Writes report.md, its tables as CSV, JSON and LaTeX, its pictures and what they
were made from beside the records of a profile. It needs the records only.
-verify makes everything anew, with the -tolerance and -published of the report
on disk, and compares the two: it prints the files that differ and then ends with
exit status 1. In a folder of "ablate" it writes, or verifies, its ablations.md.

Examples:
  go run ./bench report
  go run ./bench report -profile standard -out results
  go run ./bench report -profile paper -published
  go run ./bench report -verify
  go run ./bench report -verify -out results/ablation`,
	run: runReport,
}

func runReport(env *environment, args []string) error {
	var o options
	o.folders(env.flags)
	o.setFlag(env.flags)
	var show showOptions
	show.declare(env.flags)
	verify := env.flags.Bool("verify", false, "compare the report on disk with what its records give")
	if err := env.parse(args, 0); err != nil {
		return err
	}
	if err := show.check(); err != nil {
		return err
	}
	profile, err := o.checkProfile()
	if err != nil {
		return err
	}
	dir, err := o.folder(profile)
	if err != nil {
		return err
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return badInput("no records in %s: run `go run ./bench all` first", dir)
	}
	st, err := store.Read(dir)
	if err != nil {
		return inputError{err}
	}
	wanted, err := o.wanted(env.catalogue, profile)
	if err != nil {
		return err
	}
	f := folder{profile: profile, dir: dir, st: st, wanted: wanted, show: show}
	if of := reports.AblationsIn(dir); len(of.List) > 0 {
		f.ablations, f.missing = of.List, of.Missing
		f.wanted = func(k record.Key) bool { return slices.Contains(of.Cells, k.ID()) }
	} else {
		f.missing = o.absent(env.catalogue, profile)
	}
	if *verify {
		return f.verify(env)
	}
	return f.write(env)
}

// folder is the records of a profile, to be reported.
type folder struct {
	profile tasks.Profile
	dir     string
	st      *store.Store
	missing []reports.Missing // suites that could not be run
	wanted  func(record.Key) bool
	show    showOptions
	// ablations are those that the folder is to show, in the place of a report.
	ablations []reports.Ablation
}

// showOptions are the flags that say what a report shows.
type showOptions struct {
	published  bool
	tolerance  string
	tolerances []float64 // of tolerance, as shares; set by check
}

func (o *showOptions) declare(f *flag.FlagSet) {
	f.BoolVar(&o.published, "published", false, "add what papers print to the tables of nyuv2, cityscapes, qm9 and celeba, marked and never ranked")
	f.StringVar(&o.tolerance, "tolerance", "1,5,10", "`per cent` from its best within which a task counts as converged, one number or several")
}

// check reads the tolerances.
func (o *showOptions) check() error {
	for _, word := range strings.Split(o.tolerance, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		if err != nil || !(v > 0 && v <= 1000) || slices.Contains(o.tolerances, v/100) {
			return badInput("-tolerance %s: it takes numbers above 0 to 1000, each once, with commas between", o.tolerance)
		}
		o.tolerances = append(o.tolerances, v/100)
	}
	slices.Sort(o.tolerances)
	return nil
}

// wanted tells the cells of the suites' protocols at the profile, as -set
// changes them: a report is of these where there are any.
func (o *options) wanted(c catalogue, profile tasks.Profile) (func(record.Key) bool, error) {
	if err := o.useArch(c); err != nil {
		return nil, err
	}
	if err := o.set.check(c); err != nil {
		return nil, err
	}
	protocols := map[string]tasks.Protocol{}
	for _, s := range c.suites {
		name := s.Info().Name
		p, err := o.protocol(s.Suite, profile)
		if err != nil {
			return nil, err
		}
		protocols[name] = p
	}
	return func(k record.Key) bool {
		p, known := protocols[k.Suite]
		if s, err := c.suite(k.Suite); !known && err == nil { // one of other parameters
			if p, err = o.protocol(s.Suite, profile); err != nil {
				return false
			}
		}
		return k.Protocol == p
	}, nil
}

// errMismatch says that a report is not what its records give.
var errMismatch = errors.New("the report does not match its records")

// verify compares the report on disk with what its records give.
func (f folder) verify(env *environment) error {
	in, err := f.input(env)
	if err != nil {
		return err
	}
	lines, err := reports.Verify(f.dir, in)
	if errors.Is(err, fs.ErrNotExist) {
		return badInput("no report in %s: run `go run ./bench report` first", f.dir)
	}
	if err != nil {
		return err
	}
	for _, line := range lines {
		fmt.Fprintln(env.stdout, line)
	}
	if len(lines) > 0 {
		return fmt.Errorf("%s: %w in %d files", f.dir, errMismatch, len(lines))
	}
	fmt.Fprintf(env.stdout, "%s: every file is what its records give\n", f.dir)
	return nil
}

// absent lists the suites of the profile whose data is not there.
func (o *options) absent(c catalogue, profile tasks.Profile) []reports.Missing {
	var list []reports.Missing
	for _, s := range c.usual(profile) {
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

// write writes the report, and its summary to standard output.
func (f folder) write(env *environment) error {
	in, err := f.input(env)
	if err != nil {
		return err
	}
	if len(f.ablations) > 0 {
		if err := reports.WriteAblations(f.dir, in, f.ablations); err != nil {
			return inputError{err}
		}
		fmt.Fprintf(env.stdout, "ablations: %s\n", filepath.Join(f.dir, "ablations.md"))
		return nil
	}
	if err := reports.Write(f.dir, in); err != nil {
		return inputError{err}
	}
	if err := reports.Summary(env.stdout, in); err != nil {
		return err
	}
	fmt.Fprintf(env.stdout, "\nreport: %s and report.html\n", filepath.Join(f.dir, "report.md"))
	return nil
}

// defaults are the settings that a method has on a suite without -set; nil for
// one that is not known.
func (c catalogue) defaults(suite, method string) map[string]string {
	m, err := methods.Lookup(method)
	if err != nil {
		return nil
	}
	var info tasks.Info
	if s, err := c.suite(suite); err == nil {
		info = s.Info()
	}
	set, err := m.Resolve(suiteSettings(m.Name, info))
	if err != nil {
		return nil
	}
	return set
}

// writeAfter writes the report of what was trained and gives the error of
// training, which says why where there is nothing to report.
func (f folder) writeAfter(env *environment, trained error) error {
	if cells, _ := store.Current(f.st.Cells(), f.wanted); trained != nil && len(cells) == 0 {
		return trained
	}
	if err := f.write(env); err != nil {
		return err
	}
	return trained
}

// input is what the report is made from.
func (f folder) input(env *environment) (reports.Input, error) {
	cells, left := store.Current(f.st.Cells(), f.wanted)
	if len(f.ablations) > 0 { // other suites' were ablated by another command
		cells = slices.DeleteFunc(cells, func(c record.Cell) bool {
			return !slices.ContainsFunc(f.ablations, func(a reports.Ablation) bool { return a.Suite == c.Key.Suite })
		})
	}
	if len(cells) == 0 {
		return reports.Input{}, badInput("no records in %s: run `go run ./bench all` first", f.dir)
	}
	if left > 0 {
		fmt.Fprintf(env.stderr, "%d older records of other configurations are left out of the report\n", left)
	}
	in := reports.Input{
		Profile:    f.profile,
		Cells:      cells,
		Costs:      store.CurrentCosts(f.st.Costs(), cells),
		Missing:    withoutCells(f.missing, cells),
		Published:  f.show.published,
		Tolerances: f.show.tolerances,
		Order:      methods.Names(),
		Defaults:   env.catalogue.defaults,
		Landscapes: map[string]reports.Landscape{synthetic.Toy.Info().Name: toyLandscape()},
	}
	for _, s := range env.catalogue.suites {
		in.Suites = append(in.Suites, s.Info().Name)
	}
	return in, nil
}
