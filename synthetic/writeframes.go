package synthetic

import (
	"context"
	"path/filepath"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/frame"
)

// WriteScenes draws n rooms of h x w pixels and writes them to the folder nyuv2
// of a data folder, in the layout of NYUv2 as MTAN prepared it; 795 of 1,449 are
// for training. It gives the folder's path. The folder is there when all are
// written; where it is already, the error wraps fs.ErrExist. The frames of each
// split are the beginning of those of a larger set. tick, unless it is nil, is
// called after each frame.
func WriteScenes(ctx context.Context, data string, n, h, w int, seed uint64, tick func(done int)) (string, error) {
	return sceneDrawing.write(ctx, filepath.Join(data, "nyuv2"), "label", divide(n, 795, 654), h, w, seed, tick)
}

// WriteStreets draws streets as WriteScenes draws rooms, in the layout of
// CityScapes as MTAN prepared it, with the seven classes in label_7: 2,975 of
// 3,475 are for training.
func WriteStreets(ctx context.Context, data string, n, h, w int, seed uint64, tick func(done int)) (string, error) {
	return streetDrawing.write(ctx, filepath.Join(data, "cityscapes"), "label_7", divide(n, 2975, 500), h, w, seed, tick)
}

// divide divides n like the parts of a set, so that each has one at least, as
// long as there are enough.
func divide(n int, parts ...int) []int {
	whole, list := 0, make([]int, len(parts))
	for _, p := range parts {
		whole += p
	}
	rest := n
	for i := len(parts) - 1; i > 0; i-- {
		list[i] = min(max(1, n*parts[i]/whole), max(0, rest-i))
		rest -= list[i]
	}
	list[0] = rest
	return list
}

// write writes so many training and test frames.
func (d *drawing) write(ctx context.Context, dir, labels string, n []int, h, w int, seed uint64, tick func(done int)) (string, error) {
	return writeFolder(dir, func(part string) error {
		draw := func(i int) *frame.Frame {
			f := new(frame.Frame)
			if i < n[0] {
				d.frame(seed, tasks.Train, i, h, w, f)
			} else {
				d.frame(seed, tasks.Test, i-n[0], h, w, f)
			}
			return f
		}
		return inOrder(ctx, n[0]+n[1], 16, draw, func(i int, f *frame.Frame) error {
			folder, number := "train", i
			if i >= n[0] {
				folder, number = "val", i-n[0]
			}
			if tick != nil {
				tick(i + 1)
			}
			return frame.Write(filepath.Join(part, folder), number, f, labels)
		})
	})
}
