// Package testsuite is a small suite for tests of the harness: quadratic
// losses with noise, which can be told to go wrong.
package testsuite

import (
	"errors"
	"fmt"
	"math"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/mtobench/mtobench/tasks"
)

// Suite has K = 3 tasks on P = 4 shared parameters x and one parameter h_k a
// task: L_k = s_k (|x - c_k - noise|^2 + (h_k - k)^2) / 2, with scales s_k of
// 1, 10 and 100.
type Suite struct {
	Name    string
	NaNAt   int           // the step whose losses are NaN; 0 for none
	PanicAt int           // the step that panics; 0 for none
	OpenErr error         // the error of Open
	ReadErr error         // what is wrong with the samples of the second epoch
	Delay   time.Duration // of each step
	Parts   int
	Data    []string // what Files returns
	NoData  bool
}

var scales = []float64{1, 10, 100}

const params = 4

// Info implements tasks.Suite.
func (s *Suite) Info() tasks.Info {
	info := tasks.Info{
		Name: s.Name, Title: "Test " + s.Name, Source: "made up", Tasks: []string{"a", "b", "c"},
		Parts: s.Parts, Data: "it cannot be had",
	}
	for _, t := range info.Tasks {
		info.Metrics = append(info.Metrics, tasks.Metric{Name: "loss", Task: t, Digits: 4})
	}
	info.Metrics = append(info.Metrics, tasks.Metric{Name: "closeness", Task: "c", Higher: true, Digits: 4})
	return info
}

// Protocol implements tasks.Suite.
func (s *Suite) Protocol(tasks.Profile) tasks.Protocol {
	return tasks.Protocol{
		Network: "4 numbers", Epochs: 6, Batch: 1, Train: 20, Val: 1, Test: 1,
		Optimizer: tasks.Optimizer{Name: "sgd", LR: 0.003},
		Schedule:  tasks.Schedule{Name: "plateau", Factor: 0.5, Patience: 1},
		Selection: tasks.BestVal,
	}
}

// Files implements tasks.Suite.
func (s *Suite) Files(string, tasks.Protocol) ([]string, error) {
	if s.NoData {
		return nil, fmt.Errorf("%w: no file test.dat", tasks.ErrNoData)
	}
	return s.Data, nil
}

// Open implements tasks.Suite.
func (s *Suite) Open(o tasks.Options) (tasks.Problem, error) {
	if s.OpenErr != nil {
		return nil, s.OpenErr
	}
	p := &problem{suite: s, o: o, tasks: []int{0, 1, 2}, steps: o.Protocol.Train}
	if o.Task != tasks.AllTasks {
		p.tasks = []int{o.Task}
	}
	r := tasks.Rand(o.Seed, "init", uint64(o.Part))
	p.state.X = make([]float64, params)
	for i := range p.state.X {
		p.state.X[i] = r.NormFloat64()
	}
	p.state.H = make([]float64, len(p.tasks))
	p.grad, p.heads = make([]float64, params), make([]float64, len(p.tasks))
	return p, nil
}

type problem struct {
	suite       *Suite
	o           tasks.Options
	tasks       []int
	steps       int
	epoch, at   int
	again       int // further mini-batches of the epoch
	noise       float64
	state       struct{ X, H []float64 }
	grad, heads []float64
}

func (p *problem) Steps() int { return p.steps }

func (p *problem) Epoch(e int) error {
	p.epoch, p.at, p.again = e, 0, 0
	return nil
}

func (p *problem) Next() error {
	time.Sleep(p.suite.Delay)
	if p.suite.ReadErr != nil && p.epoch > 0 {
		return &tasks.DataError{Err: p.suite.ReadErr}
	}
	p.noise = tasks.Rand(p.o.Seed, "noise", uint64(p.epoch), uint64(p.at)).NormFloat64() / 10
	p.at++
	if n := p.epoch*p.steps + p.at; p.suite.PanicAt > 0 && n > p.suite.PanicAt {
		panic("a bug of the suite")
	}
	return nil
}

