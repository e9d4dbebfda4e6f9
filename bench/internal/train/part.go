package train

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/optim"
)

// part is one training run of a cell.
type part struct {
	run      *run
	problem  tasks.Problem
	method   methods.Method
	schedule optim.Schedule
	stepper  *stepper
	part     record.Part
	phases   record.Phases // of the cell so far, this part included
	step     int           // steps done
	sums     []float64     // of the epoch's losses
	saved    time.Time     // of the last checkpoint
}

func newPart(r *run, problem tasks.Problem, method methods.Method) *part {
	p := &part{
		run:      r,
		problem:  problem,
		method:   method,
		schedule: schedule(r.job.Key.Protocol),
		part:     record.Part{DivergedAt: -1},
		phases:   r.cell.Phases,
		sums:     make([]float64, r.trained()),
		saved:    time.Now(),
	}
	var floor []float64
	if shifted(r.info, r.job.Method) {
		floor = r.floor()
	}
	p.stepper = newStepper(problem, method, r.trained(), floor)
	if s, ok := problem.(tasks.Sized); ok {
		p.part.Shared, p.part.Heads = s.Params()
	}
	return p
}

// schedule is the learning-rate schedule of a protocol.
func schedule(p tasks.Protocol) optim.Schedule {
	lr, s := p.Optimizer.LR, p.Schedule
	switch s.Name {
	case "":
		return &optim.Constant{LR: lr}
	case "step":
		return &optim.Step{LR: lr, Every: s.Every, Factor: s.Factor}
	case "plateau":
		return optim.NewPlateau(lr, s.Factor, s.Patience, s.Min)
	}
	panic("train: no schedule " + s.Name)
}

// train runs the epochs that are not done.
func (p *part) train(ctx context.Context) error {
	return guard(func() error {
		if len(p.part.Epochs) == 0 {
			p.position()
		}
		for e := len(p.part.Epochs); e < p.run.job.Key.Protocol.Epochs; e++ {
			if err := p.epoch(ctx, e); err != nil {
				return err
			}
			p.checkpoint(ctx)
		}
		return p.constant()
	})
}

// constant records what a prediction that is the same for all samples would have
// reached. Last, because it may read all the data.
func (p *part) constant() (err error) {
	if c, ok := p.problem.(tasks.Constant); ok {
		p.part.Constant, err = c.Constant(tasks.Test)
	}
	return err
}

// epoch trains one epoch and evaluates.
func (p *part) epoch(ctx context.Context, e int) error {
	lr := p.schedule.Rate()
	if s, ok := p.method.(methods.Scheduled); ok {
		s.SetLRScale(lr / p.run.job.Key.Protocol.Optimizer.LR)
	}
	start := time.Now()
	if err := p.problem.Epoch(e); err != nil {
		return err
	}
	p.phases.Data += time.Since(start).Seconds()
	clear(p.sums)
	steps := p.problem.Steps()
	for range steps {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := p.one(lr, steps); err != nil {
			return err
		}
	}
	mean := make(record.Floats, len(p.sums))
	for k, s := range p.sums {
		mean[k] = s / float64(steps)
	}
	if m, ok := p.method.(methods.EpochEnder); ok {
		m.EndEpoch(mean)
	}
	return p.evaluate(record.Epoch{Losses: mean, LR: lr})
}

// one does one training step.
func (p *part) one(lr float64, stepsOfEpoch int) error {
	losses, err := p.stepper.step(lr, &p.phases)
	if err != nil {
		return err
	}
	for k, l := range losses {
		p.sums[k] += l
	}
	p.trace(losses, stepsOfEpoch*p.run.job.Key.Protocol.Epochs)
	p.step++
	return nil
}

// trace records what the method did in a step, evenly thinned.
func (p *part) trace(losses []float64, total int) {
	m, ok := p.method.(methods.Tracer)
	if !ok {
		return
	}
	t := m.Trace()
	if t.Event != "" {
		if p.part.Events == nil {
			p.part.Events = map[string]int{}
		}
		p.part.Events[t.Event]++
	}
	if keep := min(total, record.MaxSteps); p.step*keep%total >= keep {
		return
	}
	p.part.Steps = append(p.part.Steps, record.Step{
		Step:     p.step,
		Losses:   slices.Clone(losses),
		Weights:  slices.Clone(t.Weights),
		Reported: slices.Clone(t.Reported),
		Groups:   slices.Clone(t.Groups),
	})
}

// evaluate ends an epoch: metrics, score, learning rate.
func (p *part) evaluate(e record.Epoch) error {
	start := time.Now()
	e.Score = record.Float(math.NaN())
	var err error
	if p.run.job.Key.Protocol.Val > 0 {
		if e.Val, err = p.metrics(tasks.Val); err != nil {
			return err
		}
		e.Score = record.Float(score(p.run.info.Metrics, e.Val))
	}
	if e.Test, err = p.metrics(tasks.Test); err != nil {
		return err
	}
	p.phases.Evaluate += time.Since(start).Seconds()
	p.part.Epochs = append(p.part.Epochs, e)
	p.position()
	p.schedule.EndEpoch(float64(e.Score))
	return nil
}

// metrics evaluates a split. A metric that is not finite, though its task is
// trained, means that the parameters are not.
func (p *part) metrics(s tasks.Split) (record.Floats, error) {
	v, err := p.problem.Evaluate(s)
	if err != nil {
		return nil, err
	}
	if len(v) != len(p.run.info.Metrics) {
		panic(fmt.Sprintf("train: suite %s gave %d metrics, its Info has %d", p.run.info.Name, len(v), len(p.run.info.Metrics)))
	}
	for i, m := range p.run.info.Metrics {
		if p.run.owns(m) && (math.IsNaN(v[i]) || math.IsInf(v[i], 0)) {
			return nil, &divergence{fmt.Sprintf("metric %s %s is %v", m.Task, m.Name, v[i])}
		}
	}
	return v, nil
}

// owns says whether a metric is of a task that is trained.
func (r *run) owns(m tasks.Metric) bool {
	k := r.job.Key.Task
	return k == tasks.AllTasks || m.Task == r.info.Tasks[k]
}

// position records where the parameters are, if there are few.
func (p *part) position() {
	if pos, ok := p.problem.(tasks.Positioned); ok {
		p.part.Path = append(p.part.Path, slices.Clone(pos.Position()))
	}
}
