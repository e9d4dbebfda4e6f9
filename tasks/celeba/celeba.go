// Package celeba is the suite of 40 attributes of faces, CelebA (Liu, Luo, Wang,
// Tang: Deep Learning Face Attributes in the Wild, ICCV 2015), with the network
// of FAMO (Liu, Feng, Stone, Liu, NeurIPS 2023) and the protocol of GO4Align.
package celeba

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/prefetch"
	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/nn/networks"
)

// suite implements tasks.Suite, on files or on faces that are drawn.
type suite struct {
	about tasks.Info // all but tasks and metrics
	sizes func(*tasks.Protocol, tasks.Profile)
	drawn func(tasks.Options) (Source, error) // nil for files
}

// Suite is CelebA. The files lie in celeba/ of the data folder: see Folder.
var Suite tasks.Suite = suite{
	about: tasks.Info{
		Name:   "celeba",
		Title:  "CelebA",
		Source: "Liu, Luo, Wang, Tang: Deep Learning Face Attributes in the Wild, ICCV 2015",
		Data: "img_align_celeba.zip, list_attr_celeba.txt and list_eval_partition.txt of https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html, " +
			"into celeba/ of the data folder: celeba/Img/img_align_celeba/<NNNNNN>.jpg, celeba/Anno/list_attr_celeba.txt, celeba/Eval/list_eval_partition.txt",
		Notes: "40 binary attributes of aligned faces, brought from 178 x 218 to 64 x 64 pixels with antialiasing. No faces are in memory but those read ahead, 48 KB each. F1 as in FAMO’s code. " +
			"The learning rate is GO4Align’s; -set celeba.protocol=famo is that of FAMO’s code.",
	},
	sizes: published,
}

// published is the sizes of the published protocol, and smaller ones.
func published(p *tasks.Protocol, profile tasks.Profile) {
	p.Train, p.Val, p.Test = 162_770, 19_867, 19_962
	switch profile {
	case tasks.Standard:
		p.Train, p.Val, p.Test, p.Channels = 4_096, 1_024, 2_048, 16
	case tasks.Quick:
		p.Train, p.Val, p.Test, p.Batch, p.Channels, p.Epochs = 512, 256, 256, 64, 8, 4
	}
}

// New makes a suite of the tasks, metrics and network of CelebA on faces that
// open gives. about has all of Info but tasks and metrics; sizes changes the
// published protocol, of 162,770 training, 19,867 validation and 19,962 test
// faces, to that of a profile.
func New(about tasks.Info, sizes func(*tasks.Protocol, tasks.Profile), open func(tasks.Options) (Source, error)) tasks.Suite {
	return suite{about, sizes, open}
}

// Info implements tasks.Suite.
func (s suite) Info() tasks.Info {
	info := s.about
	info.Tasks, info.Metrics = slices.Clone(Names[:]), nil
	for _, name := range Names {
		info.Metrics = append(info.Metrics, tasks.Metric{Name: "F1", Task: name, Unit: "%", Higher: true, Digits: 2})
	}
	return info
}

// Protocol implements tasks.Suite.
func (s suite) Protocol(profile tasks.Profile) tasks.Protocol {
	p := tasks.Protocol{
		Network: "seven convolutions 3x3 with batch normalisation and ReLU, of one, two, four and eight times the channels of the first, " +
			"three max poolings between them; mean over the image; two dense layers with batch normalisation; one dense layer a head",
		Epochs:    15,
		Batch:     256,
		Channels:  64,
		Optimizer: tasks.Optimizer{Name: "adam", LR: 1e-3},
		Selection: tasks.BestVal,
		Notes:     prefetch.Ahead,
	}
	s.sizes(&p, profile)
	return p
}

// famo is what FAMO's code does otherwise than GO4Align's paper.
var famo = tasks.NamedProtocol{Name: "famo", Text: "learning rate 3e-4"}

// Protocols implements tasks.Protocoler.
func (suite) Protocols() []tasks.NamedProtocol { return []tasks.NamedProtocol{famo} }

// WithProtocol implements tasks.Protocoler.
func (suite) WithProtocol(p tasks.Protocol, name string) tasks.Protocol {
	if name == famo.Name {
		p.Optimizer.LR = 3e-4
		p.Notes += " Protocol " + famo.Name + ": " + famo.Text + "."
	}
	return p
}

// Files implements tasks.Suite.
func (s suite) Files(data string, p tasks.Protocol) ([]string, error) {
	if s.drawn != nil {
		return nil, nil
	}
	f, err := Open(filepath.Join(data, "celeba"))
	if err != nil {
		return nil, err
	}
	return f.Files([3]int{tasks.Train: p.Train, tasks.Val: p.Val, tasks.Test: p.Test})
}

// Open implements tasks.Suite.
func (s suite) Open(o tasks.Options) (tasks.Problem, error) {
	src, err := s.source(o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.about.Name, err)
	}
	return nn.NewProblem(nn.Config{
		Network:   networks.CelebA(networks.Faces{Size: Side, Width: o.Protocol.Channels, Tasks: Names[:]}),
		Data:      newData(src, o.Protocol),
		Meter:     new(meter),
		Options:   o,
		EvalBatch: o.Protocol.Batch,
	})
}

// source gives the faces, not fewer than the protocol wants.
func (s suite) source(o tasks.Options) (src Source, err error) {
	if s.drawn != nil {
		src, err = s.drawn(o)
	} else {
		src, err = Open(filepath.Join(o.Data, "celeba"))
	}
	if err != nil {
		return nil, err
	}
	p := o.Protocol
	for split, want := range []struct {
		name string
		n    int
	}{tasks.Train: {"train", p.Train}, tasks.Val: {"val", p.Val}, tasks.Test: {"test", p.Test}} {
		if have := src.Len(tasks.Split(split)); have < want.n {
			return nil, fmt.Errorf("%d faces for %s, %d are wanted (-set %s.%s=%d)", have, want.name, want.n, s.about.Name, want.name, have)
		}
	}
	return src, nil
}
