package celeba

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"

	"github.com/mtobench/mtobench/tasks"
)

// quality is that of the images, of 100.
const quality = 95

// WriteImage writes face i, from 0, into the folder of a set: an image of 178 x
// 218 pixels.
func WriteImage(dir string, i int, img image.Image) error {
	if b := img.Bounds(); b.Dx() != fullWidth || b.Dy() != fullHeight {
		panic(fmt.Sprintf("celeba: image of %d x %d pixels", b.Dx(), b.Dy()))
	}
	return create(filepath.Join(dir, imageFolder, imageName(i)), func(w *bufio.Writer) error {
		return jpeg.Encode(w, img, &jpeg.Options{Quality: quality})
	})
}

// WriteLists writes the two lists of a set: the attributes of each face, and
// the split it belongs to.
func WriteLists(dir string, faces [][Attributes]bool, splits []tasks.Split) error {
	err := create(filepath.Join(dir, attributeFile), func(w *bufio.Writer) error {
		fmt.Fprintf(w, "%d\n%s\n", len(faces), strings.Join(Names[:], " "))
		for i, has := range faces {
			fmt.Fprint(w, imageName(i))
			for _, yes := range has {
				fmt.Fprintf(w, " %2d", map[bool]int{true: 1, false: -1}[yes])
			}
			fmt.Fprintln(w)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return create(filepath.Join(dir, partitionFile), func(w *bufio.Writer) error {
		for i, s := range splits {
			fmt.Fprintln(w, imageName(i), int(s))
		}
		return nil
	})
}

// create makes a file, and its folder.
func create(path string, write func(*bufio.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
