package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mtobench/mtobench/bench/internal/machine"
	"github.com/mtobench/mtobench/bench/internal/store"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// checkpointEvery is the time between checkpoints of a cell: what a stopped
// run may lose of a cell at most, an epoch aside.
const checkpointEvery = 5 * time.Second

// plan is the cells that options choose.
type plan struct {
	profile tasks.Profile
	out     string // folder of the records; set by prepare
	source  string // version of the program's source
	jobs    []train.Job
	missing []reports.Missing
	dropped []reports.Missing // suites whose data proved unreadable
	idle    []string          // names of -set that no cell has
	retry   bool
}

// plan resolves the options against the catalogue.
func (o *options) plan(c catalogue) (*plan, error) {
	chosen, err := o.chooseMethods()
	if err != nil {
		return nil, err
	}
	suites, err := o.chooseSuites(c)
	if err != nil {
		return nil, err
	}
	return o.planFor(c, suites, func(entry) ([]variant, error) { return chosen, nil })
}

// planFor plans the cells of these suites, each with its methods.
func (o *options) planFor(c catalogue, suites []entry, methodsOf func(entry) ([]variant, error)) (*plan, error) {
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
	given := slices.Sorted(maps.Keys(o.set))
	if err := o.useArch(c); err != nil {
		return nil, err
	}
	if err := o.set.check(c); err != nil {
		return nil, err
	}
	source, err := c.source.All()
	if err != nil {
		return nil, err
	}
	p := &plan{profile: profile, source: "source " + source, retry: o.retry}
	for _, s := range suites {
		chosen, err := methodsOf(s)
		if err != nil {
			return nil, err
		}
		if err := p.add(c, s, chosen, seeds, o); err != nil {
			return nil, err
		}
	}
	p.idle = idle(given, p.jobs)
	return p, nil
}

// add adds a suite's cells, seed by seed so that what is done early can be
// compared. A suite without its data is left out and listed, or an error
// when it was named.
func (p *plan) add(c catalogue, s entry, chosen []variant, seeds []uint64, o *options) error {
	info := s.Info()
	protocol, err := o.protocol(s.Suite, p.profile)
	if err != nil {
		return err
	}
	files, err := s.Files(o.data, protocol)
	switch {
	case errors.Is(err, tasks.ErrNoData) && !o.named(info.Name):
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
	key := record.Key{
		Suite: info.Name, Task: tasks.AllTasks, Profile: p.profile, Protocol: protocol, Data: sum,
		Kernel: machine.Describe().Kernel,
	}
	var jobs []train.Job
	for _, m := range chosen {
		j := train.Job{Key: key, Suite: s, Method: m.Info, Data: o.data, Source: p.source, Every: checkpointEvery}
		if err := o.set.complete(&j.Key, c, s, m); err != nil {
			return err
		}
		same := func(o train.Job) bool { return o.Key.ID() == j.Key.ID() } // as where a default is spelled out
		if !slices.ContainsFunc(jobs, same) {
			jobs = append(jobs, j)
		}
	}
	for _, seed := range seeds {
		for _, j := range jobs {
			j.Key.Seed = seed
			p.jobs = append(p.jobs, cells(j)...)
		}
	}
	return nil
}

// complete fills in what the method adds to the key of a suite's cells.
func (s settings) complete(k *record.Key, c catalogue, suite entry, m variant) (err error) {
	k.Method = m.Name
	if k.Settings, err = s.method(m, suite.Info()); err != nil {
		return err
	}
	k.Code, err = c.code(suite, m.Name)
	return err
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

// wanted tells the planned cells: a report is of these.
func (p *plan) wanted() func(record.Key) bool {
	ids := map[string]bool{}
	for _, j := range p.jobs {
		ids[j.Key.ID()] = true
	}
	return func(k record.Key) bool { return ids[k.ID()] }
}

// drop takes the suites out of the plan that could not be opened.
func (p *plan) drop(errs map[string]error) {
	for _, s := range slices.Sorted(maps.Keys(errs)) {
		for _, j := range p.jobs {
			if info := j.Suite.Info(); info.Name == s {
				p.dropped = append(p.dropped, reports.Missing{Name: s, Title: info.Title, Why: errs[s].Error(), Get: info.Data})
				break
			}
		}
	}
	p.jobs = slices.DeleteFunc(p.jobs, func(j train.Job) bool { return errs[j.Key.Suite] != nil })
}

// failed counts the planned cells that are recorded as failed.
func (p *plan) failed(st *store.Store) int {
	n := 0
	for _, j := range p.jobs {
		if c, ok := st.Cell(j.Key.ID()); ok && c.Status == record.Failed {
			n++
		}
	}
	return n
}
