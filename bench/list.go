package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/tasks"
)

var listCommand = command{
	name:    "list",
	args:    "suites|methods [flags]",
	summary: "say what suites and methods there are",
	help: `Lists the suites, with their source and whether their data is there, or the
methods, with their paper, rule, cost and parameters.

Examples:
  go run ./bench list suites -data ~/data
  go run ./bench list methods
  go run ./bench list methods -markdown
  go run ./bench list suites -json`,
	run: runList,
}

// suiteRow is what `list suites` says of a suite.
type suiteRow struct {
	Name   string   `json:"name"`
	Title  string   `json:"title"`
	Groups []string `json:"groups,omitempty"`
	// Extra says that it runs in the quick profile only when it is named.
	Extra         bool     `json:"extra,omitempty"`
	Architectures []string `json:"architectures,omitempty"` // beside its own
	// Protocols are those beside its own, as -set takes them.
	Protocols []string `json:"protocols,omitempty"`
	Source    string   `json:"source"`
	Tasks     []string `json:"tasks"`
	Metrics   []string `json:"metrics"`
	Data      string   `json:"data"` // "none needed", "present" or "no data"
	Why       string   `json:"why,omitempty"`
	Get       string   `json:"get,omitempty"`
}

// methodRow is what `list methods` says of a method.
type methodRow struct {
	Name    string     `json:"name"`
	Title   string     `json:"title"`
	Kind    string     `json:"kind"`
	Year    int        `json:"year"`
	Paper   string     `json:"paper"`
	Rule    string     `json:"rule"`
	Cost    string     `json:"cost"`
	Heads   string     `json:"heads"`
	State   []string   `json:"state,omitempty"` // what it keeps from step to step
	Default bool       `json:"default"`         // part of the default set
	Params  []paramRow `json:"params,omitempty"`
}

type paramRow struct {
	Name    string `json:"name"`
	Default string `json:"default"`
	Range   string `json:"range"`
	Doc     string `json:"doc"`
}

