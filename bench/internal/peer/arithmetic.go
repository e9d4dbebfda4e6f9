package peer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/gonum/floats"

	"github.com/mtobench/mtobench/bench/internal/spread"
	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks/nn"
)

// Gradients are losses of K tasks and their gradients of P parameters, made up:
// a direction that all have a part in, of either sign, and noise.
type Gradients struct {
	losses []float64
	rows   [][]float32
	into   []float32
	seen   []float64 // the weights of the last Backward
	*nn.Gradients
	mapped bool // the last step asked for gradients
}

// NewGradients draws them; the same numbers give the same ones.
func NewGradients(tasks, params int) *Gradients {
	rng := rand.New(rand.NewPCG(uint64(tasks), uint64(params)))
	losses, common := make([]float64, tasks), make([]float32, params)
	for p := range common {
		common[p] = float32(rng.NormFloat64())
	}
	var rows [][]float32
	for k := range tasks {
		// The peer gets losses in float32.
		losses[k] = float64(float32(0.5 + rng.Float64()))
		part, size := float32(rng.NormFloat64()), float32(0.5+rng.Float64())
		row := make([]float32, params)
		for p := range row {
			row[p] = size * (part*common[p] + float32(rng.NormFloat64()))
		}
		rows = append(rows, row)
	}
	return gradientsOf(losses, rows)
}

func gradientsOf(losses []float64, rows [][]float32) *Gradients {
	into := make([]float32, len(rows[0]))
	return &Gradients{losses: losses, rows: rows, into: into, seen: make([]float64, len(losses)), Gradients: nn.NewGradients(rows, into)}
}

// gradientsRequest makes the peer keep losses and gradients, which follow.
type gradientsRequest struct {
	Op     string `json:"op"` // "gradients"
	Tasks  int    `json:"tasks"`
	Params int    `json:"params"`
	Floats int    `json:"floats"`
}

// methodRequest makes the peer build a method's rule on the gradients.
type methodRequest struct {
	Op   string `json:"op"`   // "method"
	Kind string `json:"kind"` // its name
}

// Send gives the peer the same numbers.
func (g *Gradients) Send(p *Process) error {
	k, n := g.Dims()
	numbers := make([]float32, 0, k+k*n)
	for _, l := range g.losses {
		numbers = append(numbers, float32(l))
	}
	for _, row := range g.rows {
		numbers = append(numbers, row...)
	}
	_, err := p.call(gradientsRequest{"gradients", k, n, len(numbers)}, numbers)
	return err
}

// Losses implements methods.Step.
func (g *Gradients) Losses() []float64 { return g.losses }

// Backward implements methods.Step: what a network would do is not a method's
// own arithmetic.
func (g *Gradients) Backward(w []float64) error {
	copy(g.seen, w)
	return nil
}

// Jacobian implements methods.Step. Inner products are asked for anew at every
// step, as if the rows were others.
func (g *Gradients) Jacobian() (methods.Jacobian, error) {
	g.mapped = true
	g.Changed()
	return g, nil
}

// Representation implements methods.Representer.
func (g *Gradients) Representation() (methods.Jacobian, error) { return g.Jacobian() }

// Resample implements methods.Resampler.
func (g *Gradients) Resample() error { return nil }

// result is the weights of the losses or, of a common gradient, its products
// with each task's: what both sides are compared by.
func (g *Gradients) result() []float64 {
	if !g.mapped {
		return slices.Clone(g.seen)
	}
	products := make([]float64, len(g.rows))
	for k, row := range g.rows {
		for p, v := range row {
			products[k] += float64(v) * float64(g.into[p])
		}
	}
	return products
}

// rule is our side.
type rule struct {
	g *Gradients
	m methods.Method
}

func newRule(in methods.Info, set map[string]string, g *Gradients) (rule, error) {
	values, err := in.Resolve(set)
	if err != nil {
		return rule{}, err
	}
	m, err := in.New(methods.Config{Tasks: len(g.losses), Rand: rand.NewPCG(1, 2), Values: values})
	if e, ok := m.(methods.EpochEnder); ok { // where GradNorm's own rule begins
		e.EndEpoch(g.losses)
	}
	g.mapped = false
	return rule{g, m}, err
}

// steps implements side.
func (o rule) steps(n, _ int) (time.Duration, []float64, error) {
	start := time.Now()
	for range n {
		if err := o.m.Step(o.g); err != nil {
			return 0, nil, err
		}
	}
	return time.Since(start), nil, nil
}

