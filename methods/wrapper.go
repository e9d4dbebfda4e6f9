package methods

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"slices"
	"strings"
)

// Wrapper describes a method that goes round any other and changes the weights
// that the other gives the tasks. It is no method by itself: Lookup makes
// NAME(METHOD) of it. METHOD keeps its own state and sees its own weights only.
//
// METHOD must leave its update as weights of the task gradients. One that
// builds it from the columns of the gradients, or from a memory of them, says
// so by NoWeights and is refused.
type Wrapper struct {
	// Info is of the wrapper alone: its hyper-parameters, its rule with
	// METHOD's weights as v, and in Cost what follows METHOD's.
	Info
	refuse func(of Info) string
	wrap   func(c Config, of wrapped) (wrapping, error)
}

// Wrappers lists them by name.
var Wrappers = []Wrapper{AGRM, CRMOGM, Periodic}

// Unwrap splits NAME(METHOD) into the wrapper and METHOD.
func Unwrap(name string) (w Wrapper, of string, ok bool) {
	for _, w := range Wrappers {
		if of, ok := strings.CutPrefix(name, w.Name+"("); ok && strings.HasSuffix(of, ")") {
			return w, strings.TrimSpace(strings.TrimSuffix(of, ")")), true
		}
	}
	return Wrapper{}, "", false
}

// on is the wrapper round a method.
func (w Wrapper) on(of Info) (Info, error) {
	in := of
	in.Name = w.Name + "(" + of.Name + ")"
	in.Title = w.Title + "(" + of.Title + ")"
	if why := w.refusal(of); why != "" {
		return Info{}, fmt.Errorf("%s: %s %s", in.Name, of.Title, why)
	}
	in.Year = max(w.Year, of.Year)
	in.Paper = w.Paper + "; " + of.Paper
	in.Rule = w.Rule + ", v of " + of.Title
	in.Cost = strings.TrimSpace(of.Cost + " " + w.Cost)
	in.Heads = w.Heads
	in.Params = slices.Concat(w.Params, of.Params)
	in.New = func(c Config) (Method, error) {
		inner, err := of.New(c)
		if err != nil {
			return nil, err
		}
		m, err := w.wrap(c, wrapped{inner: inner})
		if _, ok := inner.(AfterStepper); ok && err == nil {
			return afterWrapping{m}, nil
		}
		return m, err
	}
	return in, nil
}

// refusal says why the wrapper cannot go round a method; empty where it can.
func (w Wrapper) refusal(of Info) string {
	if of.Kind == Baseline {
		return "trains one task at a time"
	}
	if of.NoWeights {
		return "gives the tasks no weights"
	}
	if inside := "(" + of.Name; strings.Contains(inside, "("+w.Name+"(") {
		return "is inside " + w.Title + " already"
	}
	if w.refuse != nil {
		return w.refuse(of)
	}
	return ""
}

// wrapping is a wrapper round a method.
type wrapping interface {
	Method
	Tracer
	EpochEnder
	Scheduled
	Stateful
	afterStep(losses []float64) error
}

// afterWrapping is a wrapping of a method that wants the losses after the step.
type afterWrapping struct{ wrapping }

// AfterStep implements AfterStepper.
func (m afterWrapping) AfterStep(losses []float64) error { return m.afterStep(losses) }

// wrapped is METHOD as its wrapper sees it. A wrapper embeds it.
type wrapped struct {
	inner Method
	given given
	trace Trace
}

// ask runs METHOD on the mini-batch, but for its update, and takes down in
// given which weights it would have had.
func (m *wrapped) ask(s Step) error {
	m.given.begin(s)
	if err := m.inner.Step(&m.given); err != nil {
		return err
	}
	if m.given.shared == nil {
		panic("methods: a wrapper round a method that gives no weights")
	}
	m.trace = Trace{}
	if t, ok := m.inner.(Tracer); ok {
		m.trace.Event, m.trace.Groups = t.Trace().Event, t.Trace().Groups
	}
	return nil
}

// leave leaves the update where METHOD would have left its own.
func (m *wrapped) leave(s Step, shared, heads []float64) error {
	m.trace.Weights = shared
	if m.given.jacobian == nil {
		return s.Backward(shared)
	}
	return m.given.jacobian.Combine(shared, heads)
}

// Trace implements Tracer.
func (m *wrapped) Trace() Trace { return m.trace }

// EndEpoch implements EpochEnder.
func (m *wrapped) EndEpoch(meanLosses []float64) {
	if e, ok := m.inner.(EpochEnder); ok {
		e.EndEpoch(meanLosses)
	}
}

// SetLRScale implements Scheduled.
func (m *wrapped) SetLRScale(scale float64) {
	if s, ok := m.inner.(Scheduled); ok {
		s.SetLRScale(scale)
	}
}

func (m *wrapped) afterStep(losses []float64) error { return m.inner.(AfterStepper).AfterStep(losses) }

// stateWith is a wrapper's own state, pointers, and METHOD's.
func (m *wrapped) stateWith(own ...any) any {
	if s, ok := m.inner.(Stateful); ok {
		own = append(own, s.State())
	}
	return &states{own}
}

// states are pointers to states of types that gob cannot know together; they
// are encoded one after the other.
type states struct{ parts []any }

// GobEncode implements gob.GobEncoder.
func (s *states) GobEncode() ([]byte, error) {
	var b bytes.Buffer
	e := gob.NewEncoder(&b)
	for _, p := range s.parts {
		if err := e.Encode(p); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// GobDecode implements gob.GobDecoder, in place.
func (s *states) GobDecode(data []byte) error {
	d := gob.NewDecoder(bytes.NewReader(data))
	for _, p := range s.parts {
		if err := d.Decode(p); err != nil {
			return err
		}
	}
	return nil
}
