package methods

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/align"
)

// AGRM describes the grouping alone, whose hyper-parameters every agrm(METHOD)
// has. It is no method: Lookup makes one of it and of another.
var AGRM = Info{Name: "agrm", Title: "AGRM", Params: groupingParams}

// agrmOn is adaptive group risk minimisation on top of another method (Shen
// et al. 2024, table 4), called agrm(METHOD): the weights that METHOD gives
// the tasks take the place of GO4Align's indicators, and each task gets the
// mean over its group.
//
//	v = METHOD's weights;  w_m = mean of v_k over the group of m, groups by K-means on v
//
// The paper gives no more than this sentence, and its code has none of it.
// METHOD keeps its own state and sees its own weights only. It must leave its
// update as weights of the task gradients: one that builds it from the columns
// of the gradients, or from a memory of them, says so by NoWeights.
//
// Cost: METHOD's. Heads: METHOD's weights of them, averaged over the same
// groups, so that ones stay ones. State: METHOD's, the random stream and the
// number of groups.
func agrmOn(of Info) (Info, error) {
	name := AGRM.Name + "(" + of.Name + ")"
	switch {
	case of.Kind == Baseline:
		return Info{}, fmt.Errorf("%s: %s trains one task at a time", name, of.Title)
	case of.Name == GO4Align.Name:
		return Info{}, fmt.Errorf("%s: GO4Align groups its weights itself", name)
	case strings.HasPrefix(of.Name, AGRM.Name+"("):
		return Info{}, fmt.Errorf("%s: %s groups its weights itself", name, of.Title)
	case of.NoWeights:
		return Info{}, fmt.Errorf("%s: %s gives the tasks no weights to group", name, of.Title)
	}
	on := of
	on.Name, on.Title, on.Year = name, AGRM.Title+"("+of.Title+")", GO4Align.Year
	on.Paper = GO4Align.Paper + " (AGRM on another method); " + of.Paper
	on.Rule = "w_k = mean of the weights of " + of.Title + " over the group of k"
	on.Params = slices.Concat(AGRM.Params, of.Params)
	on.New = func(c Config) (Method, error) { return newAGRMOn(of, c) }
	return on, nil
}

// agrm is AGRM on a method.
type agrm struct {
	trace        Trace
	inner        Method
	lower        align.AGRM
	state        agrmState
	given        given
	shared, head []float64
	sum          []float64 // of the heads' weights in each group
}

// agrmAfter is agrm on a method that wants the losses after the step.
type agrmAfter struct{ *agrm }

func newAGRMOn(of Info, c Config) (Method, error) {
	inner, err := of.New(c)
	if err != nil {
		return nil, err
	}
	m := &agrm{inner: inner, shared: make([]float64, c.Tasks), head: make([]float64, c.Tasks), sum: make([]float64, c.Tasks)}
	m.state = agrmState{Rand: c.Rand}
	if m.lower, m.state.Auto, err = newAGRM(c); err != nil {
		return nil, err
	}
	if s, ok := inner.(Stateful); ok {
		m.state.inner = s.State()
	}
	if _, ok := inner.(AfterStepper); ok {
		return agrmAfter{m}, nil
	}
	return m, nil
}

// Step runs METHOD on the mini-batch, but for its update, which is of the
// groups' weights.
func (m *agrm) Step(s Step) error {
	m.given.begin(s)
	if err := m.inner.Step(&m.given); err != nil {
		return err
	}
	if m.given.shared == nil {
		panic("methods: agrm on a method that gives no weights")
	}
	m.lower.Weigh(m.given.shared, m.shared)
	m.trace = Trace{Weights: m.shared, Groups: m.lower.Of}
	if t, ok := m.inner.(Tracer); ok {
		m.trace.Event = t.Trace().Event
	}
	if m.given.jacobian == nil {
		return s.Backward(m.shared)
	}
	return m.given.jacobian.Combine(m.shared, m.heads())
}

