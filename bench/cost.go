package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mtobench/mtobench/bench/internal/machine"
	"github.com/mtobench/mtobench/bench/internal/peer"
	"github.com/mtobench/mtobench/bench/internal/spread"
	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/reports/whole"
	"github.com/mtobench/mtobench/tasks"
)

var costCommand = command{
	name:    "cost",
	args:    "[flags]",
	summary: "measure what a training step costs",
	help: `Measures the whole training step of each method, alone on the machine, in blocks
that alternate with those of LS on the same network. Beside suites, -suite takes
mlpK: a made-up MLP of K tasks, such as mlp40. Then it measures in a fresh process
each how long a suite takes from start to the end of the first training step, and
how much memory it takes at most. Of suites mlpK of several K it draws step time against
the number of tasks, into cost/ of the folder -out. No step time is kept; "all"
keeps those of its suites for the report.

With -peer it compares the engine with PyTorch instead: the same networks, from
the same parameters, on the same data, in blocks of steps that alternate; then
peak memory, in fresh processes. -workload chooses among the workloads below.

With -arithmetic it measures the methods alone, on losses and gradients that are
made up, and with -peer beside it the same rules in the style of the released
PyTorch code on the same numbers.

Examples:
  go run ./bench cost
  go run ./bench cost -suite mlp40 -method go4align,uw,dwa,famo -budget 20s
  go run ./bench cost -suite multifashion,sarcos -data ~/data -json
  go run ./bench cost -suite mlp2,mlp16,mlp128 -method ls,pcgrad,famo,go4align
  go run ./bench cost -arithmetic -peer
  go run ./bench cost -arithmetic -method every -tasks 40 -params 1e6
  go run ./bench cost -arithmetic -peer -tasks 3,40 -method "go4align,go4align[grouping=lloyd],go4align[grouping=sdp]"
  go run ./bench cost -peer
  go run ./bench cost -peer -workload mlp,conv64 -budget 20s
  go run ./bench cost -peer -python ~/venv/bin/python

Workloads of -peer, by name:
` + strings.TrimSuffix(peer.List(), "\n"),
	run: runCost,
}

// defaultCostSuites grow in the number of tasks.
const defaultCostSuites = "mlp2,mlp4,mlp8,mlp16,mlp32,mlp64,mlp128"

// costOptions are the flags of cost.
type costOptions struct {
	options
	peer      bool
	workloads string
	python    string
	budget    time.Duration
	json      bool
	start     string

	arithmetic    bool
	tasks, params string
}

func runCost(env *environment, args []string) error {
	o := costOptions{options: options{profile: string(tasks.Quick), seeds: "1", workers: 1}}
	f := env.flags
	f.StringVar(&o.suites, "suite", "", "`suites` or mlpK, separated by commas (default "+defaultCostSuites+", and the start of every suite whose data is there)")
	f.StringVar(&o.methods, "method", "", "`methods` to measure, separated by commas (default the default set; \"every\" for every method)")
	o.dataFlag(f)
	f.StringVar(&o.profile, "profile", o.profile, "`size` of the suites: quick, standard or paper")
	f.StringVar(&o.out, "out", "results", "`folder` for the figure of step time against the number of tasks, in its cost/")
	o.setFlag(f)
	f.BoolVar(&o.peer, "peer", false, "compare the engine with PyTorch")
	f.StringVar(&o.workloads, "workload", "", "`workloads` of -peer, separated by commas: names, "+peer.Groups()+", patterns such as mlp*, or all (default those that are not slow)")
	f.StringVar(&o.python, "python", "", "Python `interpreter` with PyTorch for -peer (default python3, then /usr/bin/python3)")
	f.DurationVar(&o.budget, "budget", 4*time.Second, "`time` to spend on each measurement, with its unit, such as 500ms or 20s")
	f.BoolVar(&o.json, "json", false, "print JSON")
	f.BoolVar(&o.arithmetic, "arithmetic", false, "measure what the methods themselves do, without a network")
	f.StringVar(&o.tasks, "tasks", "2,11,40,128", "`numbers` of tasks for -arithmetic")
	f.StringVar(&o.params, "params", "1e4,1e6", "`numbers` of shared parameters for -arithmetic")
	f.StringVar(&o.start, "start", "", "only start a `suite`, with -peer a workload, and tell of it: the process that cost measures")
	if err := env.parse(args, 0); err != nil {
		return err
	}
	given := map[string]bool{}
	f.Visit(func(f *flag.Flag) { given[f.Name] = true })
	switch {
	case o.workloads != "" && !o.peer:
		return badInput("-workload %s: only -peer has workloads", o.workloads)
	case (given["tasks"] || given["params"]) && !o.arithmetic:
		return badInput("-tasks and -params: only -arithmetic takes them; -suite mlpK has K tasks")
	case o.budget < 0:
		return badInput("-budget %s: it takes a time from 0, such as 20s", o.budget)
	case o.start != "" && o.peer:
		return o.startWorkload(env)
	case o.start != "":
		return o.startSuite(env)
	case o.arithmetic:
		return o.measureArithmetic(env)
	case o.peer:
		return comparePeer(env, o)
	}
	return o.measure(env)
}

