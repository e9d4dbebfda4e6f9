package celeba

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sync"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/filecache"
)

// Folder is a Source of files: Img/img_align_celeba/NNNNNN.jpg of 178 x 218
// pixels, numbered from 1, Anno/list_attr_celeba.txt and
// Eval/list_eval_partition.txt.
type Folder struct {
	dir      string
	lists    *lists
	canvases sync.Pool // of *image.RGBA
}

// known shares the lists among the cells of a process.
var known filecache.Cache[*lists]

// Open reads the lists of the set in a folder. The error wraps tasks.ErrNoData
// where there are none.
func Open(dir string) (*Folder, error) {
	files := []string{filepath.Join(dir, attributeFile), filepath.Join(dir, partitionFile)}
	for _, path := range files {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("%w: %s is not there", tasks.ErrNoData, path)
		}
	}
	l, err := known.Get(files, func() (*lists, error) { return readLists(dir) })
	if err != nil {
		return nil, err
	}
	return &Folder{dir: dir, lists: l}, nil
}

// Len implements Source.
func (f *Folder) Len(s tasks.Split) int { return len(f.lists.splits[s]) }

// path is the file of image i of a split.
func (f *Folder) path(s tasks.Split, i int) string {
	return filepath.Join(f.dir, imageFolder, imageName(int(f.lists.splits[s][i])))
}

// Read implements Source.
func (f *Folder) Read(s tasks.Split, i int, img, attributes []float32) error {
	canvas, _ := f.canvases.Get().(*image.RGBA)
	if canvas == nil {
		canvas = image.NewRGBA(image.Rect(0, 0, Side, Side))
	}
	defer f.canvases.Put(canvas)
	bits := f.lists.bits[f.lists.splits[s][i]]
	for k := range attributes {
		attributes[k] = float32(bits >> k & 1)
	}
	return readImage(f.path(s, i), canvas, img)
}

// Files are the two lists and the images of the first so many faces of each
// split, which must be there.
func (f *Folder) Files(sizes [3]int) ([]string, error) {
	files := []string{filepath.Join(f.dir, attributeFile), filepath.Join(f.dir, partitionFile)}
	entries, err := os.ReadDir(filepath.Join(f.dir, imageFolder))
	if err != nil {
		return nil, fmt.Errorf("%w: %s is not there", tasks.ErrNoData, filepath.Join(f.dir, imageFolder))
	}
	have := make(map[string]bool, len(entries))
	for _, e := range entries {
		have[e.Name()] = true
	}
	for s, n := range sizes {
		for i := range min(n, f.Len(tasks.Split(s))) {
			path := f.path(tasks.Split(s), i)
			if !have[filepath.Base(path)] {
				return nil, fmt.Errorf("%s is missing: %s lists it", path, filepath.Base(attributeFile))
			}
			files = append(files, path)
		}
	}
	return files, nil
}
