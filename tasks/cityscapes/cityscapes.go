// Package cityscapes is the suite of two tasks on images of streets, CityScapes
// (Cordts et al.: The Cityscapes Dataset for Semantic Urban Scene Understanding,
// CVPR 2016), as MTAN (Liu, Johns, Davison, CVPR 2019) prepared it: 7 classes and
// inverse depth at every pixel.
package cityscapes

import (
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/internal/pixel"
	"github.com/mtobench/mtobench/tasks/nn/networks"
)

// Classes is the number of classes of pixels.
const Classes = 7

// coarse is the class of each of the 19 that CityScapes itself tells apart.
var coarse = []int32{
	0, 0, // road, sidewalk
	1, 1, 1, // building, wall, fence
	2, 2, 2, // pole, traffic light, traffic sign
	3, 3, // vegetation, terrain
	4,    // sky
	5, 5, // person, rider
	6, 6, 6, 6, 6, 6, // car, truck, bus, train, motorcycle, bicycle
}

// Suite is CityScapes. The files lie in cityscapes/ of the data folder: see
// frame.Folder. Labels are those of label_7 or, without that, of label, of 7 or
// 19 classes.
var Suite tasks.Suite = suite(tasks.Info{
	Name:   "cityscapes",
	Title:  "CityScapes",
	Source: "Cordts et al.: The Cityscapes Dataset for Semantic Urban Scene Understanding, CVPR 2016; prepared by Liu, Johns, Davison: End-to-End Multi-Task Learning with Attention, CVPR 2019",
	Data:   "cityscapes2.zip, linked from https://github.com/lorenmt/mtan, unpacked into cityscapes/ of the data folder: cityscapes/{train,val}/{image,label_7,depth}/<i>.npy",
	Notes: "7 classes and inverse depth; 2,975 training and 500 test images of 128 x 256 pixels, which smaller profiles scale down. No frames are in memory but those read ahead, 20 bytes a pixel. " +
		"Metrics are over all pixels; the published errors of depth are means over batches of eight of each batch's value: -set cityscapes.average=batches. " +
		"Augmentation divides the inverse depth by the scale, as the published code does.",
	Settings: map[string]string{"famo.gamma": "0.01"},
}, published)

// published is the sizes of the published protocol, and smaller ones: narrow
// networks and few steps want larger learning rates.
func published(p *tasks.Protocol, profile tasks.Profile) {
	p.Height, p.Width, p.Train, p.Test = 128, 256, 2975, 500
	switch profile {
	case tasks.Standard:
		p.Height, p.Width, p.Channels, p.Stages, p.Epochs = 64, 128, 16, 4, 30
		p.Train, p.Test, p.Optimizer.LR = 500, 250, 1e-3
	case tasks.Quick:
		p.Height, p.Width, p.Channels, p.Stages, p.Epochs = 32, 64, 8, 3, 4
		p.Train, p.Test, p.Optimizer.LR = 192, 96, 3e-3
	}
}

// New makes a suite of the tasks, metrics and networks of CityScapes on frames
// that open gives at a protocol's height and width. about has all of Info but
// tasks and metrics; sizes changes the published protocol, of 128 x 256 pixels,
// 2,975 training and 500 test frames, to that of a profile.
func New(about tasks.Info, sizes func(*tasks.Protocol, tasks.Profile), open func(tasks.Options) (frame.Source, error)) tasks.Suite {
	s := suite(about, sizes)
	s.Folder, s.Drawn = "", open
	return s
}

func suite(about tasks.Info, sizes func(*tasks.Protocol, tasks.Profile)) pixel.Suite {
	return pixel.Suite{
		About:  about,
		Sizes:  sizes,
		Heads:  networks.CityScapes(),
		Layout: frame.Layout{Classes: Classes, Labels: []string{"label_7", "label"}, Coarse: coarse},
		Batch:  8,
		AbsErr: tasks.Metric{Digits: 4},
		RelErr: tasks.Metric{Digits: 2},
		Folder: "cityscapes",
	}
}
