package reports

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// fakeMethods are methods as records describe them, in table order.
var fakeMethods = []struct {
	name     string
	method   record.Method
	settings map[string]string
	gain     float64 // how much better than STL, relative
	cost     float64
}{
	{"ls", record.Method{Title: "LS", Kind: "loss", Year: 2010}, nil, -0.05, 1},
	{"mgda", record.Method{Title: "MGDA", Kind: "gradient", Year: 2018}, nil, -0.01, 2.3},
	{"uw", record.Method{Title: "UW", Kind: "loss", Year: 2018}, map[string]string{"lr": "0.025"}, -0.04, 1.01},
	{"dwa", record.Method{Title: "DWA", Kind: "loss", Year: 2019}, map[string]string{"temperature": "2", "window": "25"}, -0.03, 1.02},
	{"pcgrad", record.Method{Title: "PCGrad", Kind: "gradient", Year: 2020}, nil, -0.035, 3.1},
	{"cagrad", record.Method{Title: "CAGrad", Kind: "gradient", Year: 2021}, map[string]string{"c": "0.4"}, 0.001, 2.6},
	{"rlw", record.Method{Title: "RLW", Kind: "loss", Year: 2022}, nil, -0.075, 1},
	{"nashmtl", record.Method{Title: "Nash-MTL", Kind: "gradient", Year: 2022}, map[string]string{"steps": "20"}, 0.04, 3.4},
	{"famo", record.Method{Title: "FAMO", Kind: "loss", Year: 2023}, map[string]string{"gamma": "0.001", "lr": "0.025"}, 0.041, 1.25},
	{"go4align", record.Method{Title: "GO4Align", Kind: "loss", Year: 2024}, map[string]string{"beta": "0.0001", "groups": "2"}, 0.06, 1.03},
}

var fakeOrder = []string{"ls", "mgda", "uw", "dwa", "pcgrad", "cagrad", "rlw", "nashmtl", "famo", "go4align"}

var fakeMachine = record.Machine{OS: "linux", Arch: "amd64", CPU: "Example CPU @ 2.40GHz", Cores: 2, Go: "go1.26.0", Kernel: "avx2", Code: "0123abc"}

var fakeStart = time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)

// fakeSuite is a suite with the value that single-task training reaches on
// each metric.
type fakeSuite struct {
	name     string
	info     record.Suite
	base     []float64
	protocol tasks.Protocol
}

func fakeScenes() fakeSuite {
	m := func(task, name, unit string, higher bool, digits int) tasks.Metric {
		return tasks.Metric{Name: name, Task: task, Unit: unit, Higher: higher, Digits: digits}
	}
	return fakeSuite{
		name: "scenes",
		info: record.Suite{
			Title: "Scenes (NYUv2-like)", Source: "made for the test", Tasks: []string{"segmentation", "depth", "normals"},
			Notes: "Rendered scenes.",
			Metrics: []tasks.Metric{
				m("segmentation", "mIoU", "%", true, 2), m("segmentation", "PixAcc", "%", true, 2),
				m("depth", "AbsErr", "", false, 4), m("depth", "RelErr", "", false, 4),
				m("normals", "mean", "deg", false, 2), m("normals", "median", "deg", false, 2),
				m("normals", "<11.25", "%", true, 2), m("normals", "<22.5", "%", true, 2), m("normals", "<30", "%", true, 2),
			},
		},
		base: []float64{38.3, 63.76, 0.6754, 0.278, 25.01, 19.21, 30.14, 57.2, 69.15},
		protocol: tasks.Protocol{
			Network: "SegNet with attention", Epochs: 40, Batch: 2, Train: 795, Test: 654,
			Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-4}, Schedule: tasks.Schedule{Name: "step", Every: 100, Factor: 0.5}, Selection: tasks.Last10,
		},
	}
}

// fakeFaces has more tasks than a table shows one by one.
func fakeFaces() fakeSuite {
	s := fakeSuite{
		name: "faces",
		info: record.Suite{Title: "Faces", Source: "made for the test"},
		protocol: tasks.Protocol{
			Network: "convolutional encoder", Epochs: 15, Batch: 256, Train: 1000, Val: 200, Test: 200,
			Optimizer: tasks.Optimizer{Name: "sgd", LR: 0.01, Momentum: 0.9, WeightDecay: 1e-5}, Selection: tasks.BestVal,
		},
	}
	for k := range 40 {
		task := fmt.Sprintf("attribute_%d", k+1)
		s.info.Tasks = append(s.info.Tasks, task)
		s.info.Metrics = append(s.info.Metrics, tasks.Metric{Name: "F1", Task: task, Higher: true, Digits: 3})
		s.base = append(s.base, 0.4+0.5*float64(k)/40)
	}
	return s
}