// heads averages METHOD's weights of the heads over the groups.
func (m *agrm) heads() []float64 {
	if m.given.heads == nil {
		return nil
	}
	clear(m.head)
	clear(m.sum)
	for k, g := range m.lower.Of { // head counts for now
		m.head[g]++
		m.sum[g] += (m.given.heads[k] - m.sum[g]) / m.head[g]
	}
	for k, g := range m.lower.Of {
		m.head[k] = m.sum[g]
	}
	return m.head
}

// Trace implements Tracer.
func (m *agrm) Trace() Trace { return m.trace }

// AfterStep implements AfterStepper.
func (m agrmAfter) AfterStep(losses []float64) error {
	return m.inner.(AfterStepper).AfterStep(losses)
}

// EndEpoch implements EpochEnder.
func (m *agrm) EndEpoch(meanLosses []float64) {
	if e, ok := m.inner.(EpochEnder); ok {
		e.EndEpoch(meanLosses)
	}
}

// SetLRScale implements Scheduled.
func (m *agrm) SetLRScale(scale float64) {
	if s, ok := m.inner.(Scheduled); ok {
		s.SetLRScale(scale)
	}
}

// State implements Stateful.
func (m *agrm) State() any { return &m.state }

// agrmState points to all that outlives a step. The type of METHOD's state is
// its own affair, so that it is encoded by itself.
type agrmState struct {
	Auto  *align.AutoState // nil where the number of groups is given
	Rand  *rand.PCG
	inner any // nil where METHOD has none
}

// parts are the pointers that are encoded, in order.
func (s *agrmState) parts() []any {
	parts := []any{s.Rand}
	if s.Auto != nil {
		parts = append(parts, s.Auto)
	}
	if s.inner != nil {
		parts = append(parts, s.inner)
	}
	return parts
}

// GobEncode implements gob.GobEncoder.
func (s *agrmState) GobEncode() ([]byte, error) {
	var b bytes.Buffer
	e := gob.NewEncoder(&b)
	for _, p := range s.parts() {
		if err := e.Encode(p); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// GobDecode implements gob.GobDecoder, in place.
func (s *agrmState) GobDecode(data []byte) error {
	d := gob.NewDecoder(bytes.NewReader(data))
	for _, p := range s.parts() {
		if err := d.Decode(p); err != nil {
			return err
		}
	}
	return nil
}

// given is a Step that takes down the weights which a method gives it, and
// does no update.
type given struct {
	step     Step
	jacobian Jacobian // that the weights were given to; nil for the losses
	rows     gradients
	shared   []float64 // the weights, nil before they are given
	heads    []float64 // nil for ones
}

// gradients is the Jacobian that a given step hands out.
type gradients struct {
	Jacobian
	to *given
}

func (g *given) begin(s Step) { *g = given{step: s} }

// Losses implements Step.
func (g *given) Losses() []float64 { return g.step.Losses() }

// Backward implements Step.
func (g *given) Backward(w []float64) error {
	g.jacobian, g.shared, g.heads = nil, w, nil
	return nil
}

// Jacobian implements Step.
func (g *given) Jacobian() (Jacobian, error) { return g.hand(g.step.Jacobian()) }

// Resample implements Resampler.
func (g *given) Resample() error { return resample(g.step) }

// Representation implements Representer.
func (g *given) Representation() (Jacobian, error) { return g.hand(representation(g.step)) }

func (g *given) hand(j Jacobian, err error) (Jacobian, error) {
	g.rows = gradients{j, g}
	return &g.rows, err
}

// Combine implements Jacobian. Map goes to the gradients themselves: the
// groups' Combine that follows takes the place of what it leaves.
func (j *gradients) Combine(shared, heads []float64) error {
	j.to.jacobian, j.to.shared, j.to.heads = j.Jacobian, shared, heads
	return nil
}
