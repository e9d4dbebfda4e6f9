// Package gzfile opens data files that may or may not be compressed.
package gzfile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mtobench/mtobench/tasks"
)

// Find is the path of the first of names that is a file in the folder dir.
// When there is none the error wraps tasks.ErrNoData and lists them.
func Find(dir string, names ...string) (string, error) {
	for _, name := range names {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: %s holds no %s", tasks.ErrNoData, dir, strings.Join(names, " or "))
}

// Read opens the file at path, decompresses it if it begins as gzip does,
// whatever its name, and hands it to decode, whose error it returns in one
// line that names the file.
func Read[V any](path string, decode func(io.Reader) (V, error)) (V, error) {
	v, err := read(path, decode)
	return v, Describe(path, err)
}

func read[V any](path string, decode func(io.Reader) (V, error)) (V, error) {
	var none V
	f, err := os.Open(path)
	if err != nil {
		return none, err
	}
	defer f.Close()
	b := bufio.NewReaderSize(f, 1<<16)
	if magic, _ := b.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return decode(b)
	}
	z, err := gzip.NewReader(b)
	if err != nil {
		return none, err
	}
	return decode(z)
}

// Describe wraps an error of reading the file at path so that one line names
// the file and what is wrong; it returns nil for nil.
func Describe(path string, err error) error {
	var named *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &named):
		return err // names the file already
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("read %s: the file is truncated: %w", path, err)
	}
	return fmt.Errorf("read %s: %w", path, err)
}
