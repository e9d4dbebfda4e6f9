package methods

// Periodic keeps the weights of another method for a number of steps, called
// periodic(METHOD): the rule of PSMGD (Xu, Ju, Liu and Yang 2024).
//
//	every period steps, from the first: w = METHOD's weights;  else w as before
//
// METHOD sees only the steps at which it is asked, and what it wants to know
// after a step only after those. Nash-MTL's own parameter every is the same
// rule; the authors' code (MarcuXu/PSMG) was not compared.
//
// Cost: METHOD's once every period steps, else one backward pass, so for K
// backward passes (K - 1)/period + 1 on average. Heads: w, since one backward
// pass of the weighted loss is what is saved. State: METHOD's, w and a counter.
var Periodic = Wrapper{
	Info: Info{
		Name:  "periodic",
		Title: "Periodic",
		Year:  2024,
		Paper: "Xu, Ju, Liu, Yang: PSMGD: Periodic Stochastic Multi-Gradient Descent for Fast Multi-Objective Optimization, arXiv 2412.10961, 2024",
		Rule:  "w = v every period steps, else as before",
		Cost:  "every period steps, else one backward",
		Heads: "weight w_k",
		Params: []Param{
			{Name: "period", Default: "4", Number: true, Integer: true, Min: 1, Max: 1e9, Doc: "steps for which weights are kept"},
		},
	},
	wrap: newPeriodic,
}

type periodic struct {
	wrapped
	period int
	asked  bool // METHOD, at the last step
	state  struct {
		Weights []float64
		Step    int
	}
}

func newPeriodic(c Config, of wrapped) (wrapping, error) {
	m := &periodic{wrapped: of, period: c.Int("period")}
	m.state.Weights = make([]float64, c.Tasks)
	return m, nil
}

// Step asks METHOD for weights when they are due.
func (m *periodic) Step(s Step) error {
	m.asked = m.state.Step%m.period == 0
	m.state.Step++
	if !m.asked {
		m.trace.Event, m.given.jacobian = "", nil
		return m.leave(s, m.state.Weights, nil)
	}
	if err := m.ask(s); err != nil {
		return err
	}
	copy(m.state.Weights, m.given.shared)
	return m.leave(s, m.state.Weights, m.state.Weights)
}

func (m *periodic) afterStep(losses []float64) error {
	if !m.asked {
		return nil
	}
	return m.wrapped.afterStep(losses)
}

// State implements Stateful.
func (m *periodic) State() any { return m.stateWith(&m.state) }
