// Package nyuv2 is the suite of three tasks on images of rooms, NYUv2 (Silberman,
// Hoiem, Kohli, Fergus: Indoor Segmentation and Support Inference from RGBD
// Images, ECCV 2012), as MTAN (Liu, Johns, Davison, CVPR 2019) prepared it: 13
// classes, depth and surface normals at every pixel.
package nyuv2

import (
	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
	"github.com/mtobench/mtobench/tasks/internal/pixel"
	"github.com/mtobench/mtobench/tasks/nn/networks"
)

// Classes is the number of classes of pixels.
const Classes = 13

// Suite is NYUv2. The files lie in nyuv2/ of the data folder: see frame.Folder.
var Suite tasks.Suite = suite(tasks.Info{
	Name:   "nyuv2",
	Title:  "NYUv2",
	Source: "Silberman, Hoiem, Kohli, Fergus: Indoor Segmentation and Support Inference from RGBD Images, ECCV 2012; prepared by Liu, Johns, Davison: End-to-End Multi-Task Learning with Attention, CVPR 2019",
	Data:   "nyuv2.zip, linked from https://github.com/lorenmt/mtan, unpacked into nyuv2/ of the data folder: nyuv2/{train,val}/{image,label,depth,normal}/<i>.npy",
	Notes: "13 classes, depth in metres and surface normals; 795 training and 654 test images of 288 x 384 pixels, which smaller profiles scale down. No frames are in memory but those read ahead, 32 bytes a pixel. " +
		"Metrics are over all pixels; the published ones are means over batches of two of each batch's value, the mIoU and PixAcc apart: -set nyuv2.average=batches.",
	Settings: map[string]string{"go4align.groups": "2"},
}, published)

// published is the sizes of the published protocol, and smaller ones: narrow
// networks and few steps want larger learning rates.
func published(p *tasks.Protocol, profile tasks.Profile) {
	p.Height, p.Width, p.Train, p.Test = 288, 384, 795, 654
	switch profile {
	case tasks.Standard:
		p.Height, p.Width, p.Channels, p.Stages, p.Epochs = 72, 96, 16, 4, 30
		p.Train, p.Test, p.Optimizer.LR = 400, 200, 1e-3
	case tasks.Quick:
		p.Height, p.Width, p.Channels, p.Stages, p.Epochs = 48, 64, 8, 3, 4
		p.Train, p.Test, p.Batch, p.Optimizer.LR = 96, 48, 4, 3e-3
	}
}

// New makes a suite of the tasks, metrics and networks of NYUv2 on frames that
// open gives at a protocol's height and width. about has all of Info but tasks
// and metrics; sizes changes the published protocol, of 288 x 384 pixels, 795
// training and 654 test frames, to that of a profile.
func New(about tasks.Info, sizes func(*tasks.Protocol, tasks.Profile), open func(tasks.Options) (frame.Source, error)) tasks.Suite {
	s := suite(about, sizes)
	s.Folder, s.Drawn = "", open
	return s
}

func suite(about tasks.Info, sizes func(*tasks.Protocol, tasks.Profile)) pixel.Suite {
	return pixel.Suite{
		About:  about,
		Sizes:  sizes,
		Heads:  networks.NYUv2(),
		Layout: frame.Layout{Classes: Classes, Labels: []string{"label"}, Normal: true},
		Batch:  2,
		AbsErr: tasks.Metric{Unit: "m", Digits: 4},
		RelErr: tasks.Metric{Digits: 4},
		Folder: "nyuv2",
	}
}