// Resample implements tasks.Resampler: another noise.
func (p *problem) Resample() error {
	p.noise = tasks.Rand(p.o.Seed, "again", uint64(p.epoch), uint64(p.again)).NormFloat64() / 10
	p.again++
	return nil
}

// centre is coordinate i of task k's optimum.
func centre(k, i int) float64 { return math.Sin(float64(3*k + i)) }

func (p *problem) losses(noise float64, dst []float64) {
	for j, k := range p.tasks {
		sum := (p.state.H[j] - float64(k)) * (p.state.H[j] - float64(k))
		for i, x := range p.state.X {
			d := x - centre(k, i) - noise
			sum += d * d
		}
		dst[j] = scales[k] * (sum/2 + 0.01)
	}
}

func (p *problem) Losses(dst []float64) error {
	p.losses(p.noise, dst)
	if n := p.epoch*p.steps + p.at; p.suite.NaNAt > 0 && n > p.suite.NaNAt {
		dst[0] = math.NaN()
	}
	return nil
}

func (p *problem) Backward(w []float64) error {
	j, err := p.Jacobian()
	if err != nil {
		return err
	}
	return j.Combine(w, w)
}

func (p *problem) Jacobian() (tasks.Jacobian, error) { return jacobian{p}, nil }

// Representation implements tasks.Representer: x is its own representation.
func (p *problem) Representation() (tasks.Jacobian, error) { return p.Jacobian() }

func (p *problem) Update(lr float64) error {
	for i, g := range p.grad {
		p.state.X[i] -= lr * g
	}
	for k, g := range p.heads {
		p.state.H[k] -= lr * g
	}
	return nil
}

func (p *problem) Evaluate(s tasks.Split) ([]float64, error) {
	v := []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	l := make([]float64, len(p.tasks))
	p.losses(float64(s)/100, l)
	for j, k := range p.tasks {
		v[k] = l[j]
		if k == 2 {
			v[3] = 1 / l[j]
		}
	}
	return v, nil
}

func (p *problem) State() any { return &p.state }

func (p *problem) Position() []float64 { return p.state.X }

func (p *problem) Params() (shared, heads int) { return params, len(p.tasks) }

type jacobian struct{ p *problem }

func (j jacobian) Dims() (int, int) { return len(j.p.tasks), params }

func (j jacobian) row(k int) []float64 {
	g := make([]float64, params)
	for i, x := range j.p.state.X {
		g[i] = scales[j.p.tasks[k]] * (x - centre(j.p.tasks[k], i) - j.p.noise)
	}
	return g
}

func (j jacobian) Gram() *mat.SymDense {
	k := len(j.p.tasks)
	g := mat.NewSymDense(k, nil)
	for a := range k {
		for b := a; b < k; b++ {
			g.SetSym(a, b, mat.Dot(mat.NewVecDense(params, j.row(a)), mat.NewVecDense(params, j.row(b))))
		}
	}
	return g
}

func (j jacobian) Combine(shared, heads []float64) error {
	clear(j.p.grad)
	for k := range j.p.tasks {
		for i, g := range j.row(k) {
			j.p.grad[i] += shared[k] * g
		}
	}
	j.headGrads(heads)
	return nil
}

func (j jacobian) headGrads(heads []float64) {
	for n, k := range j.p.tasks {
		w := 1.0
		if heads != nil {
			w = heads[n]
		}
		j.p.heads[n] = w * scales[k] * (j.p.state.H[n] - float64(k))
	}
}

func (j jacobian) Map(f func(rows [][]float64, dst []float64), heads []float64) error {
	rows := make([][]float64, len(j.p.tasks))
	for k := range rows {
		rows[k] = j.row(k)
	}
	f(rows, j.p.grad)
	j.headGrads(heads)
	return nil
}

// ErrBroken is an error that a test can give to OpenErr.
var ErrBroken = errors.New("test.dat: broken")
