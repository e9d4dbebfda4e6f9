// Package train trains cells: one (suite, method, seed) from the first step
// to its record, with the time of every phase, checkpoints and the rule that
// picks the reported metrics.
package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"strings"
	"time"

	"github.com/mtobench/mtobench/bench/internal/machine"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/parallel"
)

// Job is a cell to train.
type Job struct {
	Key    record.Key
	Suite  tasks.Suite
	Method methods.Info
	Data   string // the folder that holds the data sets' folders
	Source string // the program's version where the build does not tell it
	// Checkpoint is the file that training goes on from; empty for none. It
	// is written at the end of an epoch when Every has passed since the last
	// time, and when training is interrupted at an epoch's end.
	Checkpoint string
	Every      time.Duration
}

// MethodName is the job's method as the command line takes it, with the
// hyper-parameters that are not its defaults: "go4align[groups=3]".
func (j Job) MethodName() string {
	var set []string
	for _, p := range j.Method.Params {
		if v, has := j.Key.Settings[p.Name]; has && v != p.Default {
			set = append(set, p.Name+"="+v)
		}
	}
	if len(set) == 0 {
		return j.Key.Method
	}
	return j.Key.Method + "[" + strings.Join(set, ";") + "]"
}

// OpenError is the error of a suite that could not be opened, or whose samples
// could not be read on the way: its data is missing or damaged. No record is
// made of it.
type OpenError struct{ Err error }

func (e *OpenError) Error() string { return e.Err.Error() }

// Unwrap gives the suite's own error.
func (e *OpenError) Unwrap() error { return e.Err }

// divergence is the error of a number that stopped being finite.
type divergence struct{ what string }

func (e *divergence) Error() string { return e.what }

// Run trains a cell. What goes wrong in training, a panic included, is a
// result and stands in the record. The error is ctx's when training was
// interrupted, or an OpenError.
func Run(ctx context.Context, job Job) (record.Cell, error) {
	r := &run{job: job, info: job.Suite.Info()}
	if !r.resume() {
		r.cell = newCell(job, r.info)
	}
	for len(r.cell.Parts) < max(1, r.info.Parts) && r.cell.Status != record.Failed {
		if err := r.part(ctx, len(r.cell.Parts)); err != nil {
			return record.Cell{}, err
		}
	}
	r.finish()
	return r.cell, nil
}

// run is a cell in training.
type run struct {
	job  Job
	info tasks.Info
	cell record.Cell
	from *checkpoint // what the next part goes on from; nil for its start
}