func runList(env *environment, args []string) error {
	var o options
	o.dataFlag(env.flags)
	asJSON := env.flags.Bool("json", false, "print JSON")
	asMarkdown := env.flags.Bool("markdown", false, "print the methods as a Markdown table")
	what := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		what, args = args[0], args[1:]
	}
	if err := env.parse(args, 0); err != nil {
		return err
	}
	var rows any
	print := func(io.Writer) {}
	switch what {
	case "suites":
		suites, err := suiteRows(env.catalogue, o.data)
		if err != nil {
			return err
		}
		rows, print = suites, func(w io.Writer) { printSuites(w, suites) }
	case "methods":
		list := methodRows()
		rows, print = list, func(w io.Writer) { printMethods(w, list) }
	default:
		return badInput("list %q: say suites or methods", what)
	}
	switch {
	case *asJSON:
		return printJSON(env.stdout, rows)
	case *asMarkdown && what == "methods":
		return methodTable(env.stdout, methodRows())
	}
	print(env.stdout)
	return nil
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func suiteRows(c catalogue, data string) ([]suiteRow, error) {
	var rows []suiteRow
	for _, s := range c.suites {
		info := s.Info()
		r := suiteRow{Name: info.Name, Title: info.Title, Groups: s.groups, Source: info.Source, Tasks: info.Tasks, Get: info.Data}
		r.Extra = s.extra
		if a, ok := s.Suite.(tasks.Architect); ok {
			r.Architectures = a.Architectures()
		}
		if p, ok := s.Suite.(tasks.Protocoler); ok {
			for _, q := range p.Protocols() {
				r.Protocols = append(r.Protocols, fmt.Sprintf("%s.protocol=%s: %s", info.Name, q.Name, q.Text))
			}
		}
		for _, m := range info.Metrics {
			r.Metrics = append(r.Metrics, strings.TrimSpace(m.Task+" "+m.Name))
		}
		files, err := s.Files(data, s.Protocol(tasks.Quick))
		switch {
		case errors.Is(err, tasks.ErrNoData):
			r.Data, r.Why = "no data", why(err)
		case err != nil:
			return nil, inputError{err}
		case len(files) == 0:
			r.Data = "none needed"
		default:
			r.Data = "present"
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func printSuites(w io.Writer, rows []suiteRow) {
	for _, r := range rows {
		fmt.Fprintf(w, "%s (%s): %d tasks, %d metrics; data: %s\n", r.Name, r.Title, len(r.Tasks), len(r.Metrics), r.Data)
		groups := strings.Join(r.Groups, ", ")
		if r.Extra {
			groups += "; in the quick profile only when it is named"
		}
		fmt.Fprintf(w, "    groups: %s\n", groups)
		if len(r.Architectures) > 0 {
			fmt.Fprintf(w, "    -arch: %s\n", strings.Join(r.Architectures, ", "))
		}
		for _, p := range r.Protocols {
			fmt.Fprintf(w, "    -set %s\n", p)
		}
		fmt.Fprintf(w, "    source: %s\n", r.Source)
		if r.Data == "no data" {
			fmt.Fprintf(w, "    %s\n    get it: %s\n", r.Why, r.Get)
		}
	}
}

func methodRows() []methodRow {
	var rows []methodRow
	for _, m := range methods.All {
		rows = append(rows, methodRow{
			Name: m.Name, Title: m.Title, Kind: string(m.Kind), Year: m.Year, Paper: m.Paper, Rule: m.Rule,
			Cost: m.Cost, Heads: m.Heads, State: stateOf(m), Default: slices.Contains(methods.DefaultSet, m.Name), Params: paramRows(m),
		})
	}
	for _, w := range methods.Wrappers {
		rows = append(rows, methodRow{
			Name: w.Name + "(METHOD)", Title: w.Title + "(METHOD)", Kind: kindWrapper, Year: w.Year, Paper: w.Paper,
			Rule: w.Rule + ", v METHOD's weights", Cost: strings.TrimSpace("METHOD's " + w.Cost), Heads: w.Heads, Params: paramRows(w.Info),
		})
	}
	return rows
}

// stateOf names what a method keeps, as its checkpoints have it.
func stateOf(m methods.Info) []string {
	values, err := m.Resolve(nil)
	if err != nil {
		panic("bench: defaults of " + m.Name + ": " + err.Error())
	}
	made, err := m.New(methods.Config{Tasks: 3, Rand: rand.NewPCG(1, 2), Values: values})
	if err != nil {
		panic("bench: " + m.Name + ": " + err.Error())
	}
	s, ok := made.(methods.Stateful)
	if !ok {
		return nil
	}
	return fieldNames(reflect.TypeOf(s.State()))
}

// fieldNames are the names of a struct's exported fields.
func fieldNames(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var names []string
	if t.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() && len(f.Index) == 1 {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

func paramRows(m methods.Info) []paramRow {
	var rows []paramRow
	for _, p := range m.Params {
		rows = append(rows, paramRow{p.Name, p.Default, p.Range(), p.Doc})
	}
	return rows
}

// methodTable writes the methods as the README has them.
func methodTable(w io.Writer, list []methodRow) error {
	rows := make([][]string, len(list))
	for i, r := range list {
		set := ""
		if r.Default {
			set = "default"
		}
		var defaults []string
		for _, p := range r.Params {
			defaults = append(defaults, p.Name+"="+p.Default)
		}
		rows[i] = []string{r.Name, r.Title, r.Rule, r.Cost, r.Heads, strings.Join(defaults, " "), strings.Join(r.State, " "), r.Paper, set}
	}
	return reports.MarkdownTable(w, []string{"name", "method", "rule", "cost of a step", "heads get", "defaults", "keeps", "paper", "set"}, rows)
}

// kindWrapper is the kind of what goes round a method.
const kindWrapper = "wrapper"

// kindWords is how a method's kind is written.
var kindWords = map[string]string{
	string(methods.Baseline):         "baseline",
	string(methods.LossOriented):     "loss-oriented",
	string(methods.GradientOriented): "gradient-oriented",
	kindWrapper:                      "goes round any method that weighs tasks",
}

func printMethods(w io.Writer, rows []methodRow) {
	for _, r := range rows {
		mark := ""
		if !r.Default {
			mark = "; not in the default set"
		}
		fmt.Fprintf(w, "%s (%s): %s, %d; %s%s\n", r.Name, r.Title, kindWords[r.Kind], r.Year, r.Cost, mark)
		fmt.Fprintf(w, "    %s\n    paper: %s\n    heads: %s\n", r.Rule, r.Paper, r.Heads)
		if len(r.State) > 0 {
			fmt.Fprintf(w, "    keeps: %s\n", strings.Join(r.State, ", "))
		}
		for _, p := range r.Params {
			owner, _, _ := strings.Cut(r.Name, "(") // crmogm.smoothing is of every crmogm(METHOD)
			fmt.Fprintf(w, "    -set %s.%s=%s  %s (%s)\n", owner, p.Name, p.Default, p.Doc, p.Range)
		}
	}
}