func fakeToy() fakeSuite {
	return fakeSuite{
		name: "toy",
		info: record.Suite{
			Title: "Toy", Source: "Liu et al. 2021", Tasks: []string{"L1", "L2"}, Parts: 3, NoBaseline: true,
			Metrics: []tasks.Metric{{Name: "distance to front", Digits: 3}, {Name: "starts that arrive", Higher: true, Sum: true}},
		},
		base: []float64{1, 2},
		protocol: tasks.Protocol{
			Network: "two parameters", Epochs: 60, Batch: 1, Steps: 100,
			Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-3}, Selection: tasks.Last,
		},
	}
}

// cell makes one cell of a suite with plausible numbers.
func (s fakeSuite) cell(method string, info record.Method, settings map[string]string, task int, seed uint64, gain float64) record.Cell {
	rng := tasks.Rand(seed, "fake "+s.name+method, uint64(task+1))
	key := record.Key{
		Suite: s.name, Method: method, Settings: settings, Task: task, Seed: seed, Profile: tasks.Quick,
		Protocol: s.protocol, Code: "c0de",
	}
	c := record.Cell{
		Schema: record.Schema, ID: key.ID(), Key: key, Suite: s.info, Method: info, Machine: fakeMachine,
		Started: fakeStart.Add(time.Duration(seed) * time.Minute), Status: record.OK, PeakRSS: 123e6,
	}
	c.Finished = c.Started.Add(time.Duration(20+rng.IntN(10)) * time.Second)
	for i, m := range s.info.Metrics {
		v := math.NaN()
		if task == tasks.AllTasks || m.Task == s.info.Tasks[task] {
			sign := -1.0
			if m.Higher {
				sign = 1
			}
			v = s.base[i] * (1 + sign*(gain+0.02*math.Sin(float64(i)+gain*40)+0.004*rng.NormFloat64()))
		}
		c.Metrics = append(c.Metrics, v)
	}
	for part := range max(s.info.Parts, 1) {
		c.Parts = append(c.Parts, s.part(rng, task, part, gain, method))
	}
	c.Phases = record.Phases{Data: 1, Forward: 3, Backward: 6, Method: 0.5, Optimizer: 0.4, Evaluate: 1}
	return c
}

// part makes the history of a training run.
func (s fakeSuite) part(rng *rand.Rand, task, part int, gain float64, method string) record.Part {
	k := len(s.info.Tasks)
	if task != tasks.AllTasks {
		k = 1
	}
	p := record.Part{DivergedAt: -1, Shared: 1000, Heads: 10}
	for e := range s.protocol.Epochs {
		losses := make(record.Floats, k)
		for i := range losses {
			losses[i] = (0.05*float64(i%5+1) - 0.3*gain + 2*math.Exp(-float64(e)/(6+float64(i%4)))) * (1 + 0.02*rng.NormFloat64())
		}
		epoch := record.Epoch{Losses: losses, LR: s.protocol.Optimizer.LR}
		for i, m := range s.info.Metrics { // nothing drawn: the losses are as they were without
			away := 0.5 * math.Exp(-float64(e)/(1+float64(i%5)/4+gain))
			if m.Higher {
				away = -away
			}
			if s.protocol.Val > 0 && task == tasks.AllTasks {
				epoch.Val = append(epoch.Val, 1+away)
			}
		}
		p.Epochs = append(p.Epochs, epoch)
	}
	if task != tasks.AllTasks {
		return p
	}
	for t := range 200 {
		p.Steps = append(p.Steps, fakeStep(rng, method, k, t))
	}
	if s.info.NoBaseline {
		starts := [][2]float64{{-8.5, 7.5}, {0, 0}, {9, 9}}
		for e := range s.protocol.Epochs + 1 {
			f := math.Exp(-float64(e) / 15)
			p.Path = append(p.Path, record.Floats{starts[part][0]*f + 3*(1-f)*gain*20, (starts[part][1]+8.4)*f*f - 8.4})
		}
	}
	return p
}

// fakeStep makes a step of a method's trace.
func fakeStep(rng *rand.Rand, method string, k, t int) record.Step {
	st := record.Step{Step: 10 * t, Losses: make(record.Floats, k)}
	for i := range k {
		st.Losses[i] = float64(i%5+1) * math.Exp(-float64(t)/100)
	}
	switch method {
	case "pcgrad":
		return st
	case "ls":
		st.Weights = make(record.Floats, k)
		for i := range st.Weights {
			st.Weights[i] = 1
		}
		return st
	}
	for i := range k {
		st.Weights = append(st.Weights, math.Exp(float64(i%4)*float64(t)/150+0.2*rng.NormFloat64()))
		if method == "go4align" {
			st.Groups = append(st.Groups, (i+t/60)%min(k, 3))
		}
	}
	return st
}