// part trains one part and appends it to the cell.
func (r *run) part(ctx context.Context, index int) error {
	var p *part
	err := guard(func() (err error) {
		p, err = r.open(index)
		return err
	})
	var open *OpenError
	if errors.As(err, &open) {
		return err
	}
	if err != nil {
		r.cell.Status, r.cell.Error = record.Failed, err.Error()
		return nil
	}
	err = p.train(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var unread *tasks.DataError
	if errors.As(err, &unread) {
		return &OpenError{err}
	}
	var diverged *divergence
	switch {
	case errors.As(err, &diverged):
		r.cell.Status = record.Diverged
		r.cell.Error = fmt.Sprintf("step %d: %s", p.step, diverged.what)
		p.part.DivergedAt = p.step
		p.part.Metrics = nans(len(r.info.Metrics))
	case err != nil:
		r.cell.Status = record.Failed
		r.cell.Error = err.Error()
		p.part.Metrics = nans(len(r.info.Metrics))
	default:
		p.choose()
	}
	r.cell.Parts = append(r.cell.Parts, p.part)
	r.cell.Phases = p.phases
	return nil
}

// open builds the problem and the method of a part, at its start or where
// the checkpoint left it.
func (r *run) open(index int) (*part, error) {
	key := r.job.Key
	problem, err := r.job.Suite.Open(tasks.Options{
		Data: r.job.Data, Protocol: key.Protocol, Seed: key.Seed, Task: key.Task, Part: index,
	})
	if err != nil {
		return nil, &OpenError{err}
	}
	return r.begin(index, problem)
}

// begin builds the method of a part on its problem.
func (r *run) begin(index int, problem tasks.Problem) (*part, error) {
	key := r.job.Key
	method, err := r.job.Method.New(methods.Config{
		Tasks:     r.trained(),
		Rand:      tasks.Source(key.Seed, "method", uint64(index)),
		LossFloor: r.floor(),
		Values:    key.Settings,
	})
	if err != nil {
		return nil, fmt.Errorf("method %s: %w", key.Method, err)
	}
	p := newPart(r, problem, method)
	if r.from != nil {
		err = p.restore(r.from)
		r.from = nil
	}
	return p, err
}

// trained is the number of tasks trained together.
func (r *run) trained() int {
	if r.job.Key.Task == tasks.AllTasks {
		return len(r.info.Tasks)
	}
	return 1
}

// floor is the lower bounds of the trained tasks' losses, or nil.
func (r *run) floor() []float64 {
	if k := r.job.Key.Task; k != tasks.AllTasks && r.info.LossFloor != nil {
		return r.info.LossFloor[k : k+1]
	}
	return r.info.LossFloor
}

// shifted says whether the method sees the losses less their lower bounds.
func shifted(info tasks.Info, m methods.Info) bool {
	return m.PositiveLosses && info.LossFloor != nil
}

// finish combines the parts into the cell's metrics.
func (r *run) finish() {
	c := &r.cell
	c.Metrics = nans(len(r.info.Metrics))
	if c.Status == record.OK {
		for i, m := range r.info.Metrics {
			sum := 0.0
			for _, p := range c.Parts {
				sum += p.Metrics[i]
			}
			if !m.Sum {
				sum /= float64(len(c.Parts))
			}
			c.Metrics[i] = sum
		}
	}
	c.Finished = time.Now().UTC().Truncate(time.Millisecond)
	c.PeakRSS = machine.PeakRSS()
	r.forget()
}

// newCell is the record of a cell before training.
func newCell(job Job, info tasks.Info) record.Cell {
	return record.Cell{
		Schema:  record.Schema,
		ID:      job.Key.ID(),
		Key:     job.Key,
		Suite:   Describe(info, job.Method),
		Method:  describeMethod(job.Method),
		Machine: where(job),
		Started: time.Now().UTC().Truncate(time.Millisecond),
		Status:  record.OK,
	}
}

// where is the machine of a record.
func where(job Job) record.Machine {
	m := machine.Describe()
	if m.Code == "" {
		m.Code = job.Source
	}
	return m
}

// Describe is what a record says of a suite trained by a method.
func Describe(info tasks.Info, m methods.Info) record.Suite {
	return record.Suite{
		Title:      info.Title,
		Source:     info.Source,
		Tasks:      info.Tasks,
		Metrics:    info.Metrics,
		Parts:      info.Parts,
		NoBaseline: info.NoBaseline,
		Notes:      info.Notes,
		Groups:     info.Groups,
		Shifted:    shifted(info, m),
	}
}

func describeMethod(m methods.Info) record.Method {
	return record.Method{Title: m.Title, Kind: string(m.Kind), Year: m.Year, Paper: m.Paper, Cost: m.Cost}
}

// guard turns a panic of f into an error that names the place.
func guard(f func() error) (err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		stack := debug.Stack()
		if p, ok := v.(*parallel.Panic); ok {
			v, stack = p.Value, p.Stack
		}
		err = fmt.Errorf("panic: %s%s", strings.TrimSpace(fmt.Sprint(v)), place(string(stack)))
	}()
	return f()
}

// place finds the line below the panic in a stack trace.
func place(stack string) string {
	_, below, ok := strings.Cut(stack, "panic(")
	if !ok {
		return ""
	}
	for _, line := range strings.Split(below, "\n")[2:] {
		if file, rest, ok := strings.Cut(line, ".go:"); ok && strings.HasPrefix(line, "\t") && !strings.Contains(file, "/runtime/") {
			number, _, _ := strings.Cut(rest, " ")
			return " at " + file[strings.LastIndex(file, "/")+1:] + ".go:" + number
		}
	}
	return ""
}

func nans(n int) record.Floats {
	v := make(record.Floats, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}