// Arithmetic is what a method itself does in a step, measured. Theirs and Ratio
// are empty where the peer was not asked or has no such method: Note says why.
type Arithmetic struct {
	Method string        `json:"method"`
	Tasks  int           `json:"tasks"`
	Params int           `json:"params"` // 0 if the method asks for no gradients
	Ours   spread.Spread `json:"ours"`   // seconds a step, one thread
	Theirs spread.Spread `json:"theirs"`
	Ratio  spread.Spread `json:"ratio"` // of neighbouring blocks
	// Difference is that of the common gradients of the first step, or of the
	// losses' weights, each of length one; NaN where nothing was compared.
	Difference record.Float `json:"difference"`
	Note       string       `json:"note,omitempty"`
}

// How many blocks are measured of a side, at least and at most.
const (
	fewBlocks  = 3
	manyBlocks = 201
)

// MeasureArithmetic measures a method with these hyper-parameters, the others at
// their defaults, on g, which the peer must have, for about as long as the
// budget says. A nil peer leaves its side out; its rules are the defaults'.
func MeasureArithmetic(ctx context.Context, p *Process, in methods.Info, set map[string]string, g *Gradients, budget time.Duration) (Arithmetic, error) {
	k, n := g.Dims()
	r := Arithmetic{Method: in.Title, Tasks: k, Params: n, Difference: record.Float(math.NaN())}
	ours, err := newRule(in, set, g)
	if err != nil {
		return r, err
	}
	sides := []side{ours}
	if len(set) > 0 {
		r.Method += " " + spelled(set)
	}
	if p != nil && len(set) > 0 {
		r.Note = "PyTorch has the defaults alone"
	} else if p != nil {
		switch theirs, err := p.method(in.Name); {
		case err == nil:
			sides = append(sides, theirs)
		case errors.As(err, new(peerError)):
			r.Note = err.Error()
		default:
			return r, err
		}
	}
	if err := r.compare(in, g, sides); err != nil {
		return r, fmt.Errorf("%s, K = %d, P = %d: %w", in.Name, k, n, err)
	}
	if !g.mapped {
		r.Params = 0
	}
	times, err := alternate(ctx, sides, budget)
	if err != nil {
		return r, fmt.Errorf("%s, K = %d, P = %d: %w", in.Name, k, n, err)
	}
	r.Ours = spread.Of(times[0])
	if len(times) > 1 {
		r.Theirs = spread.Of(times[1])
		ratios := make([]float64, len(times[0]))
		floats.DivTo(ratios, times[0], times[1])
		r.Ratio = spread.Of(ratios)
	}
	return r, nil
}

// spelled writes hyper-parameters as the command line takes them.
func spelled(set map[string]string) string {
	names := slices.Sorted(maps.Keys(set))
	for i, name := range names {
		names[i] = name + "=" + set[name]
	}
	return "[" + strings.Join(names, ";") + "]"
}

// method makes the peer build a rule.
func (p *Process) method(name string) (side, error) {
	_, err := p.call(methodRequest{"method", name}, nil)
	return theirs{p}, err
}

// compare does a step on each side.
func (r *Arithmetic) compare(in methods.Info, g *Gradients, sides []side) error {
	if _, _, err := sides[0].steps(1, 1); err != nil {
		return err
	}
	if len(sides) == 1 {
		return nil
	}
	_, b, err := sides[1].steps(1, 1)
	if err != nil {
		return err
	}
	a := g.result()
	if len(a) != len(b) {
		return fmt.Errorf("%d numbers of ours, %d of the peer's", len(a), len(b))
	}
	switch note := apart[in.Name]; {
	case note == "" || r.Tasks == 2 && (note == order || note == early):
	case note == early:
		r.Note = note
	default:
		r.Note = note
		return nil
	}
	floats.Scale(1/floats.Norm(a, 2), a)
	floats.Scale(1/floats.Norm(b, 2), b)
	r.Difference = record.Float(floats.Distance(a, b, 2))
	return nil
}

const (
	order = "the order of the tasks is drawn"
	early = "released code stops early"
)

// apart are methods of which the two sides may differ, and why.
var apart = map[string]string{
	"rlw": "weights are drawn", "graddrop": "signs are drawn", "mgda": early, "logmgda": early, "pcgrad": order, "gradvac": order,
}

// alternate takes seconds a step of each side, in blocks in turn.
func alternate(ctx context.Context, sides []side, budget time.Duration) (times [][]float64, err error) {
	times, n := make([][]float64, len(sides)), make([]int, len(sides))
	for i, s := range sides {
		d, _, err := s.steps(1, 1)
		if err != nil {
			return nil, err
		}
		n[i] = int(blockTime/max(d, time.Nanosecond)) + 1
	}
	for start := time.Now(); len(times[0]) < fewBlocks || len(times[0]) < manyBlocks && time.Since(start) < budget; {
		for i, s := range sides {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			d, _, err := s.steps(n[i], 1)
			if err != nil {
				return nil, err
			}
			times[i] = append(times[i], d.Seconds()/float64(n[i]))
		}
	}
	return times, nil
}
