package methods

// IGBv1 is improvable gap balancing with losses (Dai et al. 2023): a task whose
// loss is still large beside its base loss can be improved most.
//
//	L = sum_k v_k log L_k,  v = K softmax(L / base),  hence w_k = v_k / L_k
//
// with v held constant. The base of a task is its mean training loss over the
// epoch base_epoch, from 0; until the end of that epoch v is 1, so that the
// method is SI. Later it never changes. A task whose loss or base is 0 is at
// its optimum: the released code gives NaN there, here its w is 0.
//
// Cost: one backward pass. Heads: the same weights. State: the epoch and the
// base losses. The code reports v, not w.
var IGBv1 = Info{
	Name:           "igbv1",
	Title:          "IGBv1",
	Kind:           LossOriented,
	Year:           2023,
	Paper:          "Dai, Fei, Lu: Improvable Gap Balancing for Multi-Task Learning, UAI 2023",
	Rule:           "w_k = K softmax(L/base)_k / L_k",
	Cost:           "one backward",
	Heads:          "the same weights",
	PositiveLosses: true,
	Params: []Param{
		{Name: "base_epoch", Default: "1", Number: true, Integer: true, Min: 0, Max: 1e6, Doc: "the epoch, from 0, whose mean losses are the base"},
	},
	New: func(c Config) (Method, error) {
		return &igbv1{baseEpoch: c.Int("base_epoch"), reported: make([]float64, c.Tasks)}, nil
	},
}

type igbv1 struct {
	Weighted
	baseEpoch int
	reported  []float64 // v
	state     struct {
		Epoch int
		Base  []float64 // nil until it is known
	}
}

func (m *igbv1) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *igbv1) weigh(losses, w []float64) error {
	m.wantPositive(losses)
	m.trace.Reported = m.reported
	for k, l := range losses {
		m.reported[k] = 1
		if m.state.Base != nil {
			m.reported[k] = l * reciprocal(1, m.state.Base[k])
		}
	}
	if m.state.Base != nil {
		softmax(m.reported, m.reported)
		scaleBy(m.reported, float64(len(losses)))
	}
	for k, l := range losses {
		w[k] = reciprocal(m.reported[k], l)
	}
	return nil
}

// EndEpoch implements EpochEnder.
func (m *igbv1) EndEpoch(meanLosses []float64) {
	if m.state.Epoch == m.baseEpoch {
		m.state.Base = append(m.state.Base[:0], meanLosses...)
	}
	m.state.Epoch++
}

// State implements Stateful.
func (m *igbv1) State() any { return &m.state }
