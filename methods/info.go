package methods

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Kind says what a method looks at.
type Kind string

// The kinds of methods, in the order of the tables' blocks.
const (
	Baseline         Kind = "baseline" // single-task training
	LossOriented     Kind = "loss"     // one backward pass a step
	GradientOriented Kind = "gradient" // K backward passes a step
)

// Info describes a method: what a table, `list methods` and a report say of
// it, and how to make one.
type Info struct {
	Name  string // on the command line and in records: lower case, "nashmtl"
	Title string // in tables: "Nash-MTL"
	Kind  Kind
	Year  int    // of the paper's publication; orders the tables
	Paper string // authors, title, venue and year
	Rule  string // the rule in one formula
	Cost  string // passes a step: "one backward", "K backwards", ...
	Heads string // what the task-specific parameters' gradients get
	// PositiveLosses says that the method is undefined unless every loss is
	// positive. A suite whose losses can be zero or negative then gives them
	// less their lower bounds.
	PositiveLosses bool
	// NoWeights says that the update is no sum of the step's task gradients
	// with a weight each, so that nothing can be built on such weights.
	NoWeights bool
	// Ordered says that the order of the tasks matters.
	Ordered bool
	Params  []Param
	New     func(Config) (Method, error)
}

// Param is a hyper-parameter of a method.
type Param struct {
	Name    string
	Default string
	Doc     string
	// Choices are the words it may be, if any; next to them, when Number is
	// set, a number in [Min, Max] is valid, a whole one when Integer.
	Choices         []string
	Number, Integer bool
	Min, Max        float64
	// List says that the value is one number for all tasks, or one a task
	// with commas between them.
	List bool
}

// Config is what a method is made from.
type Config struct {
	Tasks int // K
	// Rand is the method's own random stream. Its state belongs to State.
	Rand *rand.PCG
	// LossFloor is a lower bound of each loss, where the suite knows one
	// other than 0 (FAMO's min_losses); nil otherwise.
	LossFloor []float64
	// Values are the hyper-parameters, every one that Info.Params names,
	// as Resolve returns them.
	Values map[string]string
}

// Float is the numeric hyper-parameter name. It panics if the value is no
// number: Resolve has checked it.
func (c Config) Float(name string) float64 {
	v, err := strconv.ParseFloat(c.Values[name], 64)
	if err != nil {
		panic("methods: parameter " + name + ": " + err.Error())
	}
	return v
}

// Int is the whole-number hyper-parameter name.
func (c Config) Int(name string) int { return int(c.Float(name)) }

// PerTask is the hyper-parameter name, a list, as one number a task.
func (c Config) PerTask(name string) ([]float64, error) {
	words := strings.Split(c.Word(name), ",")
	if len(words) != 1 && len(words) != c.Tasks {
		return nil, fmt.Errorf("parameter %s has %d numbers for %d tasks; give one, or one a task", name, len(words), c.Tasks)
	}
	values := make([]float64, c.Tasks)
	for k := range values {
		v, err := strconv.ParseFloat(words[min(k, len(words)-1)], 64)
		if err != nil {
			panic("methods: parameter " + name + ": " + err.Error())
		}
		values[k] = v
	}
	return values, nil
}

// Word is the hyper-parameter name as written.
func (c Config) Word(name string) string {
	v, ok := c.Values[name]
	if !ok {
		panic("methods: no parameter " + name)
	}
	return v
}

// Resolve returns the value of every hyper-parameter of the method: set where
// it names one, the default otherwise. An unknown name or a value out of
// range is an error that says what is valid.
func (in Info) Resolve(set map[string]string) (map[string]string, error) {
	values := make(map[string]string, len(in.Params))
	for _, p := range in.Params {
		values[p.Name] = p.Default
	}
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		i := slices.IndexFunc(in.Params, func(p Param) bool { return p.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("method %s has no parameter %q; it has %s", in.Name, name, in.paramNames())
		}
		v, err := in.Params[i].check(set[name])
		if err != nil {
			return nil, fmt.Errorf("parameter %s.%s: %w", in.Name, name, err)
		}
		values[name] = v
	}
	return values, nil
}

func (in Info) paramNames() string {
	if len(in.Params) == 0 {
		return "none"
	}
	names := make([]string, len(in.Params))
	for i, p := range in.Params {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

// check returns the value in its shortest form, so that 0.10 and 0.1 are the
// same cell.
func (p Param) check(value string) (string, error) {
	if slices.Contains(p.Choices, value) {
		return value, nil
	}
	words := []string{value}
	if p.List {
		words = strings.Split(value, ",")
	}
	for i, word := range words {
		v, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		valid := p.Number && err == nil && v >= p.Min && v <= p.Max
		if !valid || p.Integer && v != math.Trunc(v) {
			return "", fmt.Errorf("%q is not valid; it takes %s", value, p.Range())
		}
		words[i] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strings.Join(words, ","), nil
}

// Range says in words which values are valid.
func (p Param) Range() string {
	var parts []string
	if p.Number {
		kind := "a number"
		if p.Integer {
			kind = "a whole number"
		}
		parts = append(parts, fmt.Sprintf("%s from %g to %g", kind, p.Min, p.Max))
	}
	if p.List {
		parts = append(parts, "a list of such, one a task, with commas between")
	}
	if len(p.Choices) > 0 {
		parts = append(parts, "one of "+strings.Join(p.Choices, ", "))
	}
	return strings.Join(parts, " or ")
}
