// Package whole writes files whole or not at all: whenever the program is
// killed or the disk is full, what was there before is still there.
package whole

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// prefix begins the name of a file that is being written.
const prefix = ".tmp-"

// WriteFile writes a file beside its place, and then puts it there.
func WriteFile(path string, b []byte) error {
	return WriteFiles(filepath.Dir(path), map[string][]byte{filepath.Base(path): b})
}

// WriteFiles writes files by their paths below dir, with slashes. None is put
// in its place before all are on the disk. Modes obey the umask.
func WriteFiles(dir string, files map[string][]byte) error {
	staged := map[string]string{} // the place of each file that was written
	defer func() {
		for temporary := range staged {
			os.Remove(temporary)
		}
	}()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		temporary, err := stage(filepath.Dir(path), files[name])
		if err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		staged[temporary] = path
	}
	folders := map[string]bool{}
	for temporary, path := range staged {
		if err := os.Rename(temporary, path); err != nil {
			return err
		}
		delete(staged, temporary)
		folders[filepath.Dir(path)] = true
	}
	for folder := range folders {
		if err := syncFolder(folder); err != nil {
			return err
		}
	}
	return nil
}

// stage writes b to a new file in dir.
func stage(dir string, b []byte) (name string, err error) {
	f, err := create(dir)
	if err != nil {
		return "", err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(f.Name())
	}
	return f.Name(), err
}

// create makes a file of a new name. os.CreateTemp would not do: its files are
// the owner's only, whatever the umask.
func create(dir string) (*os.File, error) {
	for {
		name := filepath.Join(dir, fmt.Sprintf("%s%016x", prefix, rand.Uint64()))
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// syncFolder makes renames in a folder last. Windows has no such call.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Sweep removes what writes left in a folder when the program was killed. Young
// files may be another program's and stay.
func Sweep(dir string) {
	files, _ := filepath.Glob(filepath.Join(dir, prefix+"*"))
	for _, f := range files {
		if info, err := os.Stat(f); err == nil && time.Since(info.ModTime()) > time.Minute {
			os.Remove(f)
		}
	}
}
