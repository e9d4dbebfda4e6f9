package nn

import (
	"fmt"
	"math"

	"gorgonia.org/tensor"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/nn/internal/kernel"
)

// Config is what a Problem is made from.
type Config struct {
	Network Network
	Data    Data
	Meter   Meter
	// Options give the task, the seed, the batch size and the optimiser.
	Options tasks.Options
	// EvalBatch is the batch size of evaluation; 0 means 256, or the largest
	// split if that is smaller.
	EvalBatch int
}

// Problem is a network on a suite's data. It implements tasks.Problem and
// tasks.Sized.
type Problem struct {
	cfg    Config
	plan   *plan
	params *params
	state  *state
	train  *net
	eval   *net
	loader *Loader
	jac    *jacobian
	rep    *jacobian // with respect to the representation

	trunk []*tensor.Dense   // places of the trunk's gradients in params.grad
	heads [][]*tensor.Dense // of each group's
	stage stage
}

// stage is how far a step is: what may be called next.
type stage uint8

const (
	noBatch  stage = iota // before the first Next
	loaded                // the forward pass of the batch is still to come
	forward               // Losses has run at these parameters
	followed              // a gradient is there for Update
)

// net is the graphs of one batch size.
type net struct {
	size   int
	batch  Batch
	trunk  *trunk
	groups []*heads
}

// NewProblem builds the network and initialises its parameters.
func NewProblem(c Config) (*Problem, error) {
	building.Lock()
	defer building.Unlock()
	batch := c.Options.Protocol.Batch
	pl, err := newPlan(c.Network, c.Options.Task)
	if err != nil {
		return nil, err
	}
	loader, err := newLoader(c, pl)
	if err != nil {
		return nil, err
	}
	p := &Problem{cfg: c, plan: pl, params: newParams(pl, c.Options.Seed), loader: loader}
	if p.state, err = newState(p.params, c.Options.Protocol.Optimizer); err != nil {
		return nil, err
	}
	var a arena
	if p.train, err = p.newNet(batch, &a, true); err != nil {
		return nil, err
	}
	if p.eval, err = p.newNet(loader.EvalSize(), &a, false); err != nil {
		return nil, err
	}
	a.allocate()
	p.trunk = placements(p.train.trunk.learnt.spans, p.params.grad, 0)
	for _, g := range p.train.groups {
		p.heads = append(p.heads, placements(g.own.spans, p.params.grad, 0))
	}
	return p, nil
}

// newNet builds the graphs for batches of this size.
func (p *Problem) newNet(size int, a *arena, train bool) (*net, error) {
	n := &net{size: size, batch: newBatch(size, p.cfg.Network, p.plan.extents())}
	var err error
	if n.trunk, err = newTrunk(p.plan, p.params, n.batch, size, train); err != nil {
		return nil, err
	}
	for _, g := range p.plan.groups {
		h, err := newHeads(p.plan, g, p.params, n.trunk.z, n.batch, size, train)
		if err != nil {
			return nil, err
		}
		n.groups = append(n.groups, h)
	}
	if !train {
		a.plan(n.trunk.forward, program{})
		for _, g := range n.groups {
			a.plan(g.forward, program{})
		}
		return n, nil
	}
	n.trunk.adopt(n.groups)
	a.plan(n.trunk.backward, n.trunk.forward)
	for _, g := range n.groups {
		a.plan(g.backward, g.forward)
	}
	return n, nil
}

// forward runs the forward pass of trunk and heads.
func (n *net) forward() error {
	if err := n.trunk.forward.run(); err != nil {
		return err
	}
	for _, g := range n.groups {
		if err := g.forward.run(); err != nil {
			return err
		}
	}
	return nil
}

// Params implements tasks.Sized.
func (p *Problem) Params() (shared, heads int) {
	return p.params.shared, len(p.params.values) - p.params.shared
}

// State implements tasks.Problem.
func (p *Problem) State() any { return p.state }

// Steps implements tasks.Problem: the incomplete last batch is dropped.
func (p *Problem) Steps() int { return p.loader.Steps() }

// Epoch implements tasks.Problem.
func (p *Problem) Epoch(e int) error {
	p.loader.Epoch(e)
	return nil
}

// Next implements tasks.Problem.
func (p *Problem) Next() error {
	p.stage = noBatch
	if err := p.loader.Next(&p.train.batch); err != nil {
		return err
	}
	p.stage = loaded
	return nil
}

// finite says whether all parameters and running statistics are.
func (p *Problem) finite() bool {
	return kernel.SumSquares(p.params.values) <= math.MaxFloat64 && kernel.SumSquares(p.params.running) <= math.MaxFloat64
}

// Losses implements tasks.Problem. When a parameter is not finite all losses
// are NaN, since an activation can hide it.
func (p *Problem) Losses(dst []float64) error {
	p.need(loaded, "Losses before Next")
	p.checkTasks("losses", len(dst))
	p.stage = loaded
	if err := p.train.forward(); err != nil {
		return err
	}
	finite := p.finite()
	for _, g := range p.train.groups {
		for i, b := range g.blocks {
			if dst[b.task] = g.loss.losses[i]; !finite {
				dst[b.task] = math.NaN()
			}
		}
	}
	p.stage = forward
	return nil
}

// Backward implements tasks.Problem.
func (p *Problem) Backward(w []float64) error {
	p.need(forward, "Backward before Losses")
	p.checkTasks("weights", len(w))
	clear(p.params.grad[p.params.trunk:p.params.shared])
	for i, g := range p.train.groups {
		if err := g.push(w, p.heads[i], g.sums); err != nil {
			return err
		}
		g.addCommon(1, p.params.grad)
		p.train.trunk.gather(g, i > 0)
	}
	if err := p.train.trunk.pull(p.trunk); err != nil {
		return err
	}
	p.stage = followed
	return nil
}

// Update implements tasks.Problem.
func (p *Problem) Update(lr float64) error {
	p.need(followed, "Update without a gradient")
	p.state.step(p.params.grad, lr)
	p.stage = loaded
	return nil
}

// need panics when the step is not so far.
func (p *Problem) need(s stage, what string) {
	if p.stage < s {
		panic("nn: " + what)
	}
}

// checkTasks panics when there is not one number a task.
func (p *Problem) checkTasks(what string, n int) {
	if k := len(p.plan.trained); n != k {
		panic(fmt.Sprintf("nn: %d %s for %d tasks", n, what, k))
	}
}
