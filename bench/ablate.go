package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports"
)

var ablateCommand = command{
	name:    "ablate",
	args:    "[flags]",
	summary: "train GO4Align's ablations, and write their tables and figures",
	help: `Trains what the GO4Align paper takes apart, on any suite: its components, its
grouping on top of other methods, the ways of clustering, fixed, random and
dynamic assignment, and every number of groups beside those that choose the
number on the way. Writes ablations.md with tables and figures into
ablation/<profile> of the folder -out, where its records are too; cells that
"all" or "run" have done are not trained again.

Examples:
  go run ./bench ablate
  go run ./bench ablate -suite tanh -only groups -seeds 5
  go run ./bench ablate -suite groups-tasks24-groups4 -only assignment,clustering`,
	keeps: true,
	run:   runAblate,
}

// defaultAblated are the suites that are ablated unless others are named: with
// planted groups, with two tasks, and two real ones with many.
const defaultAblated = "groups,multifashion,sarcos,mtr/wq"

func runAblate(env *environment, args []string) error {
	var o options
	o.cells(env.flags)
	env.flags.Lookup("suite").Usage = "`suites` to run, separated by commas: names, groups such as tabular, patterns such as mtr/*, or all (default " + defaultAblated + ")"
	env.flags.Lookup("method").Usage = "not taken: an ablation has its own `methods`; -only chooses"
	var show showOptions
	show.declare(env.flags)
	only := env.flags.String("only", "", "`ablations` to do, separated by commas (default "+strings.Join(ablationNames(), ",")+")")
	cost := env.flags.Bool("cost", true, "measure step times after training, but for the numbers of groups")
	if err := env.parse(args, 0); err != nil {
		return err
	}
	if o.methods != "" {
		return badInput("-method: an ablation has its own; choose with -only")
	}
	if err := show.check(); err != nil {
		return err
	}
	chosen, err := chooseAblations(*only)
	if err != nil {
		return err
	}
	if err := checkSettings(chosen, o.set); err != nil {
		return err
	}
	a, st, err := o.planAblations(env.catalogue, chosen)
	if err != nil {
		return err
	}
	trained := a.plan.train(env, st, o.workers)
	if !reportable(trained) {
		return trained
	}
	for _, d := range a.plan.dropped {
		a.timed.jobs = slices.DeleteFunc(a.timed.jobs, func(j train.Job) bool { return j.Key.Suite == d.Name })
	}
	if *cost {
		if err := a.timed.measure(env, st); err != nil {
			return err
		}
	}
	f := folder{profile: a.plan.profile, dir: a.plan.out, st: st, wanted: a.plan.wanted(), show: show, ablations: a.list}
	f.missing = append(a.plan.dropped, a.plan.missing...)
	return f.writeAfter(env, trained)
}

// ablationPlan is the cells of ablations.
type ablationPlan struct {
	plan  *plan
	timed *plan // those whose steps are measured
	list  []reports.Ablation
}

// planAblations plans the cells, and takes over what other commands did.
func (o *options) planAblations(c catalogue, chosen []ablation) (*ablationPlan, *store.Store, error) {
	main := o.out
	o.out = filepath.Join(main, "ablation")
	named := o.suites != ""
	var suites []entry
	for _, name := range strings.Split(defaultAblated, ",") {
		if s, err := c.suite(name); err == nil && !named {
			suites = append(suites, s)
		}
	}
	if named {
		var err error
		if suites, err = o.chooseSuites(c); err != nil {
			return nil, nil, err
		}
	}
	p, err := o.planFor(c, suites, func(s entry) ([]variant, error) { return suiteVariants(s, chosen, nil) })
	if err != nil {
		return nil, nil, err
	}
	timed, err := o.planFor(c, suites, func(s entry) ([]variant, error) {
		return suiteVariants(s, chosen, func(a ablation) bool { return !a.sweep })
	})
	if err != nil {
		return nil, nil, err
	}
	a := &ablationPlan{plan: p, timed: timed}
	for _, s := range suites {
		for _, ab := range chosen {
			r, err := o.describe(s, ab)
			if err != nil {
				return nil, nil, err
			}
			a.list = append(a.list, r)
		}
	}
	if p.out, err = o.folder(p.profile); err != nil {
		return nil, nil, err
	}
	st, err := store.Open(p.out)
	if err != nil {
		return nil, nil, inputError{err}
	}
	return a, st, takeOver(st, filepath.Join(main, string(p.profile)), p)
}

// suiteVariants are the variants of a suite, each once, the baseline first.
func suiteVariants(s entry, chosen []ablation, pick func(ablation) bool) ([]variant, error) {
	list := plainVariants([]methods.Info{methods.STL, methods.LS})
	for _, a := range chosen {
		if pick != nil && !pick(a) {
			continue
		}
		for _, r := range a.rows(len(s.Info().Tasks)) {
			v, err := parseVariant(r.variant)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(list, v.same) {
				list = append(list, v)
			}
		}
	}
	return list, nil
}

// describe is an ablation of a suite as the report takes it.
func (o *options) describe(s entry, a ablation) (reports.Ablation, error) {
	info := s.Info()
	out := reports.Ablation{Suite: info.Name, Name: a.name, Title: a.title, Text: a.text, Sweep: a.sweep}
	for _, r := range a.rows(len(info.Tasks)) {
		v, err := parseVariant(r.variant)
		if err != nil {
			return out, err
		}
		settings, err := o.set.method(v, info)
		if err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, reports.AblationRow{Label: r.label, Variant: r.variant, Method: v.Name, Settings: settings, Paper: r.paper})
	}
	return out, nil
}

// takeOver copies records of planned cells from another folder.
func takeOver(st *store.Store, from string, p *plan) error {
	if _, err := os.Stat(from); err != nil {
		return nil
	}
	other, err := store.Read(from)
	if err != nil {
		return inputError{err}
	}
	for _, j := range p.jobs {
		id := j.Key.ID()
		if _, has := st.Cell(id); has {
			continue
		}
		if c, ok := other.Cell(id); ok {
			if err := st.PutCell(c); err != nil {
				return err
			}
		}
		j.Key.Seed = 1
		if c, ok := other.Cost(train.CostID(j)); ok {
			if err := st.PutCost(c); err != nil {
				return err
			}
		}
	}
	return nil
}
