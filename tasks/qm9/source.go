package qm9

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/datafile"
)

// source is the files of one form of the set.
type source struct {
	form    form
	main    string   // the file, or folder, with the geometries
	table   string   // of the properties; empty where main has them
	dropped string   // uncharacterized.txt; empty where there is none
	files   []string // all of them, in order; of a folder, what is in it
}

// form is how the set lies on the disk.
type form string

const (
	sdfForm    form = "SDF"          // gdb9.sdf, gdb9.sdf.csv, uncharacterized.txt
	xyzForm    form = "XYZ"          // dsgdb9nsd.xyz.tar.bz2, or its folder
	extendForm form = "extended XYZ" // qm9_xyz_N.tar.gz, qm9_N.csv
)

// sample is the archive of a part of the set.
var sample = regexp.MustCompile(`^qm9_xyz_(\w+)\.tar(\.gz)?$`)

// find looks for the set in the folder qm9 of the data folder, or in its
// folder raw: the SDF form first, then the official XYZ, then a sample. The
// error wraps tasks.ErrNoData where there is none.
func find(data string) (source, error) {
	for _, look := range []func(string) (source, error){findSDF, findXYZ, findSample} {
		for _, dir := range []string{filepath.Join(data, "qm9"), filepath.Join(data, "qm9", "raw")} {
			if s, err := look(dir); err != nil || s.main != "" {
				return s, err
			}
		}
	}
	return source{}, fmt.Errorf("%w: %s holds no gdb9.sdf, dsgdb9nsd.xyz.tar.bz2 or qm9_xyz_*.tar.gz", tasks.ErrNoData, filepath.Join(data, "qm9"))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// findSDF needs all three files.
func findSDF(dir string) (source, error) {
	s := source{form: sdfForm, main: filepath.Join(dir, "gdb9.sdf"), table: filepath.Join(dir, "gdb9.sdf.csv"), dropped: filepath.Join(dir, "uncharacterized.txt")}
	if !exists(s.main) {
		return source{}, nil
	}
	s.files = []string{s.main, s.table, s.dropped}
	for _, f := range s.files[1:] {
		if !exists(f) {
			return source{}, fmt.Errorf("%s is there, but not %s", s.main, f)
		}
	}
	return s, nil
}

// loose is how the archive's files begin, which lie in no folder of it.
const loose = "dsgdb9nsd_"

// findXYZ takes the archive, or the folder that it was unpacked to: one of its
// own, or dir itself.
func findXYZ(dir string) (source, error) {
	s := source{form: xyzForm}
	for _, name := range []string{"dsgdb9nsd.xyz.tar.bz2", "dsgdb9nsd.xyz", "dsgdb9nsd"} {
		if path := filepath.Join(dir, name); exists(path) {
			s.main = path
			break
		}
	}
	var err error
	switch {
	case s.main == "":
		s.main = dir
		if s.files, err = xyzFiles(dir, loose); err != nil || len(s.files) == 0 {
			return source{}, nil // no folder or no such file, no data
		}
	case isDir(s.main):
		if s.files, err = xyzFiles(s.main, ""); err != nil {
			return source{}, err
		}
		if len(s.files) == 0 {
			return source{}, fmt.Errorf("%s holds no .xyz file", s.main)
		}
	default:
		s.files = []string{s.main}
	}
	if path := filepath.Join(dir, "uncharacterized.txt"); exists(path) {
		s.dropped, s.files = path, append(s.files, path)
	}
	return s, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// xyzFiles are the .xyz files of a folder, by name, whose names begin so.
func xyzFiles(dir, begin string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if e.Type()&fs.ModeDir == 0 && !datafile.Hidden(e.Name()) && strings.HasPrefix(e.Name(), begin) && strings.HasSuffix(e.Name(), ".xyz") {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}

// findSample takes the first archive by name.
func findSample(dir string) (source, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return source{}, nil // no folder, no data
	}
	for _, e := range entries {
		name := sample.FindStringSubmatch(e.Name())
		if name == nil {
			continue
		}
		s := source{form: extendForm, main: filepath.Join(dir, e.Name()), table: filepath.Join(dir, "qm9_"+name[1]+".csv")}
		if !exists(s.table) {
			return source{}, fmt.Errorf("%s is there, but not %s", s.main, s.table)
		}
		s.files = []string{s.main, s.table}
		return s, nil
	}
	return source{}, nil
}