// fakeInput is a benchmark of three suites with a diverged, a failed and a
// missing cell and a method without a cost.
func fakeInput() Input {
	in := Input{
		Profile: tasks.Quick, Order: fakeOrder, Suites: []string{"toy", "scenes", "faces"},
		Missing: []Missing{
			{Name: "nyuv2", Title: "NYUv2", Why: "nyuv2/train/image is not there", Get: "scripts/fetch_nyuv2.sh"},
			{Name: "celeba", Title: "CelebA", Why: "no list_attr_celeba.txt", Get: "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html"},
		},
		Landscapes: map[string]Landscape{"toy": {
			Losses: func(x, y float64) []float64 {
				return []float64{math.Log1p((x-3)*(x-3) + (y+8)*(y+8)), math.Log1p((x+3)*(x+3)+(y+8)*(y+8)) + math.Sin(x/2)}
			},
			Front: [][2]float64{{-3, -8}, {0, -8.3}, {3, -8}}, X: [2]float64{-11, 11}, Y: [2]float64{-11, 11},
		}},
	}
	for _, s := range []fakeSuite{fakeScenes(), fakeFaces(), fakeToy()} {
		for seed := uint64(1); seed <= 3; seed++ {
			if !s.info.NoBaseline {
				for task := range s.info.Tasks {
					in.Cells = append(in.Cells, s.cell("stl", record.Method{Title: "STL", Kind: "baseline"}, nil, task, seed, 0))
				}
			}
			for _, m := range fakeMethods {
				in.Cells = append(in.Cells, s.cell(m.name, m.method, m.settings, tasks.AllTasks, seed, m.gain))
			}
		}
		for i, m := range fakeMethods {
			if m.name != "uw" && s.name != "toy" {
				in.Costs = append(in.Costs, s.cost(i))
			}
		}
	}
	in.spoil("scenes", "mgda", 2, record.Diverged, "loss of depth is not finite at step 140")
	in.spoil("scenes", "pcgrad", 3, record.Failed, "panic: index out of range\ngoroutine 1")
	in.spoil("faces", "rlw", 1, record.Diverged, "loss of attribute_3 is +Inf at step 12")
	in.spoil("faces", "rlw", 2, record.Diverged, "loss of attribute_3 is +Inf at step 15")
	in.spoil("faces", "rlw", 3, record.Diverged, "loss of attribute_7 is +Inf at step 9")
	in.drop("faces", "dwa", 3)
	for i := range in.Cells {
		if c := &in.Cells[i]; c.Key.Method == "nashmtl" && c.Key.Suite == "scenes" {
			c.Parts[0].Events = map[string]int{"kept the old weights: infeasible": 4}
		}
		if c := &in.Cells[i]; c.Key.Method == "go4align" && c.Key.Suite == "toy" {
			c.Suite.Shifted = true
		}
	}
	return in
}

func (s fakeSuite) cost(i int) record.Cost {
	m := fakeMethods[i]
	backwards := 1.0
	if m.method.Kind == "gradient" {
		backwards = float64(len(s.info.Tasks))
	}
	key := record.Key{Suite: s.name, Method: m.name, Settings: m.settings, Task: tasks.AllTasks, Profile: tasks.Quick, Protocol: s.protocol}
	return record.Cost{
		Schema: record.Schema, ID: key.ID(), Key: key, Suite: s.info, Method: m.method, Machine: fakeMachine, Pairs: 50,
		Step: 0.0123 * m.cost, LS: 0.0123, Ratio: m.cost, Low: m.cost * 0.97, High: m.cost * 1.05, Margin: 0.02 * float64(i+1),
		Phases:   record.Phases{Data: 0.0004, Forward: 0.004, Backward: 0.0075 * m.cost, Method: 0.00002, Optimizer: 0.0003},
		Forwards: 1, Backwards: backwards, PeakRSS: int64(60+i) << 20,
	}
}

// spoil makes a cell one that did not end well.
func (in *Input) spoil(suite, method string, seed uint64, status record.Status, why string) {
	for i := range in.Cells {
		c := &in.Cells[i]
		if c.Key.Suite == suite && c.Key.Method == method && c.Key.Seed == seed {
			c.Status, c.Error = status, why
			for m := range c.Metrics {
				c.Metrics[m] = math.NaN()
			}
		}
	}
}

// drop takes a cell away.
func (in *Input) drop(suite, method string, seed uint64) {
	for i, c := range in.Cells {
		if c.Key.Suite == suite && c.Key.Method == method && c.Key.Seed == seed {
			in.Cells = append(in.Cells[:i:i], in.Cells[i+1:]...)
			return
		}
	}
}
