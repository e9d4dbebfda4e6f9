package methods

import "github.com/mtobench/mtobench/align"

// AGRM is adaptive group risk minimisation on top of another method (Shen et
// al. 2024, table 4), called agrm(METHOD): the weights that METHOD gives the
// tasks take the place of GO4Align's indicators, and each task gets the mean
// over its group.
//
//	v = METHOD's weights;  w_m = mean of v_k over the group of m, groups by K-means on v
//
// The paper gives no more than this sentence, and its code has none of it.
//
// Cost: METHOD's. Heads: METHOD's weights of them, averaged over the same
// groups, so that ones stay ones. State: METHOD's, the random stream and the
// number of groups.
var AGRM = Wrapper{
	Info: Info{
		Name:   "agrm",
		Title:  "AGRM",
		Year:   GO4Align.Year,
		Paper:  GO4Align.Paper + " (AGRM on another method)",
		Rule:   "w_k = mean of v over the group of k",
		Heads:  "METHOD's, averaged over the group",
		Params: groupingParams,
	},
	refuse: func(of Info) string {
		if of.Name == GO4Align.Name {
			return "groups its weights itself"
		}
		return ""
	},
	wrap: newAGRMOn,
}

// agrm is AGRM on a method.
type agrm struct {
	wrapped
	lower        align.AGRM
	own          []any // pointers to its state
	shared, head []float64
	sum          []float64 // of the heads' weights in each group
}

func newAGRMOn(c Config, of wrapped) (wrapping, error) {
	m := &agrm{wrapped: of, own: []any{c.Rand}}
	m.shared, m.head, m.sum = make([]float64, c.Tasks), make([]float64, c.Tasks), make([]float64, c.Tasks)
	lower, auto, err := newAGRM(c)
	if auto != nil {
		m.own = append(m.own, auto)
	}
	m.lower = lower
	return m, err
}

// Step runs METHOD on the mini-batch, but for its update, which is of the
// groups' weights.
func (m *agrm) Step(s Step) error {
	if err := m.ask(s); err != nil {
		return err
	}
	m.lower.Weigh(m.given.shared, m.shared)
	m.trace.Groups = m.lower.Of
	return m.leave(s, m.shared, m.heads())
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

// State implements Stateful.
func (m *agrm) State() any { return m.stateWith(m.own...) }
