package multimnist

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/filecache"
	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/internal/idx"
	"github.com/mtobench/mtobench/tasks/parallel"
)

const (
	side    = 28 // of a base image, pixels
	pixels  = side * side
	classes = 10
)

// names are the files of a base data set, as MNIST and Fashion-MNIST call
// them: training images and labels, then those of the test.
var names = [...]string{
	"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
	"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
}

// images is a split of a base data set, or the beginning of one.
type images struct {
	pixels []byte // 28 x 28 an image, 0 is background
	labels []byte
	total  int // in the file
}

// base is a base data set.
type base struct{ train, test images }

func (h home) dir(data string) string { return filepath.Join(data, h.folder) }

// files finds the four files, compressed or not.
func (h home) files(data string) ([]string, error) {
	var files []string
	for _, name := range names {
		path, err := gzfile.Find(h.dir(data), name+".gz", name)
		if err != nil {
			return nil, err
		}
		files = append(files, path)
	}
	return files, nil
}

// bases shares the base data sets among the cells of a process: by the number
// of training and of test images.
var bases filecache.Keyed[[2]int, base]

// load reads the first images of a base data set, as many as the protocol
// wants, of training and test at the same time.
func (h home) load(data string, p tasks.Protocol) (base, error) {
	files, err := h.files(data)
	if err != nil {
		return base{}, err
	}
	most := [2]int{p.Train + held(p), p.Test}
	return bases.Get(most, files, func() (base, error) {
		var parts [2]images
		var errs [2]error
		parallel.Each(2, func(i int) { parts[i], errs[i] = readImages(files[2*i], files[2*i+1], most[i]) })
		return base{parts[0], parts[1]}, cmp.Or(errs[0], errs[1])
	})
}

// readImages reads a split from the files of its images and its labels, at
// most so many.
func readImages(imageFile, labelFile string, most int) (images, error) {
	x, err := idx.ReadFirst(imageFile, 3, most)
	if err != nil {
		return images{}, err
	}
	if x.Dims[0] < 1 || !slices.Equal(x.Dims[1:], []int{side, side}) {
		return images{}, fmt.Errorf("read %s: array of size %v, wanted images of %d x %d", imageFile, x.Dims, side, side)
	}
	y, err := idx.Read(labelFile, 1)
	if err != nil {
		return images{}, err
	}
	if y.Dims[0] != x.Dims[0] {
		return images{}, fmt.Errorf("read %s: array of size %v, wanted a label for each of %d images", labelFile, y.Dims, x.Dims[0])
	}
	for i, label := range y.Data {
		if label >= classes {
			return images{}, fmt.Errorf("read %s: label %d of image %d is not below %d", labelFile, label, i, classes)
		}
	}
	return images{x.Data, y.Data[:min(most, len(y.Data))], x.Dims[0]}, nil
}
