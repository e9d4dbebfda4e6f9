package methods

import (
	"fmt"
	"slices"
)

// TrimmedMean is the mean of the task gradients, column by column, without the
// t smallest and the t largest entries (Yin et al. 2018, definition 2). With t
// = (K - 1)/2 it is the median. t is TorchJD's trim_number; auto is 1, or 0
// for fewer than three tasks.
//
// Cost: K backward passes. Heads: weight 1, since no task has a weight. State:
// none.
var TrimmedMean = Info{
	Name:      "trimmedmean",
	Title:     "TrimmedMean",
	Kind:      GradientOriented,
	Year:      2018,
	Paper:     "Yin, Chen, Ramchandran, Bartlett: Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates, ICML 2018",
	Rule:      "the mean of each column without its t smallest and t largest entries",
	Cost:      "K backwards",
	Heads:     "weight 1",
	NoWeights: true,
	Params: []Param{
		{Name: "trim", Default: "auto", Choices: []string{"auto"}, Number: true, Integer: true, Max: 1e4, Doc: "number t of entries that are dropped at each end; auto is 1, or 0 for fewer than 3 tasks"},
	},
	New: newTrimmedMean,
}

type trimmedMean struct {
	trim   int
	column []float64
	block  func(rows [][]float64, dst []float64)
}

func newTrimmedMean(c Config) (Method, error) {
	m := &trimmedMean{column: make([]float64, c.Tasks)}
	m.block = m.trimBlock
	if c.Word("trim") != "auto" {
		m.trim = c.Int("trim")
	} else if c.Tasks > 2 {
		m.trim = 1
	}
	if c.Tasks < 2*m.trim+1 {
		return nil, fmt.Errorf("trimmedmean: trim=%d needs at least %d tasks, and there are %d; lower it", m.trim, 2*m.trim+1, c.Tasks)
	}
	return m, nil
}

// Trace implements Tracer. No weights of whole gradients exist.
func (m *trimmedMean) Trace() Trace { return Trace{} }

func (m *trimmedMean) Step(s Step) error {
	j, err := s.Jacobian()
	if err != nil {
		return err
	}
	return j.Map(m.block, nil)
}

func (m *trimmedMean) trimBlock(rows [][]float64, dst []float64) {
	kept := m.column[m.trim : len(rows)-m.trim]
	for p := range dst {
		for k, row := range rows {
			m.column[k] = row[p]
		}
		slices.Sort(m.column)
		dst[p] = 0
		for _, v := range kept {
			dst[p] += v / float64(len(kept))
		}
	}
}
