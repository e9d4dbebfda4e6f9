package celeba

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/textfile"
)

// The files of the set, below its folder.
var (
	imageFolder   = filepath.Join("Img", "img_align_celeba")
	attributeFile = filepath.Join("Anno", "list_attr_celeba.txt")
	partitionFile = filepath.Join("Eval", "list_eval_partition.txt")
)

// imageName is the file of image i, from 0.
func imageName(i int) string { return fmt.Sprintf("%06d.jpg", i+1) }

// lists is what the set's two lists say.
type lists struct {
	bits   []uint64 // of each image, a bit an attribute
	splits [3][]int32
}

// readLists reads the lists of the set in a folder. The error names the file
// and the line.
func readLists(dir string) (*lists, error) {
	l := new(lists)
	for _, list := range []struct {
		name string
		read func(*lines) error
	}{{attributeFile, l.attributes}, {partitionFile, l.partition}} {
		path := filepath.Join(dir, list.name)
		_, err := gzfile.Read(path, func(r io.Reader) (struct{}, error) {
			s := &lines{textfile.NewLines(textfile.NewReader(r), longest)}
			return struct{}{}, s.located(list.read(s))
		})
		if errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%w: %s is not there", tasks.ErrNoData, path)
		}
		if err != nil {
			return nil, err
		}
	}
	return l, nil
}

// longest is the most bytes of a line, of which there are some 500.
const longest = 1 << 16

// lines reads the lines of a file.
type lines struct{ *textfile.Lines }

// next is the fields of the next line that is not empty; nil at the end.
func (s *lines) next() []string {
	for s.Next() {
		if f := strings.Fields(s.Text()); len(f) > 0 {
			return f
		}
	}
	return nil
}

// located says in which line an error is.
func (s *lines) located(err error) error {
	if s.Err() != nil {
		return s.Err()
	}
	return s.At(err)
}

// attributes reads the number of images, the names of the attributes and a row
// of -1 and 1 for each image, in the order of the images. The names may stand in
// any order.
func (l *lists) attributes(s *lines) error {
	head := s.next()
	n, err := strconv.Atoi(strings.Join(head, " "))
	if err != nil || n < 1 {
		return fmt.Errorf("%.40q is no number of images", strings.Join(head, " "))
	}
	at, err := places(s.next())
	if err != nil {
		return err
	}
	for f := s.next(); f != nil; f = s.next() {
		if err := checkImage(f, len(l.bits)); err != nil {
			return err
		}
		bits, err := attributeBits(f[1:], at)
		if err != nil {
			return fmt.Errorf("%s: %w", f[0], err)
		}
		l.bits = append(l.bits, bits)
	}
	if len(l.bits) != n {
		return fmt.Errorf("rows of %d images, the first line says %d", len(l.bits), n)
	}
	return nil
}

// places are where the set's attributes stand among these names.
func places(names []string) ([]int, error) {
	if len(names) != Attributes {
		return nil, fmt.Errorf("%d attributes, wanted %d", len(names), Attributes)
	}
	if err := textfile.Unique("attribute", names); err != nil {
		return nil, err
	}
	return textfile.Find("attribute", names, Names[:]...)
}

// checkImage checks that a row is that of image i.
func checkImage(row []string, i int) error {
	if row[0] != imageName(i) {
		return fmt.Errorf("row of %.40s where that of %s belongs", row[0], imageName(i))
	}
	return nil
}

// attributeBits packs a row, in which the attributes stand at these places.
func attributeBits(row []string, at []int) (bits uint64, err error) {
	if len(row) != Attributes {
		return 0, fmt.Errorf("%d attributes, wanted %d", len(row), Attributes)
	}
	for k, place := range at {
		switch v := row[place]; v {
		case "1":
			bits |= 1 << k
		case "-1":
		default:
			return 0, fmt.Errorf("%s is %.40q, wanted 1 or -1", Names[k], v)
		}
	}
	return bits, nil
}

// partition reads the split of each image: 0, 1 and 2 are training, validation
// and test.
func (l *lists) partition(s *lines) error {
	i := 0
	for f := s.next(); f != nil; f = s.next() {
		if err := checkImage(f, i); err != nil {
			return err
		}
		if i == len(l.bits) {
			return fmt.Errorf("row of %s, but %s has %d images", f[0], filepath.Base(attributeFile), len(l.bits))
		}
		split, err := strconv.Atoi(strings.Join(f[1:], " "))
		if err != nil || split < 0 || split >= len(l.splits) {
			return fmt.Errorf("%s: %.40q is no part, which are 0, 1 and 2", f[0], strings.Join(f[1:], " "))
		}
		l.splits[split] = append(l.splits[split], int32(i))
		i++
	}
	if i != len(l.bits) {
		return fmt.Errorf("rows of %d images, %s has %d", i, filepath.Base(attributeFile), len(l.bits))
	}
	return nil
}
