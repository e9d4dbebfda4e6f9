// Package pixel is what the suites of predictions at every pixel share: classes,
// depth and surface normals of images, as in NYUv2 and CityScapes, by MTAN or
// SegNet.
package pixel

import (
	"fmt"
	"path/filepath"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/internal/prefetch"
	"github.com/mtobench/mtobench/tasks/metric"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/nn/networks"
)

// The tasks, in the order of targets.
const (
	segmentation = iota
	depth
	normal
)

// Suite implements tasks.Suite and tasks.Architect, on files or on frames that
// are drawn.
type Suite struct {
	// About is all of Info but tasks and metrics.
	About tasks.Info
	// Sizes changes the published protocol to that of a profile.
	Sizes  func(*tasks.Protocol, tasks.Profile)
	Heads  []networks.Head
	Layout frame.Layout
	Batch  int // published
	// AbsErr and RelErr are how the errors of depth are shown.
	AbsErr, RelErr tasks.Metric
	// Folder holds the files, under the data folder; empty where Drawn is given.
	Folder string
	// Drawn gives the frames, of the protocol's height and width.
	Drawn func(tasks.Options) (frame.Source, error)
}

// Info implements tasks.Suite.
func (s Suite) Info() tasks.Info {
	info := s.About
	info.Tasks, info.Metrics = nil, nil
	for k, h := range s.Heads {
		info.Tasks = append(info.Tasks, h.Name)
		for _, m := range s.metrics(k) {
			m.Task = h.Name
			info.Metrics = append(info.Metrics, m)
		}
	}
	return info
}

// metrics are those of a task, in the order of the published tables.
func (s Suite) metrics(task int) []tasks.Metric {
	switch task {
	case segmentation:
		return []tasks.Metric{
			{Name: "mIoU", Unit: "%", Higher: true, Digits: 2},
			{Name: "PixAcc", Unit: "%", Higher: true, Digits: 2},
		}
	case depth:
		s.AbsErr.Name, s.RelErr.Name = "AbsErr", "RelErr"
		return []tasks.Metric{s.AbsErr, s.RelErr}
	}
	list := []tasks.Metric{{Name: "mean", Unit: "deg", Digits: 2}, {Name: "median", Unit: "deg", Digits: 2}}
	for _, t := range metric.AngleThresholds {
		list = append(list, tasks.Metric{Name: fmt.Sprintf("within %g°", t), Unit: "%", Higher: true, Digits: 2})
	}
	return list
}

// The architectures.
const (
	mtan   = "" // the suites' own
	segnet = "segnet"
)

var described = map[string]string{
	mtan:   "MTAN on SegNet: attention modules of each task on the activations of a shared encoder and decoder with max pooling and unpooling, batch normalisation",
	segnet: "SegNet, split at the end: encoder and decoder with max pooling and unpooling, batch normalisation; two convolutions a head",
}

// Architectures implements tasks.Architect.
func (Suite) Architectures() []string { return []string{segnet} }

// WithArchitecture implements tasks.Architect.
func (Suite) WithArchitecture(p tasks.Protocol, name string) tasks.Protocol {
	p.Arch, p.Network = name, described[name]
	return p
}

// Protocol implements tasks.Suite. At the paper profile it is that of CAGrad,
// Nash-MTL, FAMO and GO4Align.
func (s Suite) Protocol(profile tasks.Profile) tasks.Protocol {
	p := tasks.Protocol{
		Network:   described[mtan],
		Epochs:    200,
		Batch:     s.Batch,
		Channels:  64,
		Stages:    5,
		Average:   tasks.OverPixels,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-4},
		Schedule:  tasks.Schedule{Name: "step", Factor: 0.5}, // halfway
		Selection: tasks.Last10,
		Notes: "Training frames are augmented: a part 1, 1/1.2 or 1/1.5 times as high and wide, mirrored half of the time. " +
			prefetch.Ahead,
	}
	s.Sizes(&p, profile)
	p.Schedule.Every = max(1, p.Epochs/2)
	if profile == tasks.Quick { // the mean would be of epochs that have learnt nothing
		p.Selection = tasks.Last
	}
	return p
}

// Files implements tasks.Suite.
func (s Suite) Files(data string, p tasks.Protocol) ([]string, error) {
	if s.Drawn != nil {
		return nil, nil
	}
	f, err := frame.Open(filepath.Join(data, s.Folder), s.Layout)
	if err != nil {
		return nil, err
	}
	return append(f.Files(tasks.Train, p.Train), f.Files(tasks.Test, p.Test)...), nil
}

// Open implements tasks.Suite.
func (s Suite) Open(o tasks.Options) (tasks.Problem, error) {
	p := o.Protocol
	if min(p.Height, p.Width)>>p.Stages < 1 {
		return nil, fmt.Errorf("%s: %d stages halve images of %d x %d pixels to nothing", s.About.Name, p.Stages, p.Height, p.Width)
	}
	src, err := s.source(o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.About.Name, err)
	}
	d := newData(src, p, o.Seed, s.Layout.Normal)
	network, err := nn.NewProblem(nn.Config{Network: s.network(p), Data: d, Meter: s.meter(p), Options: o, EvalBatch: p.Batch})
	return problem{network, d, s.meter(p), s.classes()}, err
}

// classes is the number of classes.
func (s Suite) classes() int { return s.Heads[segmentation].Channels }

// source gives the frames, of the protocol's size and not fewer than it wants.
func (s Suite) source(o tasks.Options) (src frame.Source, err error) {
	p := o.Protocol
	if s.Drawn != nil {
		src, err = s.Drawn(o)
	} else {
		src, err = s.files(o.Data, p)
	}
	if err != nil {
		return nil, err
	}
	for _, split := range []struct {
		name         string
		have, wanted int
	}{
		{"train", src.Len(tasks.Train), p.Train},
		{"test", src.Len(tasks.Test), p.Test},
	} {
		if split.have < split.wanted {
			return nil, fmt.Errorf("%d frames to %s, %d are wanted (-set %s.%s=%d)", split.have, split.name, split.wanted, s.About.Name, split.name, split.have)
		}
	}
	return src, nil
}

// files are the frames of a folder at the protocol's size.
func (s Suite) files(data string, p tasks.Protocol) (frame.Source, error) {
	dir := filepath.Join(data, s.Folder)
	f, err := frame.Open(dir, s.Layout)
	if err != nil {
		return nil, err
	}
	h, w := f.Size()
	src, err := frame.Scaled(f, h, w, p.Height, p.Width)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; -set %s.height=%d -set %s.width=%d", dir, err, s.About.Name, h, s.About.Name, w)
	}
	return src, nil
}

// widest is how many times the channels of the first stage the deepest have.
const widest = 8

// network is the protocol's.
func (s Suite) network(p tasks.Protocol) nn.Network {
	scene := networks.Scene{Height: p.Height, Width: p.Width, Heads: s.Heads}
	for i := range p.Stages {
		scene.Channels = append(scene.Channels, p.Channels*min(1<<i, widest))
	}
	if p.Arch == segnet {
		return networks.SegNet(scene)
	}
	return networks.MTAN(scene)
}

// meter is the protocol's.
func (s Suite) meter(p tasks.Protocol) nn.Meter {
	if p.Average == tasks.OverBatches {
		return newPerBatch(s.classes(), s.Layout.Normal)
	}
	return newMeter(s.classes(), s.Layout.Normal)
}
