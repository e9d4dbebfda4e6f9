package frame

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/datafile"
	"github.com/mtobench/mtobench/tasks/internal/npy"
)

// Layout is what a set of frames consists of.
type Layout struct {
	Classes int
	// Labels are the folders of labels to look for: the first that is there is
	// read.
	Labels []string
	// Coarse, where the last of Labels can have finer classes, is the class of
	// each of those. Whether it has is seen from the labels.
	Coarse []int32
	Normal bool
}

// folders are those of a split, with this folder of labels.
func (l Layout) folders(labels string) []string {
	f := []string{imageFolder, labels, depthFolder}
	if l.Normal {
		f = append(f, normalFolder)
	}
	return f
}

// splitFolders are the folders of the splits. The sets have no validation
// samples: what they call so is what the literature tests on.
var splitFolders = [3]string{tasks.Train: "train", tasks.Test: "val"}

// Folder is a Source of files: root/{train,val}/{image,label,depth,normal}/<i>.npy,
// i from 0. Images and normals are H x W x 3, depth is H x W x 1 or H x W,
// labels are H x W; see package npy for the types of numbers.
type Folder struct {
	root    string
	layout  Layout
	labels  string  // the folder of labels
	coarse  []int32 // as in Layout, where its labels are finer
	h, w    int
	frames  [3]int
	depth3  bool // depth has a third dimension
	readers chan *reader
}

// Open opens the set in a folder. It looks at the names of all files, and at
// the size of the first frame, which all must have. The error wraps
// tasks.ErrNoData where there is no set.
func Open(root string, l Layout) (*Folder, error) {
	f := &Folder{root: root, layout: l, readers: make(chan *reader, idleReaders)}
	for s, name := range splitFolders {
		if name == "" {
			continue
		}
		if err := f.list(tasks.Split(s)); err != nil {
			return nil, err
		}
	}
	if err := f.measure(); err != nil {
		return nil, err
	}
	return f, f.lookForFiner()
}

// list counts a split's frames and makes sure that no file is missing.
func (f *Folder) list(s tasks.Split) error {
	dir := filepath.Join(f.root, splitFolders[s])
	images, err := names(filepath.Join(dir, imageFolder))
	if err != nil || len(images) == 0 {
		return fmt.Errorf("%w: %s holds no images", tasks.ErrNoData, filepath.Join(dir, imageFolder))
	}
	f.frames[s] = len(images)
	if f.labels == "" {
		f.labels = f.findLabels(dir)
	}
	for _, folder := range f.layout.folders(f.labels) {
		have := images
		if folder != imageFolder {
			if have, err = names(filepath.Join(dir, folder)); err != nil {
				return fmt.Errorf("%s is missing", filepath.Join(dir, folder))
			}
		}
		for i := range len(images) {
			if path := filepath.Join(dir, folder, fileName(i)); !have[fileName(i)] {
				return fmt.Errorf("%s is missing: %s holds %d images", path, filepath.Join(dir, imageFolder), len(images))
			}
		}
	}
	return nil
}

// names are the .npy files of a folder.
func names(dir string) (map[string]bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	set := make(map[string]bool, len(entries))
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".npy" && !datafile.Hidden(e.Name()) {
			set[e.Name()] = true
		}
	}
	return set, nil
}

// findLabels is the folder of labels in that of a split; the first where none
// is there.
func (f *Folder) findLabels(dir string) string {
	for _, name := range f.layout.Labels {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return name
		}
	}
	return f.layout.Labels[0]
}

// measure finds the size of frames.
func (f *Folder) measure() error {
	path := f.path(tasks.Train, imageFolder, 0)
	shape, err := npy.Shape(path)
	if err != nil {
		return err
	}
	if len(shape) != 3 || shape[2] != 3 || shape[0] < 1 || shape[1] < 1 {
		return fmt.Errorf("read %s: array of shape %v, wanted height x width x 3", path, shape)
	}
	f.h, f.w = shape[0], shape[1]
	shape, err = npy.Shape(f.path(tasks.Train, depthFolder, 0))
	f.depth3 = len(shape) == 3
	return err
}

// seen is how many frames tell whether labels are of finer classes.
const seen = 50

// lookForFiner finds out whether the labels are of the finer classes.
func (f *Folder) lookForFiner() error {
	if f.layout.Coarse == nil || f.labels != f.layout.Labels[len(f.layout.Labels)-1] {
		return nil
	}
	r := f.reader()
	defer f.idle(r)
	for i := range min(seen, f.frames[tasks.Train]) {
		path := f.path(tasks.Train, f.labels, i)
		v := r.plane(f.h * f.w)
		if err := r.Read(path, []int{f.h, f.w}, v); err != nil {
			return err
		}
		if slices.Max(v) >= float32(f.layout.Classes) {
			f.coarse = f.layout.Coarse
			return nil
		}
	}
	return nil
}

// path is a file of frame i.
func (f *Folder) path(s tasks.Split, folder string, i int) string {
	return filepath.Join(f.root, splitFolders[s], folder, fileName(i))
}

// Size is that of all frames, pixels.
func (f *Folder) Size() (height, width int) { return f.h, f.w }

// Len implements Source.
func (f *Folder) Len(s tasks.Split) int { return f.frames[s] }

// Files are the files of the first so many frames of a split.
func (f *Folder) Files(s tasks.Split, frames int) []string {
	var files []string
	for _, folder := range f.layout.folders(f.labels) {
		for i := range min(frames, f.frames[s]) {
			files = append(files, f.path(s, folder, i))
		}
	}
	return files
}