// costReport is what `cost -json` prints.
type costReport struct {
	Machine record.Machine `json:"machine"`
	Steps   []record.Cost  `json:"steps"`
	Starts  []started      `json:"starts"`
}

// measure measures steps and starts. It shows what it has, too, when an error or
// an interrupt ends it.
func (o *costOptions) measure(env *environment) error {
	r := costReport{Machine: machine.Describe()}
	var err error
	if r.Steps, err = o.steps(env); err == nil {
		r.Starts, err = o.starts(env)
	}
	if err == nil {
		err = o.figure(env, r.Steps)
	}
	if err != nil && len(r.Steps) == 0 {
		return err
	}
	return errors.Join(err, r.show(env, o.json))
}

// show prints the report.
func (r costReport) show(env *environment, asJSON bool) error {
	if asJSON {
		return printJSON(env.stdout, r)
	}
	return r.print(env.stdout)
}

// steps measures the methods' steps; with an error it gives those before it.
func (o *costOptions) steps(env *environment) ([]record.Cost, error) {
	named := o.options
	if named.suites == "" {
		named.suites = defaultCostSuites
	}
	c, err := env.catalogue.withMLPs(named.suites)
	if err != nil {
		return nil, err
	}
	p, err := named.plan(c)
	if err != nil {
		return nil, err
	}
	var costs []record.Cost
	for _, j := range p.jobs {
		if j.Key.Task != tasks.AllTasks {
			continue
		}
		fmt.Fprintf(env.stderr, "measuring the step of %s on %s\n", j.MethodName(), j.Key.Suite)
		c, err := train.Cost(env.ctx, j, methods.LS, o.budget)
		if err != nil {
			return costs, fmt.Errorf("%s on %s: %w", j.MethodName(), j.Key.Suite, err)
		}
		if c.PeakRSS, err = peakOf(env, j); err != nil {
			return costs, err
		}
		costs = append(costs, c)
	}
	return costs, nil
}

// figure writes the figure of step time against the number of tasks and the
// costs behind it, where more than one number was measured.
func (o *costOptions) figure(env *environment, costs []record.Cost) error {
	files, err := reports.CostFigure(costs, methods.Names())
	if err != nil || len(files) == 0 {
		return err
	}
	dir := filepath.Join(o.out, "cost")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	if err := whole.WriteFiles(dir, files); err != nil {
		return err
	}
	fmt.Fprintf(env.stderr, "figure: %s and .png\n", filepath.Join(dir, "cost_tasks.svg"))
	return nil
}

// print writes the tables and what they mean.
func (r costReport) print(w io.Writer) error {
	m := r.Machine
	fmt.Fprintf(w, "%s, %d processors, %s kernels, %s\n\n", m.CPU, m.Cores, m.Kernel, m.Go)
	var rows [][]string
	for _, c := range r.Steps {
		rows = append(rows, costRow(c))
	}
	if err := reports.MarkdownTable(w, []string{"suite", "method", "step, ms", "over LS", "margin", "", "forward, ms", "backward, ms", "method, ms", "extra, ms", "forwards", "backwards", "peak, MiB"}, rows); err != nil {
		return err
	}
	fmt.Fprint(w, "\nA step is data, forward, backward, method and optimiser; over LS is the median of paired blocks (quartiles).\n"+
		"Forwards and backwards are passes through the whole network in a step; peak is the memory of a fresh process each.\n"+
		"The margin is two standard errors of that median, and pairs are measured until it is small or three budgets are spent; \"too noisy to tell\" is a margin above 5 %.\n")
	if len(r.Starts) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	return printStarts(w, r.Starts)
}

func costRow(c record.Cost) []string {
	s, note := spread.Spread{Low: c.Low, Median: c.Ratio, High: c.High, N: c.Pairs}, ""
	if s.Noisy() {
		note = spread.Unknown
	}
	short := func(v float64) string { return fmt.Sprintf("%.3g", v) }
	ms := func(seconds float64) string { return fmt.Sprintf("%.3g", 1e3*seconds) }
	return []string{c.Suite.Title, c.Method.Title, ms(c.Step), peer.Quartiles(s), fmt.Sprintf("%.3f", s.Margin()), note,
		ms(c.Phases.Forward), ms(c.Phases.Backward), ms(c.Phases.Method), ms(c.Phases.Extra),
		short(c.Forwards), short(c.Backwards), fmt.Sprintf("%.0f", float64(c.PeakRSS)/(1<<20))}
}
