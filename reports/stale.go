package reports

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// written lists the files, by their paths with slashes, that the report in
// dir says it wrote; none where there is no report or it cannot be read,
// because then nothing tells whose the files are.
func written(dir string) []string {
	p, err := readProvenance(dir)
	if err != nil {
		return nil
	}
	var names []string
	for name := range p.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// removeStale removes the tables and pictures that an earlier report wrote and
// this one does not have, such as those of a suite that was left out. Files
// that no report lists stay: they may be someone's own.
func removeStale(dir string, before []string, now map[string][]byte) error {
	for _, name := range before {
		in := path.Dir(name)
		if now[name] != nil || name != path.Clean(name) || in != tablesDir && in != figuresDir {
			continue
		}
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("write report: %w", err)
		}
	}
	return nil
}
