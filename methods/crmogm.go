package methods

// CRMOGM smooths the weights of another method (Zhou et al. 2022, Algorithm
// 1), called crmogm(METHOD):
//
//	v = METHOD's weights;  w <- a w + (1 - a) v,  w = v at the first step
//
// The default a is TorchJD's, 0.9. The paper lets it follow the learning rate
// (smoothing lr): a = 1 - rate / initial rate, so that METHOD alone acts until
// the rate falls. No code by the authors was found.
//
// Cost: METHOD's. Heads: METHOD's weights of them, smoothed in the same way,
// so that ones stay ones. State: METHOD's, w and the heads' weights.
var CRMOGM = Wrapper{
	Info: Info{
		Name:  "crmogm",
		Title: "CR-MOGM",
		Year:  2022,
		Paper: "Zhou, Zhang, Jiang, Zhong, Gu, Zhu: On the Convergence of Stochastic Multi-Objective Gradient Manipulation and Beyond, NeurIPS 2022",
		Rule:  "w <- a w + (1 - a) v",
		Heads: "METHOD's, smoothed",
		Params: []Param{
			{Name: "smoothing", Default: "0.9", Number: true, Max: 1, Choices: []string{"lr"}, Doc: "a, the part of the weights before; lr is 1 - rate / initial rate"},
			{Name: "first", Default: "auto", Number: true, Min: -1e6, Max: 1e6, List: true, Choices: []string{"auto"}, Doc: "w before the first step; auto is METHOD's first weights"},
		},
	},
	wrap: newCRMOGM,
}

type crmogm struct {
	wrapped
	follows bool // the learning rate
	state   struct {
		Keep          float64 // a
		Shared, Heads []float64
		Begun         bool
	}
}

func newCRMOGM(c Config, of wrapped) (wrapping, error) {
	m := &crmogm{wrapped: of, follows: c.Word("smoothing") == "lr"}
	if !m.follows {
		m.state.Keep = c.Float("smoothing")
	}
	m.state.Shared, m.state.Heads = ones(c.Tasks), ones(c.Tasks)
	if c.Word("first") == "auto" {
		return m, nil
	}
	first, err := c.PerTask("first")
	if err != nil {
		return nil, err
	}
	m.state.Shared, m.state.Begun = first, true
	return m, nil
}

// Step runs METHOD on the mini-batch, but for its update, which is of the
// smoothed weights.
func (m *crmogm) Step(s Step) error {
	if err := m.ask(s); err != nil {
		return err
	}
	if !m.state.Begun {
		copy(m.state.Shared, m.given.shared)
		copy(m.state.Heads, m.given.heads)
		m.state.Begun = true
	}
	m.smooth(m.state.Shared, m.given.shared)
	if m.given.heads == nil {
		return m.leave(s, m.state.Shared, nil)
	}
	m.smooth(m.state.Heads, m.given.heads)
	return m.leave(s, m.state.Shared, m.state.Heads)
}

func (m *crmogm) smooth(w, v []float64) {
	for k := range w {
		w[k] = m.state.Keep*w[k] + (1-m.state.Keep)*v[k]
	}
}

// SetLRScale implements Scheduled.
func (m *crmogm) SetLRScale(scale float64) {
	m.wrapped.SetLRScale(scale)
	if m.follows {
		m.state.Keep = min(1, max(0, 1-scale))
	}
}

// State implements Stateful.
func (m *crmogm) State() any { return m.stateWith(&m.state) }
