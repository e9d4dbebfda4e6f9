package qm9

import (
	"math"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn"
)

// problem is the network on samples; it implements tasks.Constant too.
type problem struct {
	*nn.Problem
	samples *Samples
}

// NewProblem makes the problem of the network in the protocol's units on
// samples. The edge network has twice as many hidden units, as in the published
// network.
func NewProblem(s *Samples, o tasks.Options) (tasks.Problem, error) {
	units := o.Protocol.Units
	p, err := nn.NewProblem(nn.Config{
		Network: Network(units, units*PaperHidden/PaperWidth, s.MaxAtoms()),
		Data:    s, Meter: newMeter(s.Deviation), Options: o,
	})
	return problem{p, s}, err
}

// Constant implements tasks.Constant.
func (p problem) Constant(split tasks.Split) ([]float64, error) {
	errs := make([]float64, Targets)
	index := p.samples.Index[split]
	set, err := p.samples.sets[split]()
	if err != nil {
		return nil, err
	}
	for k := range errs {
		for _, i := range index {
			errs[k] += math.Abs(set.Target(i, k)-p.samples.Mean[k]) / float64(len(index))
		}
	}
	return errs, nil
}
